// `nt2 machine list`, `bind`, `free` and `revoke`, by the owner, against the real web door.

import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { startIssuer, type Issuer } from '../support/issuer.ts';
import { ann, ben, openDoor, PUBLIC_URL, TENANT, type Harness } from '../server/harness.ts';
import { said, type Said } from './said.ts';

let door: Harness;
let issuer: Issuer;
/** In place of the server, where it says something. */
let inBetween: (() => Response) | null = null;
const nt2 = (...args: string[]): Promise<Said> => said(() => main(['machine', ...args]));

beforeAll(async () => {
  issuer = await startIssuer(() => door.time.now);
  door = await openDoor({ env: { NT2_WORKLOAD_ISSUERS: issuer.url } });
  const token = await door.apiTokens.create('terminal', { as: { key: ann.key, name: null } });
  if (!token.ok) throw new Error(token.code);
  vi.stubEnv('NT2_URL', PUBLIC_URL);
  vi.stubEnv('NT2_TOKEN', token.value);
  vi.stubGlobal('fetch', async (input: string | URL, init?: RequestInit) => {
    const { pathname } = new URL(input);
    return inBetween?.() ?? door.server.request(pathname, init, { incoming: { socket: { remoteAddress: '192.0.2.1' } } });
  });
  await door.machines.enrol(ann, { name: 'ci', device: 'A'.repeat(43) + '=' });
  await door.machines.enrol(ben, { name: 'bens', device: 'B'.repeat(43) + '=' });
});
afterAll(async () => {
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
  await door.close();
  await issuer.close();
});

it('lists one’s own machines, binds one to a provider, frees it and revokes it, and touches nobody else’s', async () => {
  expect(await nt2('list')).toMatchObject({ code: 0, out: expect.stringMatching(/^ci +since 2026-11-20 {2}used 2026-11-20\n$/) });
  const claims = ['--claim', 'repository=acme/app', '--claim', 'ref=refs/heads/main'];
  const bound = await nt2('bind', 'ci', '--issuer', issuer.url, ...claims);
  expect(bound).toMatchObject({ code: 0, out: expect.stringContaining('opens nothing without its key and a token') });
  expect((await nt2('list')).out).toContain(`with ${issuer.url} repository=acme/app, ref=refs/heads/main`);
  expect((await door.machines.find(TENANT, 'ci'))?.workload?.claims).toEqual({ repository: 'acme/app', ref: 'refs/heads/main' });
  expect(await nt2('free', 'ci')).toMatchObject({ code: 0, out: 'Freed: the key of ci is enough again.\n' });
  expect((await door.machines.find(TENANT, 'ci'))?.workload).toBeUndefined();
  // What names no workload, an issuer whom the operator does not trust, and another person's machine.
  expect(await nt2('bind', 'ci', '--issuer', issuer.url, '--claim', 'ref=refs/heads/main')).toMatchObject({ code: 65, out: '' });
  expect(await nt2('bind', 'ci', '--issuer', 'https://evil.example', ...claims)).toMatchObject({ code: 65, out: '' });
  for (const verb of ['bind', 'free'])
    expect(await nt2(verb, 'bens', ...(verb === 'bind' ? ['--issuer', issuer.url, ...claims] : []))).toMatchObject({ code: 67 });
  expect(await nt2('revoke', 'bens')).toMatchObject({ code: 1, err: expect.stringContaining('You own no machine of that name') });
  expect(await door.machines.find(TENANT, 'bens')).not.toBeNull();
  expect(await nt2('revoke', 'ci')).toMatchObject({ code: 0 });
  expect(await door.machines.find(TENANT, 'ci')).toBeNull();
  expect((await nt2('list')).out).toBe('No machine.\n');
});

it('a server that lies steers no terminal, and one that makes no sense is told so', async () => {
  const lie = '\u001b[2Jcanary';
  const workload = { issuer: `https://a.example/${lie}`, claims: { sub: lie } };
  inBetween = () => Response.json({ machines: [{ name: lie, madeAt: 0, usedAt: 0, words: lie, workload }] });
  const listed = await nt2('list');
  expect([listed.code, listed.out.includes('canary'), listed.out.includes('\u001b')]).toEqual([0, true, false]);
  for (const nonsense of [{ machines: [{}] }, { machines: 'x' }, [], { machines: [{ name: 'a', madeAt: 'x', usedAt: 0 }] }]) {
    inBetween = () => Response.json(nonsense);
    expect(await nt2('list')).toMatchObject({ code: 70, out: '' });
  }
  inBetween = null;
});

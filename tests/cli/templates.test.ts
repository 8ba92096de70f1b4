// `--template` of `nt2 share` and `nt2 request`, against a server with a policy.

import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { createDirectory } from '../../src/bot/directory.ts';
import type { Adapter } from '../../src/bot/port.ts';
import { main } from '../../src/cli/main.ts';
import { fetchOf } from '../client/client-at.ts';
import { ann, ben, openDoor, PUBLIC_URL, type Harness } from '../server/harness.ts';
import { policyOf, ruleOf, templateOf } from '../support/policies.ts';
import { said, type Said } from './said.ts';

const chat = {
  platform: 'playground',
  findContact: async () => ({ ...ben, kind: 'member' }),
  findHandle: async () => ({ ...ben, kind: 'member' }),
};
const templates = [
  templateOf({ name: 'keys', rule: ruleOf({ modes: ['sealed', 'link'], longestMs: 3_600_000 }) }),
  templateOf({ name: 'none', rule: ruleOf({ deny: true }) }),
];
let door: Harness;
const nt2 = (...args: string[]): Promise<Said> => said(() => main(args));

beforeAll(async () => {
  door = await openDoor({ core: { directory: createDirectory([chat as unknown as Adapter]) }, policy: () => policyOf({ templates }) });
  const token = await door.apiTokens.create('terminal', { as: { key: ann.key, name: null } });
  if (!token.ok) throw new Error(token.code);
  vi.stubEnv('NT2_URL', PUBLIC_URL);
  vi.stubEnv('NT2_TOKEN', token.value);
  vi.stubGlobal('fetch', fetchOf(door));
});
afterAll(async () => {
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
  await door.close();
});

/** Of the share that the printed address leads to. */
async function usedBy({ code, out }: Said): Promise<unknown> {
  expect(code).toBe(0);
  const id = /\b[a-z2-7]{32}\b/.exec(out)?.[0] ?? '';
  return (await door.shares.find(id))?.terms?.template?.name;
}

it('a template of the operator is named; what it does not allow, and one that nobody knows, ends with 2', async () => {
  const given = ['share', '--link', '--from', 'printf whsec_1'];
  expect(await usedBy(await nt2(...given, '--template', 'keys', '--expires', '30m'))).toBe('keys');
  for (const flags of [['none'], ['unknown'], ['keys', '--expires', '2d']])
    expect(await nt2(...given, '--template', ...flags), flags.join(' ')).toMatchObject({ code: 2, out: '' });
});

it('and of a request', async () => {
  const asking = nt2('request', '--link', '--label', 'By template', '--template', 'keys', '--expires', '30m');
  const out = await vi.waitFor(() => {
    const text = vi.mocked(process.stdout.write).mock.calls.join('') + vi.mocked(console.error).mock.calls.join('');
    expect(text).toMatch(/\/r\/[a-z2-7]{32}#/);
    return text;
  });
  process.emit('SIGINT');
  await asking;
  expect(await usedBy({ code: 0, out, err: '' })).toBe('keys');
  expect(await nt2('request', '--link', '--template', 'unknown')).toMatchObject({ code: 2, out: '' });
});

// Giving to people: whom one can name; and what was left waiting by a command that ended, which another process goes on with.

import { AsyncLocalStorage } from 'node:async_hooks';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { createDirectory } from '../../../src/bot/directory.ts';
import type { Adapter } from '../../../src/bot/port.ts';
import { main } from '../../../src/cli/main.ts';
import { clientAt, fetchOf, programAt } from '../../client/client-at.ts';
import { ann, ben, openDoor, PUBLIC_URL, TENANT, type Harness } from '../../server/harness.ts';
import { said } from '../said.ts';

const CANARY = 'whsec_left_canary_5b1';
const findContact = async (key: string) => {
  const found = [ann, ben].find((one) => one.key === key);
  return found === undefined ? null : { ...found, kind: 'member' as const };
};
const chat = { platform: 'playground', findContact, findHandle: (handle: string) => findContact(`${TENANT}:${handle.replace(/^@/, '')}`) };

let door: Harness;
let folder = '';
/** The command that is gone: it asks nothing any more. */
const gone = new AsyncLocalStorage<{ isGone: boolean }>();
beforeAll(async () => {
  door = await openDoor({ core: { directory: createDirectory([chat as unknown as Adapter]) } });
  folder = mkdtempSync(join(tmpdir(), 'nt2-resume-'));
  const token = await door.apiTokens.create('terminal', { as: { key: ann.key, name: null } });
  if (!token.ok) throw new Error(token.code);
  const ask = fetchOf(door);
  vi.stubGlobal('fetch', (input: string | URL, init?: RequestInit) =>
    gone.getStore()?.isGone ? new Promise(() => undefined) : ask(input, init),
  );
  for (const [name, value] of Object.entries({ NT2_URL: PUBLIC_URL, NT2_TOKEN: token.value, XDG_STATE_HOME: folder }))
    vi.stubEnv(name, value);
});
afterEach(() => vi.restoreAllMocks());
afterAll(async () => {
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
  await door.close();
});

/** Runs it until it tells how to go on, then ends it as a closed terminal does. What it has printed. */
async function leave(signal: 'SIGTERM' | 'SIGHUP', goesOn: RegExp, ...args: readonly string[]): Promise<{ id: string; printed: string }> {
  const exit = vi.spyOn(process, 'exit').mockImplementation(() => undefined as never);
  const printed: string[] = [];
  vi.spyOn(console, 'error').mockImplementation((text: string) => void printed.push(text));
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => printed.push(String(text)) > 0);
  const state = { isGone: false };
  void gone.run(state, () => main(args));
  const id = await vi.waitFor(() => goesOn.exec(printed.join('\n'))?.[1] ?? Promise.reject(new Error(printed.join('; '))), {
    interval: 10,
    timeout: 20_000,
  });
  state.isGone = true;
  process.emit(signal, signal);
  expect(exit.mock.calls).toEqual([[signal === 'SIGTERM' ? 143 : 129]]);
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.removeAllListeners(name);
  vi.restoreAllMocks();
  return { id, printed: printed.join('\n') };
}

it('people lists whom one can name: of one’s own shares by a part of the name, and another by their handle', async () => {
  await door.begin('sealed');
  const people = (...args: string[]) => said(() => main(['people', ...args]));
  expect(JSON.parse((await people('be', '--json')).out)).toEqual({ person: ben.key, name: ben.name });
  expect(await people('playground:@ben')).toEqual({ code: 0, out: `${ben.key}  ${ben.name}\n`, err: '' });
  expect((await people()).out).toContain(ben.key);
  expect(await people('nobody')).toMatchObject({ code: 0, out: '', err: expect.stringContaining('Nobody: ') });
});

it('a share that was left waiting goes on by its id, from files that only its person reads and no secret is in', async () => {
  const { id } = await leave(
    'SIGTERM',
    /nt2 share --resume ([a-z2-7]{32}) goes on/,
    'share',
    '--to',
    ben.key,
    '--from',
    `printf ${CANARY}`,
  );
  const keys = join(folder, 'nt2/keys/nt2.example');
  const files = readdirSync(keys).map((name) => join(keys, name));
  expect(files).toHaveLength(1);
  for (const file of files) {
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, 'utf8')).not.toContain(CANARY);
  }
  const bens = await programAt(door, { as: ben });
  const [resumed, opened] = await Promise.all([said(() => main(['share', '--resume', id])), bens.open(id)]);
  expect([resumed.code, resumed.out]).toEqual([0, `${id}\n`]);
  expect(opened.items[0]?.fields[0]?.value).toBe(CANARY);
  expect(readdirSync(keys)).toEqual([]);
  expect(await said(() => main(['share', '--resume', id]))).toMatchObject({ code: 2, out: '' });
});

it('a request that was left waiting is answered to nt2 open', async () => {
  const file = join(folder, 'answer');
  const { id, printed } = await leave('SIGHUP', /nt2 open ([a-z2-7]{32}) takes/, 'request', '--link', '--label', 'Key', '--out', file);
  // A file that is empty would stand in the way.
  expect(readdirSync(folder)).toEqual(['nt2']);
  await clientAt(door).give(/https:\S+\/r\/\S+/.exec(printed)?.[0] ?? '', CANARY);
  expect(await said(() => main(['open', '--yes', id, '--out', file]))).toMatchObject({ code: 0, out: '' });
  expect(readFileSync(file, 'utf8')).toBe(CANARY);
});

it.each([
  [['--resume', 'x'], 'the id of a share'],
  [['--resume', 'abcdefghijklmnopqrstuvwxyz234567', '--to', 'slack:@ann'], '--resume goes on with'],
])('refuses before it asks: %j', async (args, sentence) => {
  expect(await said(() => main(['share', ...args]))).toMatchObject({ code: 64, err: expect.stringContaining(sentence) });
});

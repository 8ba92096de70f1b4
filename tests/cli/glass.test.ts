// Break glass on terminals and machines: seal, ask, agree, open, drill, end.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { hashB64, randomBytes } from '../../src/crypto/bytes.ts';
import { formatMachineKey, machineSigner } from '../../src/crypto/keys/machine.ts';
import { fetchOf } from '../client/client-at.ts';
import { ann, ben, openDoor, PUBLIC_URL, TENANT, type Harness } from '../server/harness.ts';
import { said } from './said.ts';

const CANARY = 'root-canary-71d4';
const input = vi.hoisted(() => ({ text: '' }));
vi.mock('../../src/cli/give/process-input.ts', () => ({
  inputOfProcess: () => ({
    isPipe: true,
    terminal: null,
    stdin: (async function* () {
      yield Buffer.from(input.text);
    })(),
  }),
}));

let door: Harness;
const tokens = new Map<string, string>();
const folder = mkdtempSync(join(tmpdir(), 'nt2-glass-'));
beforeAll(async () => {
  door = await openDoor();
  for (const who of [ann, ben]) {
    const token = await door.apiTokens.create(`of-${who.name.toLowerCase()}`, { as: { key: who.key, name: who.name } });
    if (!token.ok) throw new Error(token.code);
    tokens.set(who.key, token.value);
  }
  vi.stubGlobal('fetch', fetchOf(door));
  vi.stubEnv('NT2_URL', PUBLIC_URL);
});
afterAll(async () => {
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
  expect(door.lines.join('\n')).not.toContain(CANARY);
  await door.close();
});

/** As this person, at a terminal of their own. */
async function nt2(who: typeof ann, ...args: readonly string[]) {
  vi.stubEnv('NT2_TOKEN', tokens.get(who.key) ?? '');
  vi.stubEnv('XDG_STATE_HOME', join(folder, who.name));
  return said(() => main(['glass', ...args]));
}
const keyOf = async (who: typeof ann, ...more: readonly string[]) => (await nt2(who, 'key', ...more)).out.slice(0, 8);
const seal = async (members: readonly string[], ...more: readonly string[]): Promise<string> => {
  input.text = `${CANARY}\n`;
  const done = await nt2(ann, 'seal', ...more, ...members.flatMap((one) => ['--member', one]));
  expect(done.code).toBe(0);
  return done.out.trim();
};

it('M8: is sealed for a terminal and a machine, asked for, agreed to, and opened once; a drill opens no value', async () => {
  const seed = randomBytes(32);
  const { publicKey: device } = await machineSigner(seed);
  const enrolled = await door.machines.enrol(ann, { name: 'ci', device });
  if (!enrolled.ok) throw new Error(enrolled.code);
  const file = join(folder, 'ci.nt2-machine');
  const person = hashB64(enrolled.value.person.key);
  writeFileSync(file, formatMachineKey({ server: PUBLIC_URL, tag: door.ids.tagOf(TENANT), name: 'ci', person, seed }), { mode: 0o600 });
  const keys = [await keyOf(ben, '--name', 'laptop'), await keyOf(ann, '--key', file)];
  expect(keys[0]).toBe(await keyOf(ben));
  const { out } = await nt2(ann, 'members');
  for (const word of [...keys, 'laptop', 'ci (machine)']) expect(out).toContain(word);
  const id = await seal(keys, 'Root of db1', '--after', '2h');

  // A drill by the machine: its owner is Ann, so Ben agrees.
  expect((await nt2(ann, 'ask', id, '--key', file, '--reason', 'monthly', '--drill')).code).toBe(0);
  expect((await nt2(ann, 'agree', id)).code).toBe(77);
  expect((await nt2(ann, 'open', id, '--key', file)).code).toBe(75);
  expect((await nt2(ben, 'agree', id)).code).toBe(0);
  const drilled = await nt2(ann, 'open', id, '--key', file);
  expect([drilled.code, drilled.out]).toEqual([0, expect.stringContaining('This was a drill of seal 1')]);

  expect((await nt2(ben, 'ask', id, '--reason', 'db1 is down')).code).toBe(0);
  // The same once more: the answer was lost.
  expect((await nt2(ben, 'ask', id, '--reason', 'db1 is down')).code).toBe(0);
  expect((await nt2(ann, 'open', id, '--key', file)).code).toBe(2);
  expect((await nt2(ann, 'show', id)).out).toMatch(/Asking 2 by Ben, .*db1 is down/);
  expect((await nt2(ann, 'agree', id)).code).toBe(0);
  expect((await nt2(ben, 'open', id)).out).toBe(`${CANARY}\n`);
  expect((await nt2(ben, 'open', id)).code).toBe(77);
  expect((await nt2(ann, 'list')).out).toContain('spent: seal again');
  expect(JSON.stringify(await door.store.envelopes(door.ids.tagOf(TENANT)))).not.toContain(CANARY);

  expect(await seal(keys, '--again', id)).toBe(id);
  await nt2(ben, 'ask', id, '--reason', 'again');
  expect((await nt2(ann, 'refuse', id)).out).toContain('frozen: seal again');
  expect((await nt2(ben, 'open', id)).code).toBe(77);
  expect((await nt2(ann, 'end', id)).code).toBe(2);
  expect((await nt2(ben, 'end', id, '--yes')).code).toBe(77);
  expect((await nt2(ann, 'end', id, '--yes')).code).toBe(0);
});

it('M8: says what is missing, and repeats nothing of what was typed', async () => {
  const keys = [await keyOf(ben)];
  input.text = '';
  expect((await nt2(ann, 'seal', 'x', '--member', keys[0]!)).code).toBe(65);
  expect((await nt2(ann, 'seal', 'x', '--member', 'aaaaaaaa')).code).toBe(67);
  for (const args of [
    ['seal', 'x'],
    ['ask', 'a'.repeat(32)],
    ['show', CANARY],
    ['seal', 'x', '--member', keys[0]!, '--after', '1m'],
    ['melt'],
  ]) {
    const done = await nt2(ann, ...args);
    expect([done.code, done.err.includes(CANARY)]).toEqual([64, false]);
  }
  // A terminal without a key, and a stranger to the envelope.
  const id = await seal(keys, 'Other');
  vi.stubEnv('XDG_STATE_HOME', join(folder, 'new'));
  expect((await nt2(ann, 'ask', id, '--reason', 'x')).code).toBe(77);
  expect((await nt2(ben, 'show', 'b'.repeat(32))).code).toBe(77);
});

// `nt2 open` with the id of a share to the person who has logged in: accepted on this terminal, encrypted for it, and handed on as a link is.

import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createDirectory } from '../../../src/bot/directory.ts';
import type { Adapter } from '../../../src/bot/port.ts';
import { main } from '../../../src/cli/main.ts';
import type { Client, NewItems, SealingDevice, ShareOptions } from '../../../src/client/client.ts';
import { fetchOf, programAt } from '../../client/client-at.ts';
import { ann, ben, openDoor, PUBLIC_URL, type Harness } from '../../server/harness.ts';
import { said, type Said } from '../said.ts';

const CANARY = 'whsec_own_canary_c41d';
const ROWS = [{ name: 'Api key', value: CANARY }];
const chat = {
  platform: 'playground',
  findContact: async (key: string) => {
    const found = [ann, ben].find((one) => one.key === key);
    return found === undefined ? null : { ...found, kind: 'member' as const };
  },
};

let door: Harness;
let anns: Client;
let folder = '';
let made = 0;
const asked: string[] = [];
beforeAll(async () => {
  door = await openDoor({ core: { directory: createDirectory([chat as unknown as Adapter]) } });
  // With the true work of words, as the command does it.
  anns = await programAt(door, { as: ann, scrypt: undefined });
  const token = await door.apiTokens.create('bens-terminal', { as: { key: ben.key, name: null } });
  if (!token.ok) throw new Error(token.code);
  const ask = fetchOf(door);
  vi.stubGlobal('fetch', (input: string | URL, init?: RequestInit) => {
    asked.push(new URL(input).pathname);
    return ask(input, init);
  });
  vi.stubEnv('NT2_URL', PUBLIC_URL);
  vi.stubEnv('NT2_TOKEN', token.value);
});
afterAll(async () => {
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
  await door.close();
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nt2-own-'));
  vi.stubEnv('XDG_STATE_HOME', folder);
});
afterEach(() => rmSync(folder, { recursive: true }));

const at = (name: string): string => join(folder, name);
const open = (...args: readonly string[]): Promise<Said> => said(() => main(['open', '--yes', ...args]));

interface Sent {
  readonly id: string;
  /** Ends when it is sealed. */
  readonly sealed: Promise<unknown>;
}

/** What Ann sends to Ben; it waits for him. */
async function send(items: NewItems = ROWS, more: Partial<ShareOptions> = {}): Promise<Sent> {
  made += 1;
  const label = `Key ${made}.`;
  const sealed = anns.share(items, { label, to: ben.key, ...more });
  sealed.catch(() => undefined);
  const id = await vi.waitFor(
    async () => {
      const [row] = (await anns.listPage({ states: ['others'], text: label })).rows;
      if (row?.isEntered !== true) throw new Error('not yet');
      return row.id;
    },
    { interval: 10, timeout: 20_000 },
  );
  return { id, sealed };
}

describe('nt2 open with the id of a share to oneself', () => {
  it('says who sent it, accepts it here, shows the six words that its sender compares, and prints the value', async () => {
    const compared: SealingDevice[] = [];
    const { id, sealed } = await send(CANARY, { compare: (device) => compared.push(device) > 0 });
    const { code, out, err } = await open(id);
    await sealed;
    expect([code, out]).toEqual([0, CANARY]);
    expect(err).toMatch(
      /^Key \d+\.\n {2}From Ann: a credential, at nt2\.example\.\n {2}It is for you, until .*no other device opens it\.\n/,
    );
    expect(err).toContain(`its six words are: ${compared[0]?.words}`);
    expect(err).not.toContain(CANARY);
    expect((await anns.view(id)).cause).toBe('delivered');
    // Nothing of it is left but the key of this terminal.
    expect(readdirSync(at('nt2/keys/nt2.example'))).toHaveLength(1);
  });

  it.each([
    [['--env', '.env'], '.env', `API_KEY=${CANARY}\n`],
    [['--format', 'shell', '--out', 'vars.sh'], 'vars.sh', `export API_KEY=${CANARY}\n`],
    [['--format', 'json', '--out', 'vars.json'], 'vars.json', `{\n  "API_KEY": "${CANARY}"\n}\n`],
    [['--out', 'value'], 'value', CANARY],
  ])('writes it for this user alone: %j', async (flags, name, text) => {
    const { id } = await send();
    // The address in chat is as good as the id.
    const { code, out } = await open(`${PUBLIC_URL}/s/${id}`, ...flags.map((flag) => (flag === name ? at(name) : flag)));
    expect([code, out, readFileSync(at(name), 'utf8')]).toEqual([0, '', text]);
    expect(statSync(at(name)).mode & 0o777).toBe(0o600);
  });

  it('gives it to a command and to nothing else, which still has the input of this one', async () => {
    const { id } = await send();
    const script = `printf %s "$API_KEY" > ${at('got')}; test -z "$NT2_TOKEN"`;
    expect(await open(id, '--exec', '--', 'sh', '-c', script)).toMatchObject({ code: 0, out: '' });
    expect(readFileSync(at('got'), 'utf8')).toBe(CANARY);
  });

  it('prints one line for programs, and asks for words where its sender told some', async () => {
    const { id, sealed } = await send(CANARY, { words: true });
    writeFileSync(at('words'), 'x');
    const opening = open(id, '--json', '--words-file', at('words'));
    const { passphrase } = (await sealed) as { passphrase: string };
    // Wrong ones use nothing up, and what was accepted here is opened by the next try.
    expect(await opening).toMatchObject({ code: 2, out: '' });
    writeFileSync(at('words'), passphrase);
    const { code, out } = await open(id, '--json', '--words-file', at('words'));
    expect([code, JSON.parse(out)]).toEqual([0, expect.objectContaining({ id, sender: 'Ann' })]);
  });

  it('goes on with what was accepted here before, and leaves to another device what was accepted there', async () => {
    const { id, sealed } = await send();
    const accepted = new AbortController();
    const first = programAt(door, { as: ben, keys: undefined });
    const elsewhere = (await first).open(id, { signal: accepted.signal, onAccepted: () => accepted.abort() });
    await expect(elsewhere).rejects.toMatchObject({ code: 'aborted' });
    await sealed;
    const { code, err } = await open(id);
    expect([code, err]).toEqual([2, expect.stringContaining('It is for another device of yours')]);
    // It was not asked for, so the log has no stranger in it.
    expect(asked.filter((path) => path.endsWith(`${id}/claim`))).toEqual([]);
  });

  it('is for the person who has logged in there, and for shares that are to them', async () => {
    const { id } = await send();
    expect((await open(id, '--server', 'https://other.example')).code).toBe(77);
    expect((await open(`https://other.example/s/${id}`)).code).toBe(77);
    const theirs = await anns.share(CANARY, { label: 'A link' });
    const link = await open(theirs.id);
    expect([link.code, link.out]).toEqual([2, '']);
    await anns.revoke(id);
    expect(await open(id)).toMatchObject({ code: 2, out: '' });
  });

  it('names a link that is not whole as one', async () => {
    const own = await (await programAt(door, { as: ben })).share(CANARY, { label: 'Own link' });
    expect(await open(own.id)).toMatchObject({ code: 2, err: expect.stringContaining('run nt2 open alone') });
  });

  it.each([
    [['abcdefghijklmnopqrstuvwxyz234567', '--link-file', 'x'], 'two things to open'],
    [['--server', 'https://nt2.example'], '--server is for the id'],
    [['https://nt2.example/s/abcdefghijklmnopqrstuvwxyz234567', '--server', 'https://nt2.example'], 'leave out --server'],
    [['abcdefghijklmnopqrstuvwxyz234567', 'more'], 'a link holds its key'],
  ])('refuses what is two things, or none: %j', async (args, sentence) => {
    expect(await open(...args)).toMatchObject({ code: 64, err: expect.stringContaining(sentence) });
  });
});

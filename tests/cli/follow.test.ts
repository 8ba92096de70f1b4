// The commands that follow a share, and what they print for programs, against a real server and store, in this process.

import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Ajv from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { root } from '../../scripts/node.mjs';
import { main } from '../../src/cli/main.ts';
import { createDirectory } from '../../src/bot/directory.ts';
import type { Adapter } from '../../src/bot/port.ts';
import { createClient, type Client } from '../../src/client/client.ts';
import { CLI_SCHEMA, formatCliSchema } from '../docs/cli-schema.ts';
import { fetchOf, programAt } from '../client/client-at.ts';
import { ann, ben, openDoor, PUBLIC_URL, TENANT, type Harness } from '../server/harness.ts';
import { said, type Said } from './said.ts';

const people = [ann, ben];
const contactOf = async (key: string) => {
  const found = people.find((one) => one.key === key);
  return found === undefined ? null : { ...found, kind: 'member' as const };
};
const chat = {
  platform: 'playground',
  findContact: contactOf,
  findHandle: (handle: string) => contactOf(`${TENANT}:${handle.replace(/^@/, '')}`),
};

let door: Harness;
let anns: Client;
let bens: Client;
let folder: string;
const published = readFileSync(join(root, CLI_SCHEMA), 'utf8');
const ajv = new Ajv.default().addSchema(JSON.parse(published) as object, 'cli');

beforeAll(async () => {
  door = await openDoor({ core: { directory: createDirectory([chat as unknown as Adapter]) } });
  const token = await door.apiTokens.create('terminal', { as: { key: ann.key, name: null } });
  [anns, bens] = [await programAt(door, { as: ann }), await programAt(door, { as: ben })];
  folder = mkdtempSync(join(tmpdir(), 'nt2-follow-'));
  if (!token.ok) throw new Error(token.code);
  vi.stubEnv('NT2_URL', PUBLIC_URL);
  vi.stubEnv('NT2_TOKEN', token.value);
  vi.stubEnv('XDG_STATE_HOME', folder);
  vi.stubGlobal('fetch', fetchOf(door));
});
afterAll(async () => {
  vi.unstubAllGlobals();
  rmSync(folder, { recursive: true });
  vi.unstubAllEnvs();
  await door.close();
});

const nt2 = (...args: string[]): Promise<Said> => said(() => main(args));
/** Runs it with --json; each line must be what the published schema says of `line`. */
async function json(line: string, ...args: string[]): Promise<Record<string, unknown>[]> {
  const { out } = await nt2(...args, '--json');
  const check = ajv.getSchema(`cli#/$defs/${line}`);
  return out
    .trimEnd()
    .split('\n')
    .map((text) => {
      const value = JSON.parse(text) as Record<string, unknown>;
      expect([check?.(value), check?.errors]).toEqual([true, null]);
      return value;
    });
}
async function share(...flags: string[]): Promise<{ readonly id: string; readonly url: string }> {
  const [made] = await json('share', 'share', '--link', '--from', 'printf whsec_1', '--label', 'Stripe key', ...flags);
  return made as { id: string; url: string };
}
/** What Ann began, once it waits for another. */
const rowOf = (label: string) =>
  vi.waitFor(
    async () => {
      const { rows } = await anns.listPage({ states: ['others'], text: label });
      const view = await anns.view(rows[0]?.id ?? '');
      expect(view.acceptance).not.toBeNull();
      return view;
    },
    { interval: 10, timeout: 10_000 },
  );
const open = (url: string) => createClient({ url: PUBLIC_URL }).open(url);

describe('the commands that follow a share', () => {
  it('the published schema is that of the code', () => expect(published).toBe(formatCliSchema()));

  it('status says how it stands, and its exit code whether it arrived', async () => {
    const { id, url } = await share();
    expect(await json('status', 'status', id)).toEqual([
      expect.objectContaining({ id, status: 'ready', role: 'sender', label: 'Stripe key' }),
    ]);
    const waits = await nt2('status', `${PUBLIC_URL}/s/${id}`);
    expect([waits.code, waits.out]).toEqual([
      0,
      expect.stringMatching(
        /^Stripe key, to the holder of the link, until \d{4}-\d\d-\d\d \d\d:\d\d\n\d{4}-\d\d-\d\d \d\d:\d\d {2}waits to be opened\n$/,
      ),
    ]);
    await open(url);
    expect(await nt2('status', id)).toMatchObject({ code: 0, out: expect.stringMatching(/ opened\n$/) });
  });

  it('revoke takes it back; then nobody opens it, and status ends with 2', async () => {
    const { id, url } = await share();
    expect(await nt2('revoke', id)).toEqual({ code: 0, out: '', err: 'Taken back. Nobody can open it any more.' });
    await expect(open(url)).rejects.toMatchObject({ code: 'share.gone' });
    expect(await nt2('status', id)).toMatchObject({ code: 2, out: expect.stringMatching(/ taken back\n$/) });
    const other = await share();
    expect(await json('done', 'revoke', other.id)).toEqual([{ id: other.id, done: 'revoke' }]);
    await open((await share()).url);
  });

  it('list has what waits, for people in columns and for programs a line each; --all what is over, and words what has them', async () => {
    const { id } = await share('--note', 'x');
    const rows = await json('list', 'list');
    expect(rows.map((row) => row['id'])).toContain(id);
    const table = await nt2('list', 'stripe');
    expect(table.out).toMatch(/^ID {35}WITH {2}LABEL {7}UNTIL {13}STANDS\n/);
    expect(table.out).toMatch(new RegExp(`^${id}  →  link  Stripe key  \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d  waits to be opened$`, 'm'));
    await nt2('revoke', id);
    expect((await json('list', 'list', '--all', '--limit', '500')).find((row) => row['id'] === id)).toMatchObject({ cause: 'revoked' });
    expect((await nt2('list')).out).not.toContain(id);
    expect(await nt2('list', 'nothing like it')).toMatchObject({ code: 0, out: '', err: 'Nothing waits. --all lists what is over, too.' });
    await share();
    await share();
    const some = await nt2('list', '--limit', '1');
    expect([some.out.trimEnd().split('\n').length, some.err]).toEqual([2, 'There are more: --limit 10 lists more of them.']);
    expect((await nt2('list', '--limit', 'x')).code).toBe(64);
  });

  it('status --watch prints each step until the share is over, and then whether it arrived', async () => {
    const { id, url } = await share();
    const watched = nt2('status', '--watch', id);
    await open(url);
    const { code, out } = await watched;
    expect(code).toBe(0);
    expect(out).toMatch(/^Stripe key, .*\n.*waits to be opened\n(?:.*is being opened\n)?.* opened\n$/);
  });

  it('Ctrl-C ends a watch with 130, and leaves no stream behind', async () => {
    const { id } = await share();
    const seen = process.listenerCount('SIGINT');
    const watched = nt2('status', '--watch', id);
    await vi.waitFor(() => expect(process.listenerCount('SIGINT')).toBeGreaterThan(seen), { interval: 5 });
    process.emit('SIGINT');
    expect((await watched).code).toBe(130);
    expect(process.listenerCount('SIGINT')).toBe(seen);
    await nt2('revoke', id);
  });

  it('a share to a person waits until they accept; what they open is what was given', async () => {
    const sharing = nt2('share', '--to', 'playground:@ben', '--label', 'For Ben', '--from', 'printf whsec_ben', '--json');
    const waiting = await vi.waitFor(
      async () => {
        const { rows } = await bens.listPage({ states: ['mine'], text: 'For Ben' });
        expect(rows).toHaveLength(1);
        return rows[0]?.id ?? '';
      },
      { interval: 10 },
    );
    const { items } = await bens.open(waiting);
    expect(items[0]?.fields[0]?.value).toBe('whsec_ben');
    const { code, out } = await sharing;
    expect([code, JSON.parse(out)]).toEqual([
      0,
      expect.objectContaining({ id: waiting, to: 'playground:@ben', url: `${PUBLIC_URL}/s/${waiting}` }),
    ]);
  });

  it('the person it waits for is reminded once an hour, and given more time', async () => {
    const { id } = await door.begin('sealed');
    expect(await nt2('extend', id, '--expires', '3d')).toMatchObject({ code: 0, err: expect.stringMatching(/^It waits until 20/) });
    expect(await json('done', 'extend', id, '--expires', '4d')).toEqual([{ id, done: 'extend' }]);
    expect((await nt2('extend', id)).code).toBe(64);
    expect(await nt2('remind', id)).toMatchObject({ code: 0, err: 'Reminded. An hour from now they can be reminded again.' });
    expect(await nt2('remind', id)).toMatchObject({ code: 75, out: '' });
  });

  it('nobody of that name, and a person without a key where nothing may wait, are told by their exit codes', async () => {
    expect(await nt2('share', '--to', 'playground:@nobody', '--from', 'printf x')).toMatchObject({ code: 67, out: '' });
    expect(await nt2('share', '--to', 'playground:@ben', '--no-wait', '--from', 'printf x')).toMatchObject({ code: 2, out: '' });
    expect((await bens.listPage({ states: ['mine'], text: 'Secret' })).rows).toEqual([]);
  });

  it('Ctrl-C while a person has not accepted takes it back', async () => {
    const seen = process.listenerCount('SIGINT');
    const sharing = nt2('share', '--to', 'playground:@ben', '--label', 'Taken back', '--from', 'printf x');
    await vi.waitFor(async () => expect((await bens.listPage({ states: ['mine'], text: 'Taken back' })).rows).toHaveLength(1), {
      interval: 10,
    });
    process.emit('SIGINT');
    expect(await sharing).toMatchObject({ code: 130, out: '', err: expect.stringMatching(/Taken back: nothing was sent\.$/) });
    await vi.waitFor(async () => expect((await bens.listPage({ states: ['mine'], text: 'Taken back' })).rows).toEqual([]), {
      interval: 10,
    });
    expect(process.listenerCount('SIGINT')).toBe(seen);
  });

  it('request writes what the holder of a link gives into a new file, and the link alone to standard output', async () => {
    const out = join(folder, 'relay.env');
    const asking = nt2('request', '--link', '--label', 'Keys', '--field', 'A_KEY', '--field', 'B_KEY', '--out', out);
    const { id } = await rowOf('Keys');
    // The link is on standard output by now; the one who gives has it from there.
    const url = vi
      .mocked(process.stdout.write)
      .mock.calls.map(([text]) => String(text))
      .join('')
      .trim();
    const given = [
      { name: 'A_KEY', value: 'whsec_a', env: 'A_KEY' },
      { name: 'B_KEY', value: "it's", env: 'B_KEY' },
    ];
    await createClient({ url: PUBLIC_URL }).give(url, given);
    const { code, err } = await asking;
    expect([code, err]).toEqual([0, expect.stringMatching(/^Waiting for the answer until .*\nWritten, for your user alone\.$/)]);
    expect(url).toMatch(new RegExp(`^${PUBLIC_URL}/r/${id}#\\S+$`));
    expect(readFileSync(out, 'utf8')).toBe(`A_KEY=whsec_a\nB_KEY="it's"\n`);
    expect(statSync(out).mode & 0o777).toBe(0o600);
    expect(await nt2('request', '--link', '--out', out)).toMatchObject({
      code: 73,
      out: '',
      err: expect.stringContaining('Nobody was asked'),
    });
  });

  it('request asks a person in chat, and prints the one value that they give', async () => {
    const asking = nt2('request', '--to', 'playground:@ben', '--label', 'From Ben');
    const { id } = await rowOf('From Ben');
    await bens.give(id, 'whsec_from_ben');
    expect(await asking).toMatchObject({ code: 0, out: 'whsec_from_ben\n' });
  });

  it('Ctrl-C takes a request back, and leaves no file', async () => {
    const out = join(folder, 'never.env');
    const asking = nt2('request', '--link', '--label', 'Never', '--out', out);
    const { id } = await rowOf('Never');
    await vi.waitFor(() => expect(vi.mocked(console.error).mock.calls.length).toBeGreaterThan(0), { interval: 5 });
    process.emit('SIGINT');
    expect((await asking).code).toBe(130);
    expect(existsSync(out)).toBe(false);
    await expect(anns.view(id)).resolves.toMatchObject({ status: 'ended', cause: 'revoked' });
    for (const flags of [[], ['--link', '--to', 'playground:@ben'], ['--link', 'sk_canary']])
      expect(await nt2('request', ...flags)).toMatchObject({ code: 64, out: '', err: expect.not.stringContaining('canary') });
  });

  it('resend gives a link share that is over once more, with new values', async () => {
    const { id } = await share();
    await nt2('revoke', id);
    const [made] = await json('resend', 'resend', id, '--from', 'printf whsec_2');
    expect((await open(String(made?.['url']))).items[0]?.fields[0]?.value).toBe('whsec_2');
    const waits = await share();
    expect(await nt2('resend', waits.id, '--from', 'printf x')).toMatchObject({ code: 75, out: '' });
  });

  it('receipt gives what the server gives the sender, with the signature over it', async () => {
    const { id } = await share();
    await door.sign();
    const { code, out } = await nt2('receipt', id);
    expect([code, out]).toEqual([0, expect.stringMatching(/^nt2\/receipt\//)]);
    expect((await nt2('receipt', id, '--sig')).out).toMatch(/^-----BEGIN SSH SIGNATURE-----\n/);
    const [whole] = await json('receipt', 'receipt', id);
    expect(whole).toMatchObject({ id, text: out, waiting: [] });
  });

  it.each([['status'], ['revoke'], ['receipt'], ['remind'], ['resend']])(
    '%s: a link with its key, and what is no id, are refused and not repeated',
    async (name) => {
      const { id, url } = await share();
      for (const typed of [[url], ['sk_canary'], [], [id, id]]) {
        const { code, out, err } = await nt2(name, ...typed);
        expect([code, out]).toEqual([64, '']);
        expect(err).not.toMatch(/canary|#1/);
      }
      expect(await nt2(name, id.slice(0, 6) + 'q'.repeat(26))).toMatchObject({
        code: 2,
        out: '',
        err: 'There is no such share, or it is over.',
      });
    },
  );

  it('what another person or a server wrote cannot steer the terminal', async () => {
    const { id } = await share();
    vi.stubGlobal('fetch', async (input: string | URL, init?: RequestInit) => {
      const { pathname, search } = new URL(input);
      const answer = await door.server.request(pathname + search, init, { incoming: { socket: { remoteAddress: '192.0.2.1' } } });
      return new Response((await answer.text()).replace('Stripe key', '\\u001b[2Jx\\u202e'), answer);
    });
    const { out } = await nt2('status', id);
    expect(out).toContain('⟨U+001B⟩[2Jx⟨U+202E⟩');
  });
});

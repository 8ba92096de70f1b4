// The commands that follow a share, and what they print for programs, against a real server and store, in this process.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { root } from '../../scripts/node.mjs';
import { main } from '../../src/cli/main.ts';
import { createClient } from '../../src/client/client.ts';
import { CLI_SCHEMA, formatCliSchema } from '../docs/cli-schema.ts';
import { openDoor, PUBLIC_URL, type Harness } from '../server/harness.ts';
import { said, type Said } from './said.ts';

let door: Harness;
const published = readFileSync(join(root, CLI_SCHEMA), 'utf8');
const ajv = new Ajv.default().addSchema(JSON.parse(published) as object, 'cli');

beforeAll(async () => {
  door = await openDoor();
  const token = await door.apiTokens.create('terminal');
  if (!token.ok) throw new Error(token.code);
  vi.stubEnv('NT2_URL', PUBLIC_URL);
  vi.stubEnv('NT2_TOKEN', token.value);
  vi.stubGlobal('fetch', (input: string | URL, init?: RequestInit) => {
    const { pathname, search } = new URL(input);
    return door.server.request(pathname + search, init, { incoming: { socket: { remoteAddress: '192.0.2.1' } } });
  });
});
afterAll(async () => {
  vi.unstubAllGlobals();
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

  it('receipt gives what the server gives the sender, with the signature over it', async () => {
    const { id } = await share();
    await door.sign();
    const { code, out } = await nt2('receipt', id);
    expect([code, out]).toEqual([0, expect.stringMatching(/^nt2\/receipt\//)]);
    expect((await nt2('receipt', id, '--sig')).out).toMatch(/^-----BEGIN SSH SIGNATURE-----\n/);
    const [whole] = await json('receipt', 'receipt', id);
    expect(whole).toMatchObject({ id, text: out, waiting: [] });
  });

  it.each([['status'], ['revoke'], ['receipt']])(
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

// `nt2 pages`: the list of a build, signed by those who release it, against a real server that serves it, and against servers that do not.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startServer, type RunningServer } from '../../src/app/server.ts';
import { pages } from '../../src/cli/pages/pages.ts';
import { parseBuiltList } from '../../src/cli/pages/list.ts';
import { CommandFailure, UsageError } from '../../src/cli/output.ts';
import { newSecret } from '../../src/cli/keygen.ts';
import { readConfig } from '../../src/config/read.ts';
import { formatVkey } from '../../src/crypto/tlog/checkpoint.ts';
import { parseLogEvent } from '../../src/crypto/events/event.ts';
import type { TenantTag } from '../../src/core/share.ts';
import { announcePages } from '../../src/core/tlog/announce-pages.ts';
import { openStore } from '../store/open.ts';
import { builtPages } from '../support/pages.ts';
import { freePort } from '../support/redis.ts';
import { exportLog, keyOf, named } from './named-pages.ts';

const folder = mkdtempSync(join(tmpdir(), 'nt2-pages-'));
let [running, url, list]: [RunningServer | null, string, string] = [null, '', ''];
const servers: Server[] = [];

beforeAll(async () => {
  const [port, built] = await Promise.all([freePort(), builtPages()]);
  url = `http://127.0.0.1:${port}`;
  const read = readConfig({
    NT2_PUBLIC_URL: url,
    NT2_PORT: String(port),
    NT2_SECRET: newSecret(),
    NT2_STORE: `sqlite:${join(folder, 'nt2.db')}`,
    NT2_STATE_DIR: folder,
    NT2_OPERATOR: 'Acme & “Sons” <ops>',
  });
  if (!read.ok) throw new Error(JSON.stringify(read.issues));
  list = readFileSync(join(built, 'pages.sha256'), 'utf8');
  running = await startServer(read.config, { pages: built, write: () => undefined });
});
afterAll(async () => {
  await running?.close();
  for (const server of servers) server.close();
  rmSync(folder, { recursive: true, force: true });
});

/** What it prints, and how it ends. */
async function nt2(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const [out, err]: [string[], string[]] = [[], []];
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => (out.push(String(text)), true));
  const error = vi.spyOn(console, 'error').mockImplementation((line: string) => void err.push(line));
  try {
    const code = await pages(args).catch((thrown: unknown) => {
      if (!(thrown instanceof CommandFailure)) throw thrown;
      err.push(thrown.message);
      return thrown.exitCode;
    });
    return { code, out: out.join(''), err: err.join('\n') };
  } finally {
    write.mockRestore();
    error.mockRestore();
  }
}

const put = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

/** The same server, behind one that changes something. */
async function behind(change: (path: string, text: string, headers: Headers) => string | null): Promise<string> {
  const server = createServer((asked, answer) => {
    void (async () => {
      const path = asked.url ?? '/';
      const got = await fetch(url + path, { headers: { 'accept-encoding': 'identity' }, redirect: 'manual' });
      const headers = new Headers(got.headers);
      const bytes = Buffer.from(await got.arrayBuffer());
      const changed = change(path, bytes.toString('utf8'), headers);
      for (const name of ['content-type', 'content-security-policy'])
        if (headers.has(name)) answer.setHeader(name, headers.get(name) ?? '');
      answer.writeHead(got.status).end(changed ?? bytes);
    })();
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('nt2 pages verify', () => {
  it('finds that a server serves what was built, with the facts that its operator has set, by a signed list', async () => {
    const file = join(folder, 'releases.key');
    const made = await nt2('key', file, 'example.com/nt2-releases');
    expect(made).toMatchObject({ code: 0, out: expect.stringMatching(/^example\.com\/nt2-releases\+[0-9a-f]{8}\+\S+\n$/) });
    const signed = await nt2('sign', file);
    expect(signed.out.startsWith(`${(await nt2('list')).out}\n\u2014 example.com/nt2-releases `)).toBe(true);
    const note = put('pages.note', signed.out);
    expect(await nt2('verify', url, '--list', note, '--key', made.out.trim())).toMatchObject({
      code: 0,
      err: '',
      out: expect.stringMatching(/^All \d\d addresses serve what the list says\.\n$/),
    });
    // And by a log that names this list, or another one.
    const byLog = async (of: string) =>
      nt2(
        'verify',
        url,
        '--list',
        put('list', list),
        '--log',
        formatVkey(await keyOf()),
        '--tiles',
        await exportLog(join(folder, `log-${of.length}`), [named(of)]),
      );
    expect(await byLog(list)).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^All .*\nThe log nt2\.example\.com\S+ names this list last, .*\n$/),
    });
    expect(await byLog(`${list} `)).toMatchObject({ code: 2, out: '', err: expect.stringContaining('names another list last') });
    const other = (await nt2('key', join(folder, 'other.key'), 'example.com/nt2-releases')).out.trim();
    expect(await nt2('verify', url, '--list', note, '--key', other)).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringContaining('not signed by that key'),
    });
    const forged = put('forged.note', signed.out.replace(/^[0-9a-f]{8}/, '00000000'));
    expect(await nt2('verify', url, '--list', forged, '--key', made.out.trim())).toMatchObject({
      code: 2,
      err: expect.stringContaining('changed since'),
    });
    // Signed is not the same as said to be signed.
    expect(await nt2('verify', url, '--list', note)).toMatchObject({ code: 65, err: expect.stringContaining('needs --key') });
  });

  it.each<[string, (path: string, text: string, headers: Headers) => string | null, RegExp]>([
    [
      'one letter of a chunk',
      (path, text) => (path.startsWith('/assets/') && path.endsWith('.js') ? `${text} ` : null),
      /^\/assets\/\S+\.js is another one than was built\.$/m,
    ],
    [
      'a script more in a page',
      (path, text) => (path.startsWith('/s/') ? text.replace('<title>', '<script src="/assets/x.js"></script><title>') : null),
      /^\/s\/a+ is another one than was built\.$/m,
    ],
    [
      'a handler in what looks like a fact',
      (path, text) => (path === '/vault' ? text.replace('<title>', '<meta name="nt2:x" content="" onclick="x" /><title>') : null),
      /^\/vault is another one/m,
    ],
    ['a page of another version', (path) => (path === '/go' ? '<!doctype html><title>old</title>' : null), /^\/go is another one/m],
    [
      'a policy that is gone',
      (path, _text, headers) => (path === '/file' && headers.delete('content-security-policy'), null),
      /^\/file comes without the policy/m,
    ],
    [
      'a policy that lets inline scripts in',
      (path, _text, headers) => (path === '/ask' && headers.set('content-security-policy', "script-src 'unsafe-inline'"), null),
      /^\/ask comes without the policy/m,
    ],
  ])('names what differs: %s', async (_what, change, says) => {
    const told = await nt2('verify', await behind(change), '--list', put('list', list));
    expect(told).toMatchObject({ code: 2, out: '', err: expect.stringMatching(says) });
    expect(told.err).toMatch(/ addresses differ from the list/);
  });

  it('says when a list is none, when nothing answers, and takes no address that is none', async () => {
    expect(await nt2('verify', url, '--list', put('none', 'no list\n'))).toMatchObject({ code: 65 });
    expect(await nt2('verify', 'http://127.0.0.1:9', '--list', put('list', list))).toMatchObject({
      code: 2,
      err: expect.stringContaining('could not be fetched'),
    });
    await expect(pages(['verify', 'nt2'])).rejects.toThrow(UsageError);
    expect(parseBuiltList(`${list}${list}`)).toBeNull();
    expect(parseBuiltList(list.slice(0, -1))).toBeNull();
  });
});

describe('what the log says of pages', () => {
  it('names the list of the build when it changes, and no second time', async () => {
    const store = await openStore({ kind: 'sqlite', file: join(folder, 'log.db') });
    const said: string[] = [];
    const deps = {
      store: { ...store, appendLeaf: async (_tag: TenantTag, leaf: string) => said.push(leaf) },
      clock: () => 1_795_000_000_000,
      nameOf: async () => 'nt2.example/nt2/log/aaaaaa',
    };
    const tag = 'aaaaaa' as TenantTag;
    for (const hash of ['b25l', 'b25l', 'dHdv']) await announcePages(deps, [tag], hash);
    expect(said.map(parseLogEvent)).toMatchObject([
      { type: 'pages', lines: [['hash', 'b25l']] },
      { type: 'pages', lines: [['hash', 'dHdv']] },
    ]);
    await store.close();
  });
});

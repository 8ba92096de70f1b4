// `nt2 init` and `nt2 health` as a person runs them, and the questions of init with someone who answers.

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { choose } from '../../src/cli/init/choices.ts';
import { filesOf, placesOf } from '../../src/cli/init/files.ts';
import { newSecret } from '../../src/cli/keygen.ts';
import { readConfig } from '../../src/config/read.ts';
import { readPage } from '../docs/pages.ts';
import { COMPILED } from './run.ts';
import { aclRules } from '../support/acl.ts';

const MAIN = join(import.meta.dirname, '../../src/cli/main.ts');
const URL_FLAG = ['--url', 'https://nt2.example.com/'];

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'nt2-init-'))));
afterEach(() => rmSync(folder, { recursive: true }));

async function nt2(args: string[], env: Record<string, string> = {}): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', MAIN, ...args], {
    env: { PATH: process.env['PATH'], NODE_COMPILE_CACHE: COMPILED, ...env },
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, err] = ['', ''];
  child.stdout.on('data', (part: Buffer) => (out += part.toString()));
  child.stderr.on('data', (part: Buffer) => (err += part.toString()));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, out, err };
}

const text = (path: string): string => readFileSync(join(folder, path), 'utf8');
const mode = (path: string): number => statSync(join(folder, path)).mode & 0o777;

describe('nt2 init', () => {
  it('writes settings that nt2 takes, each secret in a file of its own, and never over anything', async () => {
    const args = ['init', ...URL_FLAG, '--store', 'redis', '--slack', 'socket', '--discord', 'on', '--yes'];
    const { code, out } = await nt2(args);
    expect(code).toBe(0);
    expect(readdirSync(folder, { recursive: true, encoding: 'utf8' }).toSorted((a, b) => a.localeCompare(b, 'en'))).toEqual([
      'nt2.env',
      'secrets',
      'secrets/redis.acl',
      'secrets/root',
      'secrets/store',
      'slack-manifest.json',
    ]);
    expect(['nt2.env', 'secrets', 'secrets/root', 'secrets/store'].map(mode)).toEqual([0o600, 0o700, 0o600, 0o600]);

    const tokens: Record<string, string> = {
      'secrets/slack-bot-token': 'xoxb-1',
      'secrets/slack-app-token': 'xapp-1',
      'secrets/discord-token': 'a.b.c',
    };
    const env = parseEnv(text('nt2.env'));
    const read = readConfig(env, (path) => tokens[path] ?? text(path));
    expect(read).toMatchObject({ ok: true, config: { SLACK_BOT_TOKEN: 'xoxb-1', NT2_STORE: { user: 'nt2', nodes: [{ host: 'redis' }] } } });
    for (const path of Object.keys(tokens)) expect(out).toContain(path);
    for (const path of ['secrets/root', 'secrets/store']) expect(out).not.toContain(text(path).trim());
    expect(
      out
        .trimEnd()
        .split('\n')
        .slice(-3)
        .map((line) => line.trim()),
    ).toEqual(['sudo chown -R 10001:10001 secrets', 'docker compose run --rm nt2 doctor', 'docker compose up -d']);

    const before = text('secrets/root');
    const again = await nt2(args);
    expect([again.code, again.out, again.err]).toEqual([1, '', expect.stringContaining('Nothing was written')]);
    expect(text('secrets/root')).toBe(before);
  });

  it('does not wait for answers where nobody can give them', async () => {
    const { code, err } = await nt2(['init', ...URL_FLAG]);
    expect([code, readdirSync(folder)]).toEqual([64, []]);
    expect(err).toContain('--yes');
  });

  it('asks for what no flag has said, and again where the answer does not fit', async () => {
    const answers = ['http://nt2.example.com', 'https://nt2.example.com', 'SQLite', 'carrier pigeon', 'http', ''];
    const asked: string[] = [];
    const ask = (question: string): Promise<string> => {
      asked.push(question);
      return Promise.resolve(answers.shift() ?? '');
    };
    expect(await choose([], ask)).toEqual({ url: 'https://nt2.example.com', store: 'sqlite', slack: 'http', discord: 'off' });
    expect(asked).toHaveLength(6);
    expect(asked[1]).toMatch(/^It must be an address such as/);
    expect(asked[4]).toMatch(/^Please type none or socket or http/);
    expect(asked.join('\n')).not.toMatch(/token|password/i);

    asked.length = 0;
    await choose([...URL_FLAG, '--store', 'redis', '--slack', 'none'], ask);
    expect(asked).toEqual([expect.stringContaining('Discord')]);
  });

  it.each([
    [['--yes']],
    [['--url', 'ftp://x', '--yes']],
    [[...URL_FLAG, '--store', 'mongo', '--yes']],
    [['--url', 'http://127.0.0.1:4180', '--slack', 'http', '--yes']],
    [[...URL_FLAG, ...URL_FLAG, '--yes']],
    [['--token', 'xoxb-1', '--yes']],
  ])('refuses %j', async (args) => {
    await expect(choose(args, null)).rejects.toThrow(/nt2 init|https:|--store/);
  });

  it('without a chat and with SQLite it writes two files and asks for no token', async () => {
    const plain = { url: 'https://nt2.example.com', store: 'sqlite', slack: 'none', discord: 'off' } as const;
    expect((await filesOf(plain)).map(({ path }) => path)).toEqual(['secrets/root', 'nt2.env']);
    expect(placesOf(plain)).toEqual([]);
  });

  it('writes passwords of a Redis set once each: where they are typed, and their hashes where they are checked', async () => {
    const files = await filesOf({ url: 'https://nt2.example.com', store: 'sentinel', slack: 'none', discord: 'off' });
    const textOf = (path: string): string => files.find((file) => file.path === path)!.text;
    const hash = (password = ''): string => `#${createHash('sha256').update(password).digest('hex')}`;
    const url = /^redis\+sentinel:\/\/nt2:(.+)@.*sentinel_password=(.+)$/.exec(textOf('secrets/store'))!;
    const [replica] = /(?<=masterauth ).+/.exec(textOf('redis/replica.conf'))!;
    const [watcher, peer] = ['auth-pass nt2', 'sentinel-pass'].map(
      (name) => new RegExp(`sentinel ${name} (.+)`).exec(textOf('redis/sentinel.conf'))![1],
    );
    expect(new Set([url[1], url[2], replica, watcher, peer]).size).toBe(5);
    const users = (path: string): string[] => textOf(path).match(/^user \S+ (?:off|on #\w+)/gm) ?? [];
    expect(users('redis/users.acl')).toEqual([
      'user default off',
      `user nt2 on ${hash(url[1])}`,
      `user replica on ${hash(replica)}`,
      `user sentinel on ${hash(watcher)}`,
    ]);
    expect(users('redis/sentinel.acl')).toEqual(['user default off', `user nt2 on ${hash(url[2])}`, `user sentinel on ${hash(peer)}`]);
    // In two folders, each for a user of its own.
    expect(textOf('nt2.env')).not.toContain('redis/');
    for (const { path, mode: given, text: written } of files) {
      const tells = [url[1], url[2], replica, watcher, peer].some((password) => written.includes(password!));
      expect(given & (tells ? 0o077 : 0), path).toBe(0);
    }
  });

  it('gives the Redis user the rights that are documented and tested, and nobody else any', async () => {
    const files = await filesOf({ url: 'https://nt2.example.com', store: 'redis', slack: 'none', discord: 'off' });
    const [first, second] = files.find(({ path }) => path === 'secrets/redis.acl')!.text.split('\n');
    expect(first).toBe('user default off ~* &* +@all');
    expect(readPage('docs/storage.md')).toContain(`\n${first}\n`);
    expect(second!.replace(/#[0-9a-f]{64}/, '>x')).toBe(['user', 'nt2', ...aclRules('x')].join(' '));
  });
});

describe('nt2 health', () => {
  let server: Server;
  afterEach(() => void server.close());

  it('is 0 where the server answers, and 1 where it does not', async () => {
    let status = 200;
    server = createServer((request, response) => response.writeHead(request.url === '/healthz' ? status : 404).end());
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    const env = {
      NT2_PUBLIC_URL: 'https://nt2.example.com',
      NT2_SECRET: newSecret(),
      NT2_HOST: '0.0.0.0',
      NT2_PORT: String((server.address() as AddressInfo).port),
    };
    expect((await nt2(['health'], env)).code).toBe(0);
    status = 503;
    expect(await nt2(['health'], env)).toMatchObject({ code: 1, err: expect.stringContaining('503') });
    expect(await nt2(['health'], { ...env, NT2_PORT: '2' })).toMatchObject({ code: 1, err: expect.stringContaining('No answer') });
  });
});

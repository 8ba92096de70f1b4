// The server as `npm run build` makes it: alone, in few parts, each as V8 compiled it at the build or else from its text.

import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { buildClient } from '../../scripts/build-client.mjs';
import { buildServer, compileServer } from '../../scripts/build-server.mjs';
import { helpFor } from '../../src/cli/help/help.ts';
import { newSecret } from '../../src/cli/keygen.ts';
import { VERSION } from '../../src/cli/version.ts';
import { freePort } from '../support/redis.ts';

const root = join(import.meta.dirname, '../..');
let from = '';
const put = (path: string, text: string): void => writeFileSync(join(from, path), text);

beforeEach(() => {
  from = mkdtempSync(join(tmpdir(), 'nt2-build-'));
  symlinkSync(join(root, 'node_modules'), join(from, 'node_modules'));
});
afterEach(() => rmSync(from, { recursive: true }));

describe('the bundled server', () => {
  it('runs alone, away from node_modules, with every package that the server uses inside', async () => {
    put(
      'server.ts',
      `import { Hono } from 'hono'; import { serve } from '@hono/node-server'; import { Redis } from 'ioredis'; import { z } from 'zod';
       import { sha256 } from '@noble/hashes/sha2.js'; import { Decrypter } from 'age-encryption';
       const { DatabaseSync } = await import('node:sqlite');
       console.log([Hono, serve, Redis, z.string, sha256, Decrypter, DatabaseSync].map((part) => typeof part).join());
       const methods = []; for (const name in Redis.prototype) methods.push(name); console.log(methods.join());`,
    );
    const out = mkdtempSync(join(tmpdir(), 'nt2-server-'));
    await buildServer({ from, entry: 'server.ts', out });
    const done = spawnSync(process.execPath, [join(out, 'main.mjs')], { cwd: out, encoding: 'utf8' });
    rmSync(out, { recursive: true });
    // The build changes how ioredis makes its methods: all of them, in their order, as in the package.
    const methods: string[] = [];
    for (const name in Redis.prototype) methods.push(name);
    expect(methods).toContain('evalshaBuffer');
    expect(done.stdout, done.stderr).toBe(`function,function,function,function,function,function,function\n${methods.join()}\n`);
  });

  it('carries libsodium for the processors of the image, with its licences, and goes by WebCrypto without it', async () => {
    const loader = join(import.meta.dirname, '../../src/app/libsodium.ts');
    put(
      'server.ts',
      `import { loadLibsodium } from ${JSON.stringify(loader)}; const { ok, reason } = loadLibsodium(); console.log(ok, reason);`,
    );
    const out = mkdtempSync(join(tmpdir(), 'nt2-server-'));
    await buildServer({ from, entry: 'server.ts', out });
    // The first four bytes of each, then the processor that it is for: 62 is x86-64, 183 is AArch64.
    const machine = (platform: string): string =>
      readFileSync(join(out, 'prebuilds', platform, 'sodium-native.node')).toString('latin1', 0, 4) +
      readFileSync(join(out, 'prebuilds', platform, 'sodium-native.node')).readUInt16LE(18);
    expect([machine('linux-x64'), machine('linux-arm64')]).toEqual(['\x7fELF62', '\x7fELF183']);
    const licenses = readFileSync(join(out, 'prebuilds/LICENSE.txt'), 'utf8');
    expect(licenses).toContain('Mathias Buus');
    expect(licenses).toContain('ISC License');

    const run = (): string => spawnSync(process.execPath, [join(out, 'main.mjs')], { cwd: out, encoding: 'utf8' }).stdout;
    const here = `${process.platform}-${process.arch}`;
    const isBuilt = existsSync(join(out, 'prebuilds', here));
    if (!isBuilt) console.log(`sodium-native has no build for ${here}: that it is loaded from the bundle is not tested here.`);
    const missing = `false no build of libsodium for ${here} lies beside nt2.\n`;
    expect(run()).toBe(isBuilt ? 'true undefined\n' : missing);
    rmSync(join(out, 'prebuilds'), { recursive: true });
    expect(run()).toBe(missing);
    rmSync(out, { recursive: true });
  });
});

describe('the parts of the bundled server', () => {
  let built = '';
  const out = (): string => join(built, 'dist/server');
  beforeAll(async () => {
    built = mkdtempSync(join(tmpdir(), 'nt2-parts-'));
    mkdirSync(out(), { recursive: true });
    symlinkSync(join(root, 'dist/pages'), join(built, 'dist/pages'));
    await buildServer({ out: out() });
    compileServer(out());
  });
  afterAll(() => rmSync(built, { recursive: true }));

  /** Says of each part that is loaded whether it came compiled: `refused` by V8, or not offered (`text`). */
  const spy = `data:text/javascript,${encodeURIComponent(`
    import vm from 'node:vm';
    const words = { false: 'compiled', true: 'refused', undefined: 'text' };
    vm.Script = class extends vm.Script {
      constructor(text, options) {
        super(text, options);
        console.log('part ' + options.filename.split('/').pop() + ' ' + words[this.cachedDataRejected]);
      }
    };`)}`;
  const partsIn = (said: string): string[] => said.split('\n').filter((line) => line.startsWith('part '));
  const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}): ReturnType<typeof spawnSync> =>
    spawnSync(process.execPath, ['--import', spy, ...args], { cwd: from, env: { ...process.env, ...env }, encoding: 'utf8' });
  const settings = async (): Promise<Record<string, string>> => {
    const port = await freePort();
    return {
      NT2_PUBLIC_URL: `http://127.0.0.1:${port}`,
      NT2_PORT: `${port}`,
      NT2_SECRET: newSecret(),
      NT2_STORE: `sqlite:${join(from, 'nt2.db')}`,
      NT2_STATE_DIR: join(from, 'data'),
    };
  };

  it('are four until the server listens, and no text is compiled again', async () => {
    const env = { ...process.env, ...(await settings()) };
    const server = spawn(process.execPath, ['--import', spy, join(out(), 'main.mjs'), 'serve'], {
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    for await (const bytes of server.stdout) if ((said += bytes).includes('"event":"started"')) break;
    server.kill();
    await once(server, 'exit');
    expect(partsIn(said)).toEqual([
      'part serve.cjs compiled',
      'part shared.cjs compiled',
      'part folder.cjs compiled',
      'part sqlite.cjs compiled',
    ]);
  });

  it('K8: are two for `nt2 share`, nothing of a server among them and nothing of the runtime’s fetch', async () => {
    const heard: string[] = [];
    const away = createServer((request, response) => {
      heard.push(request.url ?? '');
      response.writeHead(404, { 'content-type': 'application/problem+json' }).end('{"code":"share.gone","detail":"Gone."}');
    });
    await once(away.listen(0, '127.0.0.1'), 'listening');
    const url = `http://127.0.0.1:${(away.address() as AddressInfo).port}`;
    const loaded = `data:text/javascript,${encodeURIComponent(
      `process.on('exit', () => console.log(process.moduleLoadList.filter((name) => name.includes('undici')).join()));`,
    )}`;
    const args = ['--import', spy, '--import', loaded, join(out(), 'main.mjs'), 'share', '--link'];
    const child = spawn(process.execPath, args, {
      cwd: from,
      env: { ...process.env, NT2_URL: url, NT2_TOKEN: 'nt2_x' },
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    child.stdin.end('what is shared');
    const said = await text(child.stdout);
    away.close();
    expect(heard).toEqual(['/api/tenant']);
    // It was refused, so what says so is loaded besides.
    const more = said.split('\n').filter((line) => line !== '' && !/^part (?:as-called|chunk)-\w+\.cjs compiled$/.test(line));
    expect(more.toSorted()).toEqual(['part shared.cjs compiled', 'part terminal.cjs compiled']);
  });

  it('all lie there compiled, those of chat and of other commands too, and are as strict as the modules they were', () => {
    const parts = readdirSync(out()).filter((name) => name.endsWith('.cjs'));
    expect(parts.length).toBeGreaterThan(20);
    for (const part of parts) {
      expect(existsSync(join(out(), `${part}.v8`)), part).toBe(true);
      expect(readFileSync(join(out(), part), 'latin1'), part).toMatch(/^\(function \(require, nt2Share, nt2Url\) \{ 'use strict';/);
    }
  });

  it('have one class of faults between them: what one throws, another turns into a sentence', async () => {
    const { status, stderr, stdout } = run([join(out(), 'main.mjs'), 'serve'], { ...(await settings()), NT2_STORE: `sqlite:${from}` });
    expect(partsIn(String(stdout))).toContain('part sqlite.cjs compiled');
    expect([status, stderr]).toEqual([78, expect.stringContaining(from)]);
    expect(String(stderr).trim().split('\n')).toHaveLength(1);
  });

  it('are compiled from their text by a Node with other settings of V8', () => {
    const { status, stdout } = run(['--stack-size=900', join(out(), 'main.mjs'), 'keygen']);
    expect([status, partsIn(String(stdout))]).toEqual([0, expect.arrayContaining(['part serve.cjs refused'])]);
  });

  it('are compiled from their text when it is not the one that was compiled, though it is as long, or when the compiled one is damaged', () => {
    const [text, code] = [join(out(), 'serve.cjs'), join(out(), 'serve.cjs.v8')];
    const [textBefore, codeBefore] = [readFileSync(text, 'latin1'), readFileSync(code)];
    const outcome = (): unknown => {
      const { status, stdout } = run([join(out(), 'main.mjs'), 'keygen', 'more']);
      return [status, ...partsIn(String(stdout)).filter((line) => line.includes('serve.cjs'))];
    };
    const asText = [64, 'part serve.cjs text'];
    expect(outcome()).toEqual([64, 'part serve.cjs compiled']);
    writeFileSync(text, textBefore.replace('nt2 is running', 'NT2 IS RUNNING'));
    expect(readFileSync(text, 'latin1')).not.toBe(textBefore);
    expect(outcome()).toEqual(asText);
    writeFileSync(text, textBefore);
    for (const damaged of [codeBefore.subarray(0, 1_000), codeBefore.subarray(0, 0), Buffer.from(codeBefore).fill(7, 5_000, 5_001)]) {
      writeFileSync(code, damaged);
      expect(outcome()).toEqual(asText);
    }
    rmSync(code);
    expect(outcome()).toEqual(asText);
    writeFileSync(code, codeBefore);
    copyFileSync(join(out(), 'sqlite.cjs.v8'), code);
    expect(outcome()).toEqual(asText);
    writeFileSync(code, codeBefore);
  });

  it('says once at the start, and in the doctor, that it goes by WebCrypto where libsodium is missing', async () => {
    const alone = mkdtempSync(join(tmpdir(), 'nt2-server-'));
    cpSync(out(), alone, { recursive: true });
    const env = {
      ...process.env,
      NT2_PUBLIC_URL: 'http://127.0.0.1:4180',
      NT2_SECRET: newSecret(),
      NT2_STORE: `sqlite:${join(from, 'nt2.db')}`,
      NT2_STATE_DIR: join(from, 'data'),
    };
    // Without pages `serve` ends by itself, after it has said what it goes by.
    const said = (command: string): string =>
      spawnSync(process.execPath, [join(alone, 'main.mjs'), command], { cwd: from, env, encoding: 'utf8', timeout: 60_000 }).stdout;
    const times = (text: string): number => text.split('"event":"libsodium.missing"').length - 1;
    const isBuilt = existsSync(join(alone, 'prebuilds', `${process.platform}-${process.arch}`));
    expect(times(said('serve'))).toBe(isBuilt ? 0 : 1);
    if (isBuilt) expect(said('doctor')).toContain('ok     signatures are verified by libsodium\n');
    rmSync(join(alone, 'prebuilds'), { recursive: true });
    expect(times(said('serve'))).toBe(1);
    expect(said('doctor')).toContain(
      'note   signatures are verified by WebCrypto, just as strictly but in twice the time: no build of libsodium for ',
    );
    rmSync(alone, { recursive: true });
  });

  it('are what `npm pack` packs, and npm installs that without a registry, and it runs where there is no repository', async () => {
    const [prefix, home] = [join(built, 'prefix'), join(built, 'home')];
    mkdirSync(home);
    const env = { PATH: `${join(prefix, 'bin')}:${dirname(process.execPath)}:${process.env['PATH']}`, HOME: home };
    const startIn = (cwd: string, command: string, args: readonly string[]): ReturnType<typeof spawnSync> =>
      spawnSync(command, args, { cwd, env, encoding: 'utf8' });
    const start = (command: string, args: readonly string[]): ReturnType<typeof spawnSync> => startIn(home, command, args);
    const none = ['--offline', '--registry', 'http://127.0.0.1:9', '--no-audit', '--no-fund'];

    // A clone with its packages and what was built, so that npm pack need not build again.
    rmSync(join(built, 'dist/pages'));
    for (const part of ['bin', 'scripts', 'dist/pages', 'package.json', 'package-lock.json', 'README.md', 'LICENSE', 'CHANGELOG.md'])
      cpSync(join(root, part), join(built, part), { recursive: true, preserveTimestamps: true });
    symlinkSync(join(root, 'node_modules'), join(built, 'node_modules'));
    await buildClient(join(built, 'dist/client'));
    utimesSync(join(out(), 'main.mjs'), new Date(), new Date());
    const packed = startIn(built, 'npm', ['pack', '--silent', ...none]);
    expect([packed.status, packed.stdout], String(packed.stderr)).toEqual([0, `nt2-${VERSION}.tgz\n`]);
    expect(packed.stderr).toMatch(/^Ready to pack in [\d.]+ s\.\n$/);
    const installed = start('npm', ['install', '--global', '--prefix', prefix, ...none, join(built, `nt2-${VERSION}.tgz`)]);
    expect(installed.status, String(installed.stderr)).toBe(0);

    const files = readdirSync(join(prefix, 'lib/node_modules/nt2'), { recursive: true }).map(String);
    const [here, mac] = [`${process.platform}-${process.arch}`, 'darwin-arm64'].map(
      (on) => `dist/server/prebuilds/${on}/sodium-native.node`,
    );
    expect(files).toEqual(
      expect.arrayContaining([
        'dist/client/client.mjs',
        'dist/client/types/client/client.d.ts',
        'dist/pages/manifest.json',
        'dist/server/serve.cjs.v8',
        'dist/completions/_nt2',
        'LICENSE',
        here,
        mac,
      ]),
    );
    expect(files.filter((file) => /(?<!\.d)\.tsx?$|(?:^|\/)(?:src|tests|scripts|node_modules)(?:\/|$)/.test(file))).toEqual([]);
    expect(readFileSync(join(prefix, 'share/man/man1/nt2.1'), 'utf8')).toContain('.TH NT2 1');

    expect(start('nt2', ['--version'])).toMatchObject({ status: 0, stdout: `nt2 ${VERSION}\n`, stderr: '' });
    expect(start('nt2', ['--help'])).toMatchObject({ status: 0, stdout: helpFor('', ''), stderr: '' });
    expect(start('nt2', ['docotr']).stderr).toContain('did you mean `nt2 doctor`? See nt2 --help.');
    const made = start('nt2', ['keygen']);
    expect([made.status, made.stdout]).toEqual([0, expect.stringMatching(/^\S{43,}\n$/)]);
    const port = await freePort();
    const settings = { NT2_PUBLIC_URL: `http://127.0.0.1:${port}`, NT2_PORT: `${port}`, NT2_SECRET: String(made.stdout).trim() };
    const server = spawn('nt2', ['serve'], { cwd: home, env: { ...env, ...settings }, stdio: ['ignore', 'pipe', 'inherit'] });
    for await (const bytes of server.stdout) if (String(bytes).includes('"event":"started"')) break;
    const healthy = await fetch(`${settings.NT2_PUBLIC_URL}/healthz`);
    server.kill();
    expect([healthy.status, (await once(server, 'exit'))[0]]).toEqual([200, 0]);
  });
});

// docs/client.md and examples/make-link.mjs as a reader runs them: nt2/client as it is packed, in a folder of its own, against a server on a port.

import { spawn, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildClient } from '../../scripts/build-client.mjs';
import { root } from '../../scripts/node.mjs';
import type { RunningServer } from '../../src/app/server.ts';
import { serveIn } from '../support/served.ts';

const folder = mkdtempSync(join(tmpdir(), 'nt2-client-'));
let app: RunningServer;
let token = '';

beforeAll(async () => {
  const installed = join(folder, 'node_modules/nt2');
  mkdirSync(installed, { recursive: true });
  copyFileSync(join(root, 'package.json'), join(installed, 'package.json'));
  await buildClient(join(installed, 'dist/client'));
  const served = await serveIn(folder, 'ci');
  app = served.app;
  token = served.token;
});
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Done {
  readonly code: number | null;
  readonly said: string;
  readonly complained: string;
}

/** The oldest Node that can run it, where the system has one. */
const OLDEST = ['/usr/bin/node', '/usr/local/bin/node'].find(
  (path) => existsSync(path) && spawnSync(path, ['--version'], { encoding: 'utf8' }).stdout.startsWith('v20.'),
);

/** Node with this file, in that folder, with nothing else of ours. */
async function run(args: readonly string[], input = '', node = process.execPath): Promise<Done> {
  const env = { PATH: process.env['PATH'], NT2_URL: app.url, NT2_TOKEN: token };
  const child = spawn(node, [...args], { cwd: folder, env, stdio: ['pipe', 'pipe', 'pipe'] });
  let [said, complained] = ['', ''];
  child.stdout.on('data', (part: Buffer) => (said += part.toString()));
  child.stderr.on('data', (part: Buffer) => (complained += part.toString()));
  child.stdin.end(input);
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, said, complained };
}

describe('nt2/client as it is installed', () => {
  it('every example of docs/client.md does what it says, word by word, one after another', async () => {
    const page = readFileSync(join(root, 'docs/client.md'), 'utf8');
    const blocks = [...page.matchAll(/^```js\n([^]*?)^```$/gm)].map(([, block]) => block ?? '');
    expect(blocks.length).toBeGreaterThan(8);
    writeFileSync(join(folder, 'page.mjs'), blocks.join('\n'));
    const { code, said, complained } = await run(['page.mjs']);
    expect([code, complained]).toEqual([0, '']);
    const promised = [...page.matchAll(/^.*console\.log\(.*\)[;,] \/\/ (.*)$/gm)].map(([, text]) => text ?? '');
    const lines = said.trimEnd().split('\n');
    const means: Readonly<Record<string, RegExp>> = {
      'https://nt2.example.com/s/…#1…': /^http:\/\/127\.0\.0\.1:\d+\/s\/[a-z2-7]{32}#1[a-z2-7]{56}$/,
      'https://nt2.example.com/r/…#1…: it reads nothing': /^http:\/\/127\.0\.0\.1:\d+\/r\/[a-z2-7]{32}#1[a-z2-7]{56}$/,
      'five words': /^[a-z]+( [a-z]+){4}$/,
      "in the sender's words; nothing is used up": /^ci sends Stripe webhook key$/,
    };
    expect(lines).toHaveLength(promised.length);
    for (const [at, text] of promised.entries()) {
      const meant = means[text];
      if (meant === undefined) expect(lines[at]).toBe(text);
      else expect(lines[at]).toMatch(meant);
    }
  });

  it('the program of examples/ makes a link from its standard input, and the link opens it', async () => {
    copyFileSync(join(root, 'examples/make-link.mjs'), join(folder, 'make-link.mjs'));
    const { said, complained } = await run(['make-link.mjs', app.url, 'Stripe webhook key'], 'example-not-a-real-key');
    expect(complained).toBe('');
    const open = `import { createClient } from 'nt2/client';
      const { items } = await createClient({ url: process.env.NT2_URL }).open(process.argv[2]);
      console.log(items[0].fields[0].value);`;
    writeFileSync(join(folder, 'open.mjs'), open);
    expect(await run(['open.mjs', said.trim()])).toEqual({ code: 0, said: 'example-not-a-real-key\n', complained: '' });
  });

  it.skipIf(OLDEST === undefined)('runs under Node 20 too, words and all, which is older than the command takes', async () => {
    const { code, said, complained } = await run(['page.mjs'], '', OLDEST);
    expect([code, complained]).toEqual([0, '']);
    expect(said.trimEnd().split('\n').at(-1)).toBe('aborted');
  });

  it('is bundled for browsers without a word of Node, and shares and opens there too', async () => {
    const walk = `import { createClient } from 'nt2/client';
      const url = globalThis.at, nt2 = createClient({ url, token: globalThis.token });
      const made = await nt2.share('in a browser', { label: 'Key' });
      const { items } = await createClient({ url }).open(made.url);
      console.log(items[0].fields[0].value);`;
    const out = join(folder, 'bundled.mjs');
    const { warnings, metafile } = await build({
      stdin: { contents: walk, resolveDir: folder },
      bundle: true,
      format: 'esm',
      platform: 'browser',
      outfile: out,
      minify: true,
      metafile: true,
    });
    expect([warnings, Object.values(metafile.outputs)[0]?.imports]).toEqual([[], []]);
    // As in a browser: nothing of Node is there.
    const start = `globalThis.at = process.env.NT2_URL; globalThis.token = process.env.NT2_TOKEN; globalThis.process = undefined; await import('./bundled.mjs');`;
    writeFileSync(join(folder, 'start.mjs'), start);
    expect(await run(['start.mjs'])).toEqual({ code: 0, said: 'in a browser\n', complained: '' });
  });

  it('has types that a strict program compiles with, and that refuse what the client does not take', () => {
    const program = `import { ApiError, createClient, type DeviceKeyStore, type ShareView, type Opened } from 'nt2/client';
      const keys: DeviceKeyStore = { load: async () => null, save: async () => {}, remove: async () => {} };
      const nt2 = createClient({ url: 'https://nt2.example', keys, retries: 2 });
      export async function all(): Promise<string> {
        const { url, passphrase } = await nt2.share([{ name: 'A', value: 'b' }], { label: 'A', words: true }, { deadlineMs: 1 });
        const opened: Opened = await nt2.open(url, passphrase === undefined ? {} : { passphrase });
        for await (const view of nt2.watch('id')) { const status: ShareView['status'] = view.status; void status; }
        try { await nt2.revoke('id'); } catch (error) { if (error instanceof ApiError && error.code === 'network') return error.detail; }
        // @ts-expect-error a share has a label
        await nt2.share('value', {});
        // @ts-expect-error there is no such state
        nt2.list({ states: ['open'] });
        // @ts-expect-error an item is not changed
        opened.items.push();
        return String(opened.items[0]?.fields[0]?.value);
      }`;
    writeFileSync(join(folder, 'program.mts'), program);
    symlinkSync(join(root, 'node_modules/@types'), join(folder, 'node_modules/@types'));
    const options = ['--strict', '--noEmit', '--module', 'nodenext', '--target', 'es2023', '--exactOptionalPropertyTypes'];
    const compiler = join(root, 'node_modules/typescript/bin/tsc');
    const done = spawnSync(process.execPath, [compiler, ...options, '--types', 'node', 'program.mts'], { cwd: folder, encoding: 'utf8' });
    expect([done.status, done.stdout]).toEqual([0, '']);
  });
});

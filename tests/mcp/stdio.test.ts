// `nt2-mcp` as its clients start it: the built file over standard input and output, with the SDK's own client, against a server on a port.

import { Client as McpClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildMcp } from '../../packages/mcp/build.mjs';
import type { RunningServer } from '../../src/app/server.ts';
import { createClient } from '../../src/client/client.ts';
import { serveIn } from '../support/served.ts';
import { sweep } from '../support/sweep.ts';

const CANARY = 'sk_live_stdio_canary_4Kp9';
const root = join(import.meta.dirname, '../..');
let folder: string;
let app: RunningServer;
let env: Record<string, string>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'nt2-mcp-'));
  const served = await serveIn(folder, 'agent');
  app = served.app;
  await buildMcp({ out: join(folder, 'built') });
  // The program that the example of the page names, in a folder of the PATH.
  mkdirSync(join(folder, 'bin'));
  writeFileSync(join(folder, 'bin/npm'), `#!/bin/sh\ntest "$*" = 'run deploy' && echo "deployed with $STRIPE_KEY"\n`);
  chmodSync(join(folder, 'bin/npm'), 0o755);
  const page = readFileSync(join(root, 'docs/mcp.md'), 'utf8');
  mkdirSync(join(folder, '.config/nt2'), { recursive: true });
  const [forClient = '', forServer = ''] = [...page.matchAll(/```json\n([^]*?)```/g)].map(([, text]) => text);
  writeFileSync(join(folder, '.config/nt2/mcp.json'), forServer);
  const client = JSON.parse(forClient) as { mcpServers: { nt2: { env: Record<string, string> } } };
  const given = { NT2_URL: app.url, NT2_TOKEN: served.token };
  expect(Object.keys(client.mcpServers.nt2.env)).toEqual(Object.keys(given));
  env = { PATH: `${join(folder, 'bin')}:${dirname(process.execPath)}:${process.env['PATH']}`, HOME: folder, ...given };
});
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});

it('an agent asks, a person answers in their browser’s place, and a command has the secret', async () => {
  const transport = new StdioClientTransport({ command: join(folder, 'built/main.mjs'), env, stderr: 'pipe', cwd: folder });
  let stderr = '';
  transport.stderr?.on('data', (part: Buffer) => (stderr += part.toString()));
  const agent = new McpClient({ name: 'agent', version: '1' });
  await agent.connect(transport);
  const heard: string[] = [];
  const call = async (name: string, args: object = {}): Promise<string> => {
    const answer = await agent.callTool({ name, arguments: args as Record<string, unknown> });
    const text = (answer.content as { text: string }[]).map((part) => part.text).join('\n');
    heard.push(text);
    return text;
  };
  try {
    const asked = await call('request_secret', { label: 'Stripe test key', fields: ['STRIPE_KEY'] });
    const [, id = ''] = /id ([a-z2-7]{32})/.exec(asked) ?? [];
    const [link = ''] = /http:\/\/127\.0\.0\.1:\d+\/r\/\S+#\S+/.exec(asked) ?? [];
    expect(await call('use_secret', { id, command: 'deploy' })).toMatch(/^share\.not_yet: Nobody has answered yet/);
    // A value that could be found in the agent's own question is not what is tested here.
    await createClient({ url: app.url }).give(link, [{ name: 'STRIPE_KEY', value: CANARY }]);

    expect(await call('list')).toContain(`${id} asked ready "Stripe test key"`);
    expect(await call('use_secret', { id, command: 'env' })).toContain('Allowed: deploy, migrate, send-mail.');
    expect(await call('use_secret', { id, command: 'deploy' })).toBe(
      'exit code 0\nA secret was taken out in 1 places.\n\ndeployed with [redacted]\n',
    );
    expect(await call('list')).toContain(`${id} asked delivered`);
    // Held in memory alone, and good for another run.
    expect(await call('use_secret', { id, command: 'deploy' })).toMatch(/^exit code 0/);
  } finally {
    await agent.close();
  }
  expect(stderr).toBe('');
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
  const holding = files.filter((file) => readFileSync(join(file.parentPath, file.name)).includes(CANARY)).map(({ name }) => name);
  expect(holding).toEqual([]);
  // K9: what the agent has heard has neither the token, nor the value, nor anything of the keys that lie on this machine.
  const kept = files
    .filter((file) => file.parentPath.includes('/nt2/keys/'))
    .map((file) => readFileSync(join(file.parentPath, file.name), 'utf8'));
  const own = kept.flatMap((text) => text.match(/[A-Za-z0-9+/=_-]{40,}/g) ?? []);
  expect([heard.length, own.length]).toEqual([7, expect.any(Number)]);
  expect(own.length).toBeGreaterThan(0);
  expect(sweep([{ name: 'heard', bytes: heard.join('\n') }], [CANARY, env['NT2_TOKEN'] ?? '', 'AGE-SECRET-KEY-1', ...own])).toEqual([]);
});

it('says in one sentence what is missing, and nothing on standard output', () => {
  const start = (more: Record<string, string>): readonly [number | null, string, string] => {
    const done = spawnSync(process.execPath, [join(folder, 'built/main.mjs')], { env: { ...env, ...more }, input: '', encoding: 'utf8' });
    return [done.status, done.stdout, done.stderr];
  };
  expect(start({ NT2_TOKEN: '' })).toEqual([77, '', expect.stringMatching(/^Log in first[^\n]*\n$/)]);
  const other = join(folder, 'other.json');
  writeFileSync(other, '{"commands":{"deploy":{"run":"npm run deploy"}}}');
  expect(start({ NT2_MCP_CONFIG: other })).toEqual([78, '', expect.stringMatching(/other\.json: commands\.deploy\.run: [^\n]*\n$/)]);
  chmodSync(other, 0o666);
  expect(start({ NT2_MCP_CONFIG: other })).toEqual([78, '', expect.stringContaining('can be written by others')]);
});

it('is a package that needs no other, and has nothing but itself in it', () => {
  const { dependencies, devDependencies, files } = JSON.parse(readFileSync(join(root, 'packages/mcp/package.json'), 'utf8')) as Record<
    string,
    unknown
  >;
  expect([dependencies, Object.keys(devDependencies as object), files]).toEqual([undefined, ['@modelcontextprotocol/sdk'], ['dist']]);
  expect(readdirSync(join(folder, 'built')).toSorted()).toEqual(['LICENSE', 'main.mjs', 'main.mjs.LEGAL.txt']);
  expect(existsSync(join(folder, 'built/node_modules'))).toBe(false);
});

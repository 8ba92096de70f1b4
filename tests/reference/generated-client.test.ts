// A stranger's program: a public generator makes a client from openapi.json, the compiler holds a program to it at its strictest, and the
// program hands over a secret and opens it. What it sends is sealed here, since no generator can know how.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { decodeBase64 } from '../../src/crypto/bytes.ts';
import { listen, type Listening } from '../../src/server/listen.ts';
import { OPENAPI } from '../docs/openapi.ts';
import { openDoor, HOST, type Harness } from '../server/harness.ts';
import { delivering, linkClaim, newBrowser, opening, programBody, SECRET } from '../server/wire.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Knows of nt2 what the generated client says, and nothing else. */
const PROGRAM = `
import { claim, createShare, defaults, deliver, viewShare, type Claim, type Claimed, type Deliver, type SealedShare } from './client.ts';

export function connect(url: string, token: string): void {
  defaults.baseUrl = url;
  defaults.headers = { authorization: \`Bearer \${token}\` };
}

export async function handOver(share: SealedShare): Promise<string> {
  const answer = await createShare(share, { idempotencyKey: \`deploy-\${share.id}\` });
  if (answer.status === 201) return answer.data.url;
  throw new Error(answer.data.code);
}

export async function open(id: string, body: Claim): Promise<Claimed> {
  const answer = await claim(id, body);
  switch (answer.status) {
    case 200:
      return answer.data;
    case 409:
      throw new Error(answer.data.code === 'share.taken' ? 'taken' : answer.data.detail);
    default:
      throw new Error(answer.data.code);
  }
}

export async function confirm(id: string, body: Deliver): Promise<boolean> {
  return (await deliver(id, body)).status === 204;
}

export async function stateOf(id: string): Promise<string> {
  const answer = await viewShare(id);
  return answer.status === 200 ? \`\${answer.data.status} \${answer.data.cause ?? ''}\` : answer.data.code;
}
`;

interface Program {
  connect(url: string, token: string): void;
  handOver(share: unknown): Promise<string>;
  open(id: string, body: unknown): Promise<{ readonly capsule: string; readonly payload: string }>;
  confirm(id: string, body: unknown): Promise<boolean>;
  stateOf(id: string): Promise<string>;
}

const STRICT = {
  strict: true,
  noUncheckedIndexedAccess: true,
  noImplicitReturns: true,
  noFallthroughCasesInSwitch: true,
  erasableSyntaxOnly: true,
  verbatimModuleSyntax: true,
  allowImportingTsExtensions: true,
  noEmit: true,
  module: 'nodenext',
  target: 'es2024',
  lib: ['es2024', 'dom'],
  types: [],
};

/** What a program of Node prints; an error with its own words when it fails. */
function run(folder: string, program: string, ...args: readonly string[]): string {
  try {
    return execFileSync(process.execPath, [join(root, 'node_modules', program), ...args], { cwd: folder, encoding: 'utf8', stdio: 'pipe' });
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { readonly stdout?: string; readonly stderr?: string };
    throw new Error(`${program}: ${stdout}${stderr}`, { cause: error });
  }
}

let folder: string;
let door: Harness;
let listening: Listening;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'nt2-client-'));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: STRICT, files: ['program.ts'] }));
  writeFileSync(join(folder, 'program.ts'), PROGRAM);
  run(folder, 'oazapfts/dist/cli.js', join(root, OPENAPI), 'client.ts');
  door = await openDoor();
  listening = await listen({ fetch: door.server.fetch, host: '127.0.0.1', port: 0 });
});
afterAll(async () => {
  await listening.stop(0);
  await door.close();
  rmSync(folder, { recursive: true });
});

it('a client that a public generator makes of the description compiles under strict rules', () => {
  expect(run(folder, 'typescript/bin/tsc', '-p', folder)).toBe('');
});

it('and a program of it hands over a secret, which opens once', async () => {
  const program = (await import(/* @vite-ignore */ pathToFileURL(join(folder, 'program.ts')).href)) as Program;
  const token = await door.apiTokens.create('stranger');
  if (!token.ok) throw new Error(token.code);
  program.connect(`http://127.0.0.1:${listening.port}`, token.value);

  const { share, body, sealed, linkKey } = await programBody(door, 'stranger');
  const url = `https://${HOST}/s/${share.id}`;
  expect([await program.handOver(body), await program.handOver(body)]).toEqual([url, url]);
  expect(await program.stateOf(share.id)).toBe('ready ');

  const browser = await newBrowser(HOST);
  const released = await program.open(share.id, await linkClaim(door, share.id, linkKey, browser));
  const [capsule, payload] = [decodeBase64(released.capsule), decodeBase64(released.payload)];
  if (capsule === null || payload === null) throw new Error('not base64');
  const { items, ack } = await opening(share, { capsule, payload }, sealed.input.note, { linkKey });
  expect(JSON.stringify(items)).toContain(SECRET);
  expect(await program.confirm(share.id, await delivering(browser, share, door.time.now, ack))).toBe(true);
  expect(await program.stateOf(share.id)).toBe('ended delivered');
  await expect(program.open(share.id, await linkClaim(door, share.id, linkKey, await newBrowser(HOST)))).rejects.toThrow('share.gone');
});

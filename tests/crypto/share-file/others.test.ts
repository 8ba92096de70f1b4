// A .nt2share file in the hands of others: Debian's age (Go) and rage (Rust, as WebAssembly) open it, by words and by key.

import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as rage from '@kanru/rage-wasm/dist/index.js';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { encodeUtf8 } from '../../../src/crypto/bytes.ts';
import { generatePayloadKey } from '../../../src/crypto/capsule/payload.ts';
import { openShareFile, sealShareFile } from '../../../src/crypto/share-file/share-file.ts';
import { credential, nativeScrypt } from '../support.ts';

const has = (program: string): boolean => spawnSync(program, ['--version']).status === 0;
const missing = !has('age') ? 'the age program is not installed (Debian: apt-get install age)' : null;
const noTerminal = missing ?? (has('script') ? null : 'script (util-linux) is not installed: age takes words from a terminal only');
for (const reason of new Set([missing, noTerminal])) if (reason !== null) console.log(`left out: .nt2share by stock age: ${reason}`);

const folder = mkdtempSync(join(tmpdir(), 'nt2-share-file-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string): string => join(folder, name);

const CONTENT = { label: 'Stripe', note: '', sender: 'Ann', savedAt: 1_795_000_000_000, items: credential('whsec_ü canary').items };
const SEALED = { ...CONTENT, files: [] };
const WORDS = 'orbit velvet cactus mango thunder';
const lock = await generatePayloadKey();
const sealed = await sealShareFile(SEALED, { kind: 'key', recipient: lock.recipient });
const locked = await sealShareFile(SEALED, { kind: 'words', words: WORDS, scrypt: nativeScrypt });
writeFileSync(at('key.nt2share'), sealed);
writeFileSync(at('words.nt2share'), locked);
const FILES = [
  { name: 'key.pem', type: 'application/x-pem-file', bytes: encodeUtf8('-----BEGIN…\n\nmore\n') },
  { name: 'empty', type: '', bytes: new Uint8Array(0) },
  { name: 'photo of a card.bin', type: '', bytes: new Uint8Array(randomBytes(70_000)) },
];
const withFiles = await sealShareFile({ ...CONTENT, files: FILES }, { kind: 'key', recipient: lock.recipient });
writeFileSync(at('files.nt2share'), withFiles);
writeFileSync(at('identity'), `${lock.identity}\n`);

/** What others see: the name of the format, and one line of JSON that any reader takes. */
function expectContent(plain: Uint8Array | null): void {
  const [first, json, ...rest] = Buffer.from(plain ?? [])
    .toString()
    .split('\n');
  expect([first, JSON.parse(json ?? ''), rest]).toEqual(['nt2share/1', CONTENT, ['']]);
}

/** Types the words at the prompt, on a terminal of script(1). */
async function typed(words: string): Promise<Buffer | null> {
  rmSync(at('out'), { force: true });
  const child = spawn('script', ['-qec', `age -d -o ${at('out')} ${at('words.nt2share')}`, '/dev/null']);
  let asked = false;
  child.stdout.on('data', (chunk: Buffer) => {
    if (asked || !chunk.toString().includes('passphrase')) return;
    asked = true;
    child.stdin.write(`${words}\n`);
  });
  const status = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return status === 0 ? readFileSync(at('out')) : null;
}

describe('Debian’s age', () => {
  it.skipIf(missing !== null)('opens one that is locked for a key, and says what a damaged one is', () => {
    const opened = spawnSync('age', ['-d', '-i', at('identity'), at('key.nt2share')]);
    expectContent(opened.stdout);
    writeFileSync(at('damaged'), sealed.slice(0, -1));
    expect(spawnSync('age', ['-d', '-i', at('identity'), at('damaged')]).status).not.toBe(0);
  });

  it.skipIf(noTerminal !== null)('opens one that is locked with words, typed by hand, and not with others', async () => {
    expectContent(await typed(WORDS));
    expect(await typed(`${WORDS} zoo`)).toBeNull();
  });

  it.skipIf(missing !== null)('with head and tail, takes files out of one by the commands of the page about it', () => {
    const commands = [...readFileSync('docs/protocol/share-file.md', 'utf8').matchAll(/```sh\n([^]*?)```/g)]
      .map(([, text]) => text)
      .join('');
    expect(commands).toContain('age -d');
    const run = (script: string) => spawnSync('sh', ['-c', script], { cwd: folder, maxBuffer: 10_000_000 });
    const { stdout } = run(commands.replaceAll('FILE.nt2share', 'files.nt2share').replaceAll('-i key.txt', '-i identity'));
    expect(JSON.parse(stdout.toString().split('\n')[0] ?? '')).toMatchObject({
      label: 'Stripe',
      files: [{ bytes: FILES[0]?.bytes.length }, {}, {}],
    });
    expect(readFileSync(at('first')).equals(FILES[0]?.bytes ?? Buffer.of())).toBe(true);
    // The third one: behind the first and the second.
    const before = FILES[0]?.bytes.length ?? 0;
    const third = run(`age -d -i identity files.nt2share | tail -n +3 | tail -c +${before + 1} | head -c 70000`);
    expect(third.stdout.equals(FILES[2]?.bytes ?? Buffer.of())).toBe(true);
  });

  it.skipIf(missing !== null)('and what it encrypts by our form opens here', async () => {
    writeFileSync(at('plain'), `nt2share/1\n${JSON.stringify(CONTENT)}\n`);
    const { stdout } = spawnSync('age', ['-r', lock.recipient, at('plain')]);
    expect(await openShareFile(new Uint8Array(stdout), { kind: 'key', identity: lock.identity })).toEqual({ ok: true, content: SEALED });
  });
});

describe('rage', () => {
  // It is built for pages: it looks for one, for its clock alone.
  beforeEach(() => void vi.stubGlobal('Window', { [Symbol.hasInstance]: (value: unknown) => value === globalThis }));
  afterEach(() => void vi.unstubAllGlobals());

  it('opens one that is locked for a key, and one with words', async () => {
    expect.hasAssertions();
    expectContent(await rage.decrypt_with_x25519(lock.identity, sealed));
    expectContent(await rage.decrypt_with_user_passphrase(WORDS, locked));
  });

  it('opens one with files, which lie behind the second line', async () => {
    const plain = Buffer.from(await rage.decrypt_with_x25519(lock.identity, withFiles));
    const behind = plain.subarray(plain.indexOf('\n', plain.indexOf('\n') + 1) + 1);
    expect(behind.equals(Buffer.concat(FILES.map(({ bytes }) => bytes)))).toBe(true);
  });

  it('opens neither with another key or other words', async () => {
    const { identity } = await generatePayloadKey();
    const said = (act: Promise<unknown>) => act.then(() => 'opened', String);
    expect([
      await said(rage.decrypt_with_x25519(identity, sealed)),
      await said(rage.decrypt_with_user_passphrase('other words', locked)),
    ]).toEqual(Array(2).fill('Error: decryption error'));
  });
});

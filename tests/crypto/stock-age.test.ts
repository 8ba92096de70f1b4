// The `age` program of others opens what nt2 seals: nobody depends on our code to read a secret.

import { execFile, spawn, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decodeUtf8 } from '../../src/crypto/bytes.ts';
import { openCapsule, sealCapsule } from '../../src/crypto/capsule/capsule.ts';
import { generateLinkKey, linkIdentity } from '../../src/crypto/keys/link.ts';
import { generatePayloadKey, openPayload, sealPayload } from '../../src/crypto/capsule/payload.ts';
import { generatePassphrase } from '../../src/crypto/passphrase/wordlist.ts';
import { derivePassphraseKeys, newPassphraseSalt } from '../../src/crypto/passphrase/passphrase.ts';
import { content, credential, expectOf, nativeScrypt } from './support.ts';

const has = (program: string): boolean => spawnSync(program, ['--version']).status === 0;
const run = promisify(execFile);

const missing = !has('age') ? 'the age program is not installed (Debian: apt-get install age)' : null;
const noTerminal = missing ?? (has('script') ? null : 'script (util-linux) is not installed: age takes words from a terminal only');
for (const reason of new Set([missing, noTerminal])) if (reason !== null) console.log(`left out: stock age: ${reason}`);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nt2-age-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function open(bytes: Uint8Array, identity: string): Promise<Buffer> {
  const [file, key] = [join(folder, 'file.age'), join(folder, 'key.txt')];
  await writeFile(file, bytes);
  await writeFile(key, `${identity}\n`);
  return (await run('age', ['-d', '-i', key, file], { encoding: 'buffer' })).stdout;
}

/** Types the words at the prompt, on a terminal of script(1). */
async function openWithWords(bytes: Uint8Array, words: string): Promise<Buffer | null> {
  const [file, out] = [join(folder, 'words.age'), join(folder, 'words.out')];
  await writeFile(file, bytes);
  await rm(out, { force: true });
  const child = spawn('script', ['-qec', `age -d -o ${out} ${file}`, '/dev/null']);
  let asked = false;
  child.stdout.on('data', (chunk: Buffer) => {
    if (asked || !chunk.toString().includes('passphrase')) return;
    asked = true;
    child.stdin.write(`${words}\n`);
  });
  const status = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return status === 0 ? readFile(out) : null;
}

describe('stock age', () => {
  test.skipIf(missing !== null)('opens a payload with F, and a capsule with the key of the recipient or of the link', async () => {
    const lock = await generatePayloadKey();
    const payload = await sealPayload(credential('sk_live_ü'), lock.recipient);
    const plain = await open(payload, lock.identity);
    expect(plain).toHaveLength(4_096);
    expect(JSON.parse(plain.toString().replace(/\0+$/, ''))).toEqual(credential('sk_live_ü'));

    const inside = await content();
    const e = await generatePayloadKey();
    const sealed = await sealCapsule({ content: inside, to: { kind: 'sealed', key: e.recipient } });
    expect(JSON.parse((await open(sealed, e.identity)).toString())).toMatchObject({ v: 1, ...inside });

    const linkKey = generateLinkKey();
    const link = await sealCapsule({ content: inside, to: { kind: 'link', linkKey } });
    expect(JSON.parse((await open(link, linkIdentity(linkKey, inside.share))).toString())).toMatchObject(inside);
    await expect(open(sealed, (await generatePayloadKey()).identity)).rejects.toThrow();
  });

  test.skipIf(noTerminal !== null)('opens a capsule with the words, typed by hand, and not with others (T4)', async () => {
    const inside = await content();
    const words = generatePassphrase();
    const key = await derivePassphraseKeys({ words, salt: newPassphraseSalt(), share: inside.share, scrypt: nativeScrypt });
    const bytes = await sealCapsule({ content: inside, to: { kind: 'words' }, words: key });
    expect(await openWithWords(bytes, `${words} zoo`)).toBeNull();
    const plain = await openWithWords(bytes, words);
    expect(JSON.parse(plain?.toString() ?? '')).toMatchObject({ v: 1, ...inside });
    const wrong = await derivePassphraseKeys({ words: `${words} zoo`, salt: key.salt, share: inside.share, scrypt: nativeScrypt });
    const opened = openCapsule({ bytes, with: { kind: 'words' }, words: wrong, expect: expectOf(inside) });
    await expect(opened).rejects.toMatchObject({ code: 'wrong_words' });
  });

  test.skipIf(missing !== null)('what stock age sealed to F opens here, when it is padded as it must be', async () => {
    const lock = await generatePayloadKey();
    const padded = Buffer.alloc(4_096);
    padded.write(JSON.stringify(credential('from elsewhere')));
    const file = join(folder, 'plain');
    await writeFile(file, padded);
    const { stdout } = await run('age', ['-r', lock.recipient, file], { encoding: 'buffer' });
    expect(await openPayload(new Uint8Array(stdout), lock.identity)).toEqual(credential('from elsewhere'));
    expect(decodeUtf8(new Uint8Array(stdout.subarray(0, 21)))).toBe('age-encryption.org/v1');
  });
});

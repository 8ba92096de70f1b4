// Programs that others wrote, and that know nothing of nt2, check its log and receipts: Go's sumdb packages, openssl and ssh-keygen.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { encodeBase64, decodeBase64, encodeUtf8 } from '../../src/crypto/bytes.ts';
import { logKey, logName } from '../../src/crypto/keys/log.ts';
import { formatVkey, signCheckpoint } from '../../src/crypto/tlog/checkpoint.ts';
import { proveConsistency, proveInclusion, loadFrontier, rootOf } from '../../src/crypto/tlog/merkle.ts';
import { RECEIPT_NAMESPACE, signSsh, verifySsh } from '../../src/crypto/tlog/sshsig.ts';
import { hashReader, newTiles, tilePath } from '../../src/crypto/tlog/tiles.ts';
import { parseNote } from '../../src/crypto/note/note.ts';
import { parseLeaf } from '../../src/crypto/receipt/parsed-event.ts';
import { leaf, memoryLog } from '../crypto/tlog/support.ts';
import { parseReceipt } from '../../src/crypto/receipt/receipt.ts';
import { verifyReceipt } from '../../src/crypto/receipt/verify.ts';
import { extendedReceipt, pinned, receipt, vectors } from '../crypto/receipt/support.ts';
import { buildGo, inFolder, missing, run } from './programs.ts';

const { vkey } = vectors.log.key;

describe.skipIf(missing.go !== null)('Go (golang.org/x/mod/sumdb)', () => {
  let binary: string;
  beforeAll(() => {
    binary = buildGo();
  });
  const check = (job: object): string => run(binary, [], JSON.stringify({ vkey, ...job })).said;
  const eventsOf = (name: keyof typeof vectors.receipts) =>
    receipt(name).events.map(({ index, hashes, leaf }) => ({ index, hashes: hashes.map(encodeBase64), leaf }));

  test('holds every receipt of the vectors: checkpoint, inclusion of each event, signatures of the devices', () => {
    const devices = Object.values(vectors.devices);
    for (const name of ['sealed', 'words', 'link+words', 'recipient', 'evidence', 'erased'] as const) {
      const notes = receipt(name).events.flatMap(({ leaf }) => {
        const facts = parseLeaf(leaf)?.facts;
        if (facts?.by !== 'device' || !('device' in facts)) return [];
        const device = devices.find(({ publicKey }) => publicKey === facts.device)!;
        return [{ vkey: formatVkey(device), note: leaf }];
      });
      expect(notes.length, name).toBeGreaterThan(0);
      expect(check({ checkpoint: receipt(name).checkpoint, events: eventsOf(name), notes }), name).toBe('ok');
    }
  });

  test('J4: holds a receipt with more time, which it reads as one leaf more, and refuses it with another moment in it', async () => {
    const text = await extendedReceipt();
    expect(await verifyReceipt({ text, keys: [pinned] })).toMatchObject({ ok: true });
    const { checkpoint, events } = parseReceipt(text)!;
    const all = events.map(({ index, hashes, leaf: one }) => ({ index, hashes: hashes.map(encodeBase64), leaf: one }));
    expect(all.filter(({ leaf: one }) => one.includes('\ntype extended\n'))).toHaveLength(1);
    expect(check({ checkpoint, events: all })).toBe('ok');
    const later = all.map((one) =>
      one.leaf.includes('\ntype extended\n') ? { ...one, leaf: one.leaf.replace('expires 2026', 'expires 2027') } : one,
    );
    expect(check({ checkpoint, events: later })).toContain('inclusion');
  });

  test('refuses what we refuse: another key, another leaf, another place, a changed head', () => {
    const { checkpoint } = receipt('sealed');
    const [first, ...rest] = eventsOf('sealed');
    expect(check({ checkpoint, vkey: vectors.log.next.vkey })).toContain('note');
    expect(check({ checkpoint: checkpoint.replace('\n20\n', '\n21\n') })).toContain('note');
    expect(check({ checkpoint, events: [{ ...first, leaf: `${first?.leaf} ` }, ...rest] })).toContain('inclusion');
    expect(check({ checkpoint, events: [{ ...first, index: 2 }] })).toContain('inclusion');
  });

  test('finds the older checkpoint in the newer one, and no other', () => {
    const { checkpoint, older } = vectors.log;
    expect(check({ checkpoint, older: older.checkpoint, consistency: older.consistency })).toBe('ok');
    expect(check({ checkpoint, older: older.checkpoint, consistency: older.consistency.slice(1) })).toContain('consistency');
  });

  test.each([1, 2, 255, 256, 257, 1_000])('reads the tiles of a log of %i leaves and makes the same proofs from them', async (size) => {
    const log = memoryLog();
    await log.append(Array.from({ length: Math.ceil(size / 3) }, (_, n) => leaf(n)));
    const older = log.frontier().size;
    await log.append(Array.from({ length: size - older }, (_, n) => leaf(older + n)));
    const hashAt = hashReader(size, log.read);
    const name = logName('nt2.example.org', 'abcdef');
    const key = await logKey({ seed: new Uint8Array(32).fill(3), tag: 'abcdef', year: 2026 });
    const head = async (at: number): Promise<string> =>
      signCheckpoint({ origin: name, size: at, root: rootOf(await loadFrontier(at, hashAt)), extensions: [] }, key);
    const some = [...new Set([0, 1, 77, 255, 256, size - 1])].filter((index) => index < size);
    const events = some.map(async (index) => ({
      index,
      hashes: (await proveInclusion({ index, size, hashAt })).map(encodeBase64),
      leaf: Buffer.from(leaf(index)).toString(),
    }));
    const tiles = newTiles(0, size).map(tilePath);
    const job = {
      vkey: formatVkey({ name, publicKey: key.publicKey }),
      checkpoint: await head(size),
      events: await Promise.all(events),
      older: await head(older),
      consistency: (await proveConsistency({ older, newer: size, hashAt })).map(encodeBase64),
      tiles: Object.fromEntries(tiles.map((path) => [path, encodeBase64(log.files.get(path)!)])),
    };
    expect(check(job)).toBe('ok');
    const [path = ''] = tiles.filter((one) => one.startsWith('tile/0/'));
    const spoilt = encodeBase64(log.files.get(path)!.map((byte, n) => (n === 0 ? byte ^ 1 : byte)));
    expect(check({ ...job, tiles: { ...job.tiles, [path]: spoilt } })).not.toBe('ok');
  });
});

describe.skipIf(missing.openssl !== null)('openssl', () => {
  test('verifies the bare Ed25519 signature of a checkpoint, and refuses it over another head', async () => {
    await inFolder(async (folder) => {
      const { text, signatures } = parseNote(vectors.log.checkpoint)!;
      const spki = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), decodeBase64(pinned.publicKey)!]);
      const files = { key: join(folder, 'key.der'), signature: join(folder, 'signature'), text: join(folder, 'text') };
      writeFileSync(files.key, spki);
      writeFileSync(files.signature, signatures[0]!.signature);
      const verify = (message: string) => {
        writeFileSync(files.text, message);
        const args = [
          '-verify',
          '-pubin',
          '-inkey',
          files.key,
          '-keyform',
          'DER',
          '-rawin',
          '-in',
          files.text,
          '-sigfile',
          files.signature,
        ];
        return run('openssl', ['pkeyutl', ...args]);
      };
      expect(verify(text)).toEqual({ ok: true, said: 'Signature Verified Successfully' });
      expect(verify(text.replace('\n20\n', '\n21\n')).ok).toBe(false);
    });
  });
});

describe.skipIf(missing.ssh !== null)('ssh-keygen', () => {
  test('verifies the signature over a whole receipt, for this key, this name and this purpose only', async () => {
    await inFolder(async (folder) => {
      const { allowedSigners } = vectors.ssh;
      const seed = Buffer.from(vectors.server.keys['log'] ?? '', 'hex');
      const key = await logKey({ seed, tag: vectors.server.tag, year: vectors.log.key.year });
      const signature = await signSsh({ file: vectors.receipts.sealed, namespace: RECEIPT_NAMESPACE, key });
      expect(signature).toBe(vectors.ssh.signature);
      const [signers, signed] = [join(folder, 'allowed_signers'), join(folder, 'receipt.sig')];
      writeFileSync(signed, signature);
      const verify = (file: string, { name = pinned.name, namespace = RECEIPT_NAMESPACE, allowed = allowedSigners } = {}) => {
        writeFileSync(signers, allowed);
        return run('ssh-keygen', ['-Y', 'verify', '-f', signers, '-I', name, '-n', namespace, '-s', signed], encodeUtf8(file)).ok;
      };
      const text = vectors.receipts.sealed;
      expect(verify(text)).toBe(true);
      expect(verify(text.replace('16:43', '16:44'))).toBe(false);
      expect(verify(text, { name: 'somebody.else' })).toBe(false);
      expect(verify(text, { namespace: 'file' })).toBe(false);
      expect(verify(text, { allowed: allowedSigners.replace('nt2-receipt', 'other') })).toBe(false);
    });
  });

  test('makes signatures that nt2 reads as it reads its own', async () => {
    await inFolder(async (folder) => {
      const [key, file] = [join(folder, 'key'), join(folder, 'file')];
      run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', '', '-f', key]);
      writeFileSync(file, vectors.receipts.sealed);
      const made = run('ssh-keygen', ['-Y', 'sign', '-q', '-f', key, '-n', RECEIPT_NAMESPACE, '-O', 'hashalg=sha256', file]);
      expect(made).toEqual({ ok: true, said: '' });
      const wire = Buffer.from(readFileSync(`${key}.pub`, 'utf8').split(' ')[1] ?? '', 'base64');
      const keys = [{ name: pinned.name, publicKey: wire.subarray(-32).toString('base64') }];
      const signature = readFileSync(`${file}.sig`, 'utf8');
      const check = (text: string, of = keys) => verifySsh({ file: text, signature, namespace: RECEIPT_NAMESPACE, keys: of });
      expect(await check(vectors.receipts.sealed)).toEqual({ ok: true, key: keys[0] });
      expect(await check(vectors.receipts.words)).toEqual({ ok: false, code: 'signature.file' });
      expect(await check(vectors.receipts.sealed, [pinned])).toEqual({ ok: false, code: 'signature.key' });
    });
  });
});

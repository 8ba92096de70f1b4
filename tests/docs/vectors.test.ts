// docs/protocol/vectors.json says what the code says today.

import { identityToRecipient } from 'age-encryption';
import { beforeAll, describe, expect, test } from 'vitest';
import { ackHash } from '../../src/crypto/events/ack.ts';
import { hashB64, decodeBase64 } from '../../src/crypto/bytes.ts';
import { openCapsule, type CapsuleIdentity } from '../../src/crypto/capsule/capsule.ts';
import { formatCover, openCover } from '../../src/crypto/capsule/link-cover.ts';
import { eventValue, parseEvent } from '../../src/crypto/events/event.ts';
import { parseLink } from '../../src/crypto/keys/link.ts';
import { prekeyHash, verifyPrekey } from '../../src/crypto/keys/prekey.ts';
import { openPayload } from '../../src/crypto/capsule/payload.ts';
import { parseSealed } from '../../src/crypto/events/statements.ts';
import { derivePassphraseKeys } from '../../src/crypto/passphrase/passphrase.ts';
import { scryptNative } from '../support/actors.ts';
import { openShareFile } from '../../src/crypto/share-file/share-file.ts';
import { textOf } from './pages.ts';
import { buildVectors, ITEMS, readVectors, type Sealed, type Vectors } from './vectors.ts';

const bytes = (base64: string | undefined): Uint8Array => decodeBase64(base64 ?? '') as Uint8Array;

describe('the vectors of the protocol pages', () => {
  let vectors: Vectors;
  beforeAll(() => {
    vectors = readVectors();
  });

  test('are what the code makes today (else, if the format was meant to change: node tests/docs/vectors.ts)', async () => {
    expect(await buildVectors(vectors.files as Sealed)).toEqual(vectors);
  });

  test('the .nt2share files open, by the words and by the key', async () => {
    const { words, identity, plainWithFiles } = vectors.shareFile;
    const content = { ...vectors.shareFile.content, files: [] };
    const { shareFileWords, shareFileKey, shareFileFiles } = vectors.files;
    const byWords = { kind: 'words', words, scrypt: scryptNative } as const;
    expect(await openShareFile(bytes(shareFileWords), byWords)).toEqual({ ok: true, content });
    expect(await openShareFile(bytes(shareFileKey), { kind: 'key', identity })).toEqual({ ok: true, content });
    const withFiles = await openShareFile(bytes(shareFileFiles), { kind: 'key', identity });
    const behind = withFiles.ok ? withFiles.content.files.map((file) => Buffer.from(file.bytes).toString()).join('') : '';
    expect(plainWithFiles.split('\n').slice(2).join('\n')).toBe(behind);
    expect(behind).not.toBe('');
  });

  test.each(['sealed', 'words', 'link+words'] as const)('the %s capsule opens to the content that stands beside it', async (name) => {
    const log = vectors.logs[name];
    const [created = '', sealedLeaf = ''] = [log[0], log.find((leaf) => leaf.includes('\ntype sealed\n'))];
    const sealed = parseSealed(textOf(sealedLeaf));
    const share = parseEvent(created)?.share ?? '';
    const ways: Record<typeof name, CapsuleIdentity> = {
      sealed: { kind: 'sealed', key: vectors.accept.identity },
      words: { kind: 'words' },
      'link+words': { kind: 'link', linkKey: Buffer.from(vectors.link.key, 'hex') },
    };
    const { words, salt } = vectors.words;
    const content = await openCapsule({
      bytes: bytes(vectors.files[name]),
      with: ways[name],
      ...(name !== 'sealed' && { words: await derivePassphraseKeys({ words, salt, share, scrypt: scryptNative }) }),
      expect: { share, policy: hashB64(created), payload: sealed?.payload ?? '', capsule: sealed?.capsule },
    });
    expect(content).toEqual(vectors.capsules[name]);
    expect(ackHash(content.ack)).toBe(sealed?.ack);
    expect(await openPayload(bytes(vectors.files.payload), content.identity)).toEqual(ITEMS);
  });

  test('P5: a request answered with a prekey: its key is that of the note that the log names, and opens the capsule', async () => {
    const { share, log, prekey, identity, recipient, capsule } = vectors.answered;
    const leafOf = (type: string): string => log.find((leaf) => leaf.includes(`\ntype ${type}\n`)) ?? '';
    const [created, sealed] = [leafOf('created'), parseSealed(textOf(leafOf('sealed')))];
    expect(eventValue(parseEvent(created)!, 'asked')).toBe('person');
    const device = sealed?.prekey?.device ?? '';
    expect(sealed?.prekey).toEqual({ device: vectors.devices.recipient.publicKey, hash: prekeyHash(prekey) });
    const person = hashB64(`${vectors.server.tenant}:contractor`);
    const read = await verifyPrekey(prekey, { host: vectors.host, tag: share.slice(0, 6), person, device, now: sealed?.at ?? 0 });
    expect([read?.key, sealed?.for, eventValue(parseEvent(textOf(leafOf('accepted')))!, 'key')]).toEqual([recipient, recipient, recipient]);
    expect(await identityToRecipient(identity)).toBe(recipient);
    const content = await openCapsule({
      bytes: bytes(vectors.files.request),
      with: { kind: 'sealed', key: identity },
      expect: { share, policy: hashB64(created), payload: sealed?.payload ?? '', capsule: sealed?.capsule },
    });
    expect(content).toEqual(capsule);
    expect(ackHash(content.ack)).toBe(sealed?.ack);
    expect(await openPayload(bytes(vectors.files.payload), content.identity)).toEqual(ITEMS);
    expect(log.map((leaf) => parseEvent(textOf(leaf))?.type)).toEqual(['created', 'sealed', 'accepted', 'claimed', 'delivered', 'ended']);
  });

  test('the link is read back from its address, and its recipient fits its identity', async () => {
    const { url, share, key, identity, recipient } = vectors.link;
    const parsed = parseLink(url);
    expect(parsed.ok && [parsed.id, Buffer.from(parsed.key).toString('hex')]).toEqual([share, key]);
    expect(await identityToRecipient(identity)).toBe(recipient);
  });

  test('the cover of the link opens with the key of the link, to the text beside it', () => {
    const { share, key, cover } = vectors.link;
    const opened = openCover(bytes(cover.sealed), { key: Buffer.from(key, 'hex'), share });
    expect(opened && formatCover(opened)).toBe(cover.text);
  });
});

// A large .nt2share file is written and opened a piece at a time, and is the same file.

import { describe, expect, it } from 'vitest';
import { generatePayloadKey } from '../../src/crypto/capsule/payload.ts';
import type { ShareFileContent } from '../../src/crypto/share-file/content.ts';
import { openShareFile, sealShareFile, type OpenedShareFile } from '../../src/crypto/share-file/share-file.ts';
import { PIECE_BYTES, pagePieces as pieces } from '../../src/web/file/pieces.ts';
import { scryptNative } from '../support/actors.ts';

const bytes = Uint8Array.from({ length: 4 * PIECE_BYTES + 7 }, (_, at) => (at * 31) % 251);
const content: ShareFileContent = {
  label: 'The relay',
  note: '',
  sender: null,
  savedAt: 1,
  items: [{ kind: 'document', label: 'The relay', fields: [] }],
  files: [{ name: 'relay.bin', type: '', bytes }],
};
const lock = await generatePayloadKey();
const key = { kind: 'key', identity: lock.identity } as const;
const words = { kind: 'words', words: 'ribbon canal frozen pilot orchard', scrypt: scryptNative } as const;

const isSame = (opened: OpenedShareFile): boolean =>
  opened.ok && opened.content.label === content.label && Buffer.compare(opened.content.files[0]?.bytes ?? new Uint8Array(), bytes) === 0;

/** How often what waits beside it has its turn. */
async function turnsDuring<T>(work: () => Promise<T>): Promise<readonly [turns: number, result: T]> {
  let turns = 0;
  const beside = setInterval(() => (turns += 1), 0);
  try {
    const result = await work();
    return [turns, result];
  } finally {
    clearInterval(beside);
  }
}

describe('a file of several MiB in a page', () => {
  it('lets the page have its turn between its pieces, both ways', async () => {
    const [sealing, sealed] = await turnsDuring(() => sealShareFile(content, { kind: 'key', recipient: lock.recipient }, pieces));
    const [opening, opened] = await turnsDuring(() => openShareFile(sealed, key, pieces));
    expect(isSame(opened)).toBe(true);
    expect([sealing >= 3, opening >= 3]).toEqual([true, true]);
  });

  it('is what it is at once: either opens what the other wrote, by key and by words', async () => {
    for (const [to, by] of [
      [{ kind: 'key', recipient: lock.recipient } as const, key],
      [words, words],
    ] as const) {
      expect(isSame(await openShareFile(await sealShareFile(content, to, pieces), by))).toBe(true);
      expect(isSame(await openShareFile(await sealShareFile(content, to), by, pieces))).toBe(true);
    }
  });

  it('tells wrong words, another key, damage in any piece and a cut end apart as ever', async () => {
    const sealed = await sealShareFile(content, { kind: 'key', recipient: lock.recipient }, pieces);
    const other = await generatePayloadKey();
    expect(await openShareFile(sealed, { kind: 'key', identity: other.identity }, pieces)).toEqual({ ok: false, reason: 'wrong' });
    for (const at of [sealed.length - 1, PIECE_BYTES * 2]) {
      const hurt = Uint8Array.from(sealed);
      hurt[at] = (hurt[at] ?? 0) ^ 1;
      expect(await openShareFile(hurt, key, pieces)).toEqual({ ok: false, reason: 'damaged' });
    }
    expect(await openShareFile(sealed.subarray(0, -1), key, pieces)).toEqual({ ok: false, reason: 'damaged' });
    const worded = await sealShareFile(content, words, pieces);
    expect(await openShareFile(worded, { ...words, words: 'other words than those are' }, pieces)).toEqual({ ok: false, reason: 'wrong' });
    await expect(sealShareFile(content, { kind: 'key', recipient: 'age1x' }, pieces)).rejects.toThrow(RangeError);
  });
});

// What this browser keeps of files that are added and not sent yet, so that an upload goes on after the page was left: their keys and names,
// encrypted with a key that cannot leave this browser, and never a byte of them. One tab keeps them; a second one begins its own.

import { decodeBase64, decodeUtf8, encodeBase64, encodeUtf8 } from '../../../crypto/bytes.ts';
import * as db from '../../browser/db.ts';
import { KEPT_FILES as PREFIX, wrappingKey, type Wrapped } from '../../crypto/pending.ts';
import type { FileDrawer, KeptFile } from './drawer.ts';

/** A clock of this browser may be wrong by a day. */
const GRACE_MS = 24 * 3_600_000;

interface Written extends Omit<KeptFile, 'upload'> {
  readonly upload: { readonly id: string; readonly key: string; readonly sent: readonly (readonly [number, string])[] };
}

const write = ({ upload: { id, key, sent }, ...rest }: KeptFile): Written => ({
  ...rest,
  upload: { id, key: encodeBase64(key), sent: [...sent] },
});

function read({ upload: { id, key, sent }, ...rest }: Written): KeptFile | null {
  const bytes = decodeBase64(key);
  return bytes && { ...rest, upload: { id, key: bytes, sent: new Map(sent) } };
}

const boxOf = (name: string, iv: Uint8Array<ArrayBuffer>): AesGcmParams => ({
  name: 'AES-GCM',
  iv,
  additionalData: encodeUtf8(`nt2/v1/files\n${name}`),
});

/** This tab's, while it is open; nothing is kept where another tab has it, or where the browser keeps nothing. */
export async function openFileDrawer(share: string, until: number): Promise<FileDrawer> {
  const name = `${PREFIX}${share}`;
  const release = await hold(name);
  if (release === null) return { before: [], save: async () => {}, close: () => {} };
  let last: Promise<unknown> = Promise.resolve();
  const load = async (): Promise<KeptFile[]> => {
    await db.removeWhere(PREFIX, (kept) => ((kept as Wrapped).until ?? 0) < Date.now() - GRACE_MS);
    const kept = (await db.get(name)) as Wrapped | undefined;
    if (kept === undefined) return [];
    const plain = await crypto.subtle.decrypt(boxOf(name, kept.iv), await wrappingKey(), kept.box);
    return (JSON.parse(decodeUtf8(new Uint8Array(plain))) as Written[]).map(read).filter((file) => file !== null);
  };
  return {
    before: await load().catch(() => []),
    // One after the other, so that what is written last is what was said last.
    save(files) {
      const next = async (): Promise<void> => {
        if (files.length === 0) return db.remove(name);
        const iv = crypto.getRandomValues(new Uint8Array(12));
        const plain = encodeUtf8(JSON.stringify(files.map(write)));
        const box = await crypto.subtle.encrypt(boxOf(name, iv), await wrappingKey(), plain);
        await db.put(name, { iv, box, until } satisfies Wrapped);
      };
      const saved = last.then(next).catch(() => {});
      last = saved;
      return saved;
    },
    close: release,
  };
}

/** Null: another tab has it. */
async function hold(name: string): Promise<(() => void) | null> {
  const { locks } = navigator as { locks?: LockManager };
  if (locks === undefined) return () => {};
  return new Promise((resolve) => {
    void locks
      .request(`nt2-${name}`, { ifAvailable: true }, (lock) => {
        if (lock === null) return resolve(null);
        return new Promise<void>((release) => resolve(() => release()));
      })
      .catch(() => resolve(null));
  });
}

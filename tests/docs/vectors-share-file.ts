// Vectors of a .nt2share file: one for each lock. age is random, so they are sealed once and kept.

import { identityToRecipient } from 'age-encryption';
import { encodeBase64 } from '../../src/crypto/bytes.ts';
import type { Items } from '../../src/crypto/capsule/items.ts';
import { sealShareFile, type ShareFileLock } from '../../src/crypto/share-file/share-file.ts';
import { scryptNative } from '../support/actors.ts';
import * as story from './story.ts';

export interface KeptShareFiles {
  readonly shareFileWords?: string;
  readonly shareFileKey?: string;
}

export async function shareFileVectors({ items }: Items, words: string, kept: KeptShareFiles | null) {
  const content = { label: 'Stripe webhook key', note: '', sender: story.alex.name, savedAt: Date.UTC(2026, 10, 30, 12), items };
  const identity = story.identity('share file');
  const recipient = await identityToRecipient(identity);
  const sealed = async (held: string | undefined, lock: ShareFileLock): Promise<string> =>
    held ?? encodeBase64(await sealShareFile(content, lock));
  return {
    // Without the spaces that fill it.
    vectors: { words, identity, recipient, plain: `nt2share/1\n${JSON.stringify(content)}\n`, content },
    files: {
      shareFileWords: await sealed(kept?.shareFileWords, { kind: 'words', words, scrypt: scryptNative }),
      shareFileKey: await sealed(kept?.shareFileKey, { kind: 'key', recipient }),
    },
  };
}

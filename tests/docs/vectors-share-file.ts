// Vectors of a .nt2share file: one for each lock. age is random, so they are sealed once and kept.

import { identityToRecipient } from 'age-encryption';
import { encodeBase64, encodeUtf8 } from '../../src/crypto/bytes.ts';
import type { Items } from '../../src/crypto/capsule/items.ts';
import type { ContentFile } from '../../src/crypto/share-file/content.ts';
import { sealShareFile, type ShareFileLock } from '../../src/crypto/share-file/share-file.ts';
import { scryptNative } from '../support/actors.ts';
import * as story from './story.ts';

export interface KeptShareFiles {
  readonly shareFileWords?: string;
  readonly shareFileKey?: string;
  readonly shareFileFiles?: string;
}

const FILE = { name: 'relay.pem', type: 'application/x-pem-file' } as const;
const FILE_TEXT = '-----BEGIN EXAMPLE-----\nbm90IGEga2V5\n-----END EXAMPLE-----\n';

export async function shareFileVectors({ items }: Items, words: string, kept: KeptShareFiles | null) {
  const content = { label: 'Stripe webhook key', note: '', sender: story.alex.name, savedAt: Date.UTC(2026, 10, 30, 12), items };
  const identity = story.identity('share file');
  const recipient = await identityToRecipient(identity);
  const bytes = encodeUtf8(FILE_TEXT);
  const sealed = async (held: string | undefined, lock: ShareFileLock, files: readonly ContentFile[] = []): Promise<string> =>
    held ?? encodeBase64(await sealShareFile({ ...content, files }, lock));
  const named = { ...content, files: [{ ...FILE, bytes: bytes.length }] };
  return {
    // Without the spaces that fill it.
    vectors: {
      words,
      identity,
      recipient,
      plain: `nt2share/1\n${JSON.stringify(content)}\n`,
      content,
      plainWithFiles: `nt2share/2\n${JSON.stringify(named)}\n${FILE_TEXT}`,
    },
    files: {
      shareFileWords: await sealed(kept?.shareFileWords, { kind: 'words', words, scrypt: scryptNative }),
      shareFileKey: await sealed(kept?.shareFileKey, { kind: 'key', recipient }),
      shareFileFiles: await sealed(kept?.shareFileFiles, { kind: 'key', recipient }, [{ ...FILE, bytes }]),
    },
  };
}

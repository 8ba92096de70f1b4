// A log in a folder, as `nt2 log export` writes it, that says which pages are served.

import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { formatLogEvent } from '../../src/crypto/events/event.ts';
import { signerFromSeed } from '../../src/crypto/note/signer.ts';
import { signCheckpoint, type VerifierKey } from '../../src/crypto/tlog/checkpoint.ts';
import { rootOf } from '../../src/crypto/tlog/merkle.ts';
import { memoryLog } from '../crypto/tlog/support.ts';

const ORIGIN = 'nt2.example.com/nt2/log/d7zp23';
const AT = Date.UTC(2026, 10, 20, 16);

export const named = (list: string, log = ORIGIN): string =>
  formatLogEvent({ type: 'pages', log, at: AT, lines: [['hash', createHash('sha256').update(list).digest('base64')]] });
export const keyOf = async (seed = 1): Promise<VerifierKey> => ({
  name: ORIGIN,
  publicKey: (await signerFromSeed(new Uint8Array(32).fill(seed))).publicKey,
});

/** A folder as nt2 log export writes it. */
export async function exportLog(folder: string, leaves: readonly string[]): Promise<string> {
  const log = memoryLog();
  await log.append(leaves.map((text) => Buffer.from(text)));
  for (const [path, bytes] of log.files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  }
  const { size } = log.frontier();
  const key = await signerFromSeed(new Uint8Array(32).fill(1));
  writeFileSync(
    join(folder, 'checkpoint'),
    await signCheckpoint({ origin: ORIGIN, size, root: rootOf(log.frontier()), extensions: [] }, key),
  );
  return folder;
}

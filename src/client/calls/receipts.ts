// Receipts, the log's keys, and what ties two checkpoints together, as the server has them. All of it is checked before it is believed.

import { request, type Connection } from '../wire/connection.ts';
import { hashB64, decodeBase64, type Bytes } from '../../crypto/bytes.ts';
import type { Answer } from '../wire/answer.ts';
import { asJson } from '../wire/json.ts';

export interface ReceiptFile {
  readonly text: string;
  /** Types of events that the log has not signed yet. */
  readonly waiting: readonly string[];
  /** The SSH signature over it; null when the server has gone on meanwhile. */
  readonly signature: string | null;
}

const TRIES = 3;
const TEXT = { headers: { accept: 'text/plain' } };

/** The text with the signature over that very text. */
export async function fetchReceipt(connection: Connection, share: string): Promise<Answer<ReceiptFile>> {
  const at = `/api/shares/${share}/receipt`;
  for (let tried = 1; ; tried += 1) {
    const text = await request(connection, at, TEXT, async (response) => ({
      text: await response.text(),
      waiting: (response.headers.get('nt2-waiting') ?? '').split(', ').filter((type) => type !== ''),
    }));
    if (!text.ok) return text;
    const signed = await request(connection, `${at}.sig`, TEXT, async (response) => ({
      signature: await response.text(),
      of: response.headers.get('nt2-receipt'),
    }));
    const fits = signed.ok && signed.value.of === hashB64(text.value.text);
    if (fits || tried === TRIES) return { ok: true, value: { ...text.value, signature: fits ? signed.value.signature : null } };
  }
}

/** The keys of a log as this server publishes them, as vkeys. */
export function fetchKeys(connection: Connection, tag: string): Promise<Answer<readonly string[]>> {
  return request(connection, `/.well-known/nt2/keys?tag=${tag}`, {}, async (response) => {
    const vkeys = asJson(await response.json())?.['vkeys'];
    return Array.isArray(vkeys) && vkeys.every((vkey) => typeof vkey === 'string') ? vkeys : null;
  });
}

/** Hashes between two sizes of the log of a share. */
export function fetchConsistency(
  connection: Connection,
  { share, from, to }: { readonly share: string; readonly from: number; readonly to: number },
): Promise<Answer<readonly Bytes[]>> {
  return request(connection, `/api/shares/${share}/consistency?from=${from}&to=${to}`, TEXT, async (response) => {
    const hashes = (await response.text()).split('\n').slice(0, -1).map(decodeBase64);
    return hashes.every((hash) => hash !== null) ? hashes : null;
  });
}

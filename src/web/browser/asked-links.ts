// The secret in the link of a request, with the keys that the link names, in the browser that made it: shown again until it is answered. It
// lets its holder put an answer in, and reads nothing.

import { encodeBase64 } from '../../crypto/bytes.ts';
import { newRequestSecret } from '../../crypto/keys/request-link.ts';
import * as db from './db.ts';

export interface AskedLink {
  /** base64, 16 bytes. */
  readonly secret: string;
  /** base64 of the device key, and the recipient key, as this browser made them: no server is asked. */
  readonly device: string;
  readonly key: string;
  /** Epoch ms: the request is over by then. */
  readonly until: number;
}

const PREFIX = 'asked:';
/** A clock of this browser may be wrong by so much. */
const GRACE_MS = 24 * 3_600_000;

/** Null when this browser did not make it. */
export async function loadAskedLink(share: string): Promise<AskedLink | null> {
  return ((await db.get(`${PREFIX}${share}`)) as AskedLink | undefined) ?? null;
}

/** The same one however often the press is repeated. @throws DOMException when this browser does not keep it. */
export async function getOrCreateAskedLink(share: string, made: Omit<AskedLink, 'secret'>): Promise<AskedLink> {
  await db.removeWhere(PREFIX, (kept) => (kept as AskedLink).until < Date.now() - GRACE_MS);
  const fresh: AskedLink = { ...made, secret: encodeBase64(newRequestSecret()) };
  return (await db.putIfAbsent(`${PREFIX}${share}`, fresh)) as AskedLink;
}

export async function forgetAskedLink(share: string): Promise<void> {
  await db.remove(`${PREFIX}${share}`);
}

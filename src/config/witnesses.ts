// The witnesses of the logs, as their setting names them.

import { NEVER, type RefinementCtx } from 'zod';
import type { VerifierKey } from '../crypto/tlog/checkpoint.ts';
import { parseWitnessKey } from '../crypto/tlog/cosignature.ts';

export interface WitnessAddress {
  readonly key: VerifierKey;
  /** Where it takes checkpoints, with a slash at its end. */
  readonly url: string;
}

/** A checkpoint has room for so many lines besides the log's own. */
const MOST = 8;
const FORM = 'must be the key of a witness and its address, as <name+hash+key> https://…, and a comma before the next one.';

export function witnessAddresses(text: string, context: RefinementCtx): readonly WitnessAddress[] {
  const parts = text.split(',').map((part) => part.trim());
  const found = text.trim() === '' ? [] : parts.map(parseOne);
  const known = found.filter((one) => one !== null);
  const distinct = new Set(known.map(({ key }) => key.publicKey)).size;
  if (known.length === found.length && distinct === known.length && known.length <= MOST) return known;
  context.addIssue(known.length < found.length ? FORM : `must name up to ${MOST} witnesses, each once.`);
  return NEVER;
}

function parseOne(part: string): WitnessAddress | null {
  const [vkey = '', address = '', ...more] = part.split(/\s+/);
  const key = parseWitnessKey(vkey);
  if (key === null || more.length > 0 || !URL.canParse(address)) return null;
  const { protocol, href, username, search, hash } = new URL(address);
  if (!/^https?:$/.test(protocol) || username !== '' || search !== '' || hash !== '') return null;
  return { key, url: href.endsWith('/') ? href : `${href}/` };
}

// The keys that sign a tenant's log, one for each year, all derived from the server's `log` key. The root secret is enough to make each of them.

import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { toBytes, encodeUtf8 } from '../bytes.ts';
import type { Signer } from '../note/signer.ts';
import { signerFromSeed } from '../note/signer.ts';

/** Name of the log, origin of its checkpoints and name of its keys: `H/nt2/log/<tag>`. */
export function logName(host: string, tag: string): string {
  return `${host}/nt2/log/${tag}`;
}

/** A log that could not be continued goes on as a new generation, `H/nt2/log/<tag>/2` and so on. */
export function generationName(log: string, generation: number): string {
  return generation === 1 ? log : `${log}/${generation}`;
}

/** Host, tag and generation in a log's name; null when it is not one. */
export function parseLogName(name: string): { readonly host: string; readonly tag: string; readonly generation: number } | null {
  const [, host, tag, line = '1'] = /^([^\s+]+)\/nt2\/log\/([a-z2-7]{6})(?:\/([2-9]|[1-9]\d{1,3}))?$/.exec(name) ?? [];
  return host === undefined || tag === undefined ? null : { host, tag, generation: Number(line) };
}

/**
 * The key of one tenant and year (UTC): Ed25519 from HKDF-SHA256(`seed`, info "nt2/v1/log/<tag>/<year>").
 * @param seed `ServerKeys.log`
 * @throws RangeError when seed, tag or year are not of their form.
 */
export function logKey({ seed, tag, year }: { readonly seed: Uint8Array; readonly tag: string; readonly year: number }): Promise<Signer> {
  if (!/^[a-z2-7]{6}$/.test(tag) || !Number.isInteger(year) || year < 2_000 || year > 9_999) throw new RangeError('not a key of a log');
  return signerFromSeed(hkdf(sha256, toBytes(seed, 32), undefined, encodeUtf8(`nt2/v1/log/${tag}/${year}`), 32));
}

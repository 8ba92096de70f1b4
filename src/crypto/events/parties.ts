// Who a share is between, as a salted hash in the log and an opening that is kept apart and can be erased.

import { toBytes, hashB64, type Salt } from '../bytes.ts';

export interface Parties {
  /** `platform:tenant:user`. */
  readonly sender: string;
  /** Null when the share is for the holder of the link. */
  readonly recipient: string | null;
  readonly platform: string;
  readonly label: string;
}

/** The opening: JSON with its keys in one order. */
export function formatParties({ sender, recipient, platform, label }: Parties): string {
  return JSON.stringify({ sender, recipient, platform, label });
}

/** Reads an opening; null when it is not exactly what `formatParties` writes. */
export function parseParties(opening: string): Parties | null {
  try {
    const parties = JSON.parse(opening) as Parties;
    const strings = [parties.sender, parties.platform, parties.label, parties.recipient ?? ''] as unknown[];
    return strings.every((s) => typeof s === 'string') && formatParties(parties) === opening ? parties : null;
  } catch {
    return null;
  }
}

/** base64 SHA-256(salt opening), salt of 32 bytes. */
export function partiesHash(salt: Salt, opening: string): string {
  return hashB64(toBytes(salt, 32), opening);
}

// Who a share is between, as a salted hash in the log and an opening that is kept apart and can be erased.

import { bytesOf, concat, hashB64, utf8, type Salt } from '../bytes.ts';

export interface Parties {
  /** `platform:tenant:user`. */
  readonly sender: string;
  /** Null for whoever holds the link. */
  readonly recipient: string | null;
  readonly platform: string;
  readonly label: string;
}

/** The opening: JSON with its keys in one order. */
export function partiesOpening({ sender, recipient, platform, label }: Parties): string {
  return JSON.stringify({ sender, recipient, platform, label });
}

/** Reads an opening; null when it is not exactly what `partiesOpening` writes. */
export function readParties(opening: string): Parties | null {
  try {
    const parties = JSON.parse(opening) as Parties;
    const strings = [parties.sender, parties.platform, parties.label, parties.recipient ?? ''] as unknown[];
    return strings.every((s) => typeof s === 'string') && partiesOpening(parties) === opening ? parties : null;
  } catch {
    return null;
  }
}

/** base64 SHA-256(salt opening), salt of 32 bytes. */
export function partiesHash(salt: Salt, opening: string): string {
  return hashB64(concat(bytesOf(salt, 32), utf8(opening)));
}

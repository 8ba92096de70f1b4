// Who a share is between, and its label: salted hashes in the log, and openings that are kept apart and can be erased.

import { hashB64, isBase64, toBytes, type Salt } from '../bytes.ts';

export interface Parties {
  /** `platform:tenant:user`. */
  readonly sender: string;
  /** Null when the share is for the holder of the link. */
  readonly recipient: string | null;
  readonly platform: string;
  /** In version 1. Null in version 2. */
  readonly label: string | null;
  /** In version 2: the hash of the label's own opening, so that the label can be erased and the people stay proven. Null in version 1. */
  readonly labelHash: string | null;
}

/** The opening: JSON with its keys in one order. */
export function formatParties({ sender, recipient, platform, label, labelHash }: Parties): string {
  return JSON.stringify({ sender, recipient, platform, ...(labelHash === null ? { label } : { labelHash }) });
}

/** Reads an opening of either version; null when it is not exactly what `formatParties` writes. */
export function parseParties(opening: string): Parties | null {
  const { sender, recipient, platform, label = null, labelHash = null } = (parseJson(opening) ?? {}) as Partial<Parties>;
  const strings = [sender, platform, recipient ?? '', label ?? labelHash].every((one) => typeof one === 'string');
  if (!strings || (labelHash !== null && !isBase64(labelHash, 32))) return null;
  const parties = { sender, recipient, platform, label, labelHash } as Parties;
  return formatParties(parties) === opening ? parties : null;
}

/** The opening of a label: JSON too. */
export function formatLabel(label: string): string {
  return JSON.stringify({ label });
}

/** Null when it is not exactly what `formatLabel` writes. */
export function parseLabel(opening: string): string | null {
  const label = (parseJson(opening) as { readonly label?: unknown } | null)?.label;
  return typeof label === 'string' && formatLabel(label) === opening ? label : null;
}

/** The opening of who approved a share, or refused to: JSON too. */
export function formatApprover(approver: string): string {
  return JSON.stringify({ approver });
}

/** Null when it is not exactly what `formatApprover` writes. */
export function parseApprover(opening: string): string | null {
  const approver = (parseJson(opening) as { readonly approver?: unknown } | null)?.approver;
  return typeof approver === 'string' && formatApprover(approver) === opening ? approver : null;
}

/** base64 SHA-256(salt opening), salt of 32 bytes. */
export function openingHash(salt: Salt, opening: string): string {
  return hashB64(toBytes(salt, 32), opening);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

// Checks what a browser signed: one text, one signature of its device, about this share, at about this time.

import { deviceName } from '../../crypto/keys/device.ts';
import { verifyNote } from '../../crypto/note/note.ts';
import { limits } from '../limits.ts';
import type { Clock } from '../ports/clock.ts';
import { ok, refuse, type Result } from '../refusal.ts';
import type { ShareDetails } from '../share.ts';

export interface VerifyDeps {
  /** H, the host of the public address: part of every key name. */
  readonly host: string;
  readonly clock: Clock;
}

/** What a signature is checked against. Fixed when the share is created, so what was verified once stays true. */
export type SignedShare = Pick<ShareDetails, 'id' | 'mode'>;

interface Facts {
  readonly share: string;
  readonly at: number;
  readonly device: string | null;
}

export async function verifyStatement<T extends Facts>(
  deps: VerifyDeps,
  share: SignedShare,
  { note, device, parse }: { readonly note: string; readonly device: string; readonly parse: (text: string) => T | null },
): Promise<Result<T>> {
  const name = nullIfMalformed(() => deviceName(deps.host, device));
  const text = name === null ? null : await verifyNote({ note, name, publicKey: device });
  const facts = text === null ? null : parse(text);
  if (facts?.share !== share.id || facts.device !== device) return refuse('proof.failed');
  return isTimely(deps, facts.at) ? ok(facts) : refuse('proof.stale');
}

export function isTimely({ clock }: VerifyDeps, at: number): boolean {
  return Math.abs(at - clock()) <= limits.clockToleranceMs;
}

/** Null when a salt or a key is malformed: it matches no name and no commitment. */
export function nullIfMalformed(make: () => string): string | null {
  try {
    return make();
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

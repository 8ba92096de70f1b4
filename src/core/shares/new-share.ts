// A share before its first commit: version 0, and no message sent.

import { encodeBase64 } from '../../crypto/bytes.ts';
import { formatEvent } from '../../crypto/events/event.ts';
import { formatLabel, formatParties, openingHash } from '../../crypto/events/parties.ts';
import { isMachine } from '../../crypto/share-terms.ts';
import { limits } from '../limits.ts';
import type { Random } from '../ports/clock.ts';
import { ok, refuse, type Result } from '../refusal.ts';
import { type Asked, type Kind, type Mode, type Person, type PolicyTerms, type Share, type ShareDetails, type ShareId } from '../share.ts';
import { normalizeLine } from '../text-safety.ts';
import type { PolicyFacts } from './apply-policy.ts';
import { nullIfMalformed } from './verify-statement.ts';

/** What the sender chooses, whichever way the share comes about. */
export interface ShareWish extends PolicyFacts {
  readonly sender: Person;
  /** `platform:tenant`. */
  readonly tenant: string;
  readonly mode: Mode;
  readonly kind: Kind;
  readonly label: string;
  readonly note: string;
}

export interface NewShare
  extends
    Omit<ShareWish, keyof PolicyFacts>,
    Pick<ShareDetails, 'id' | 'recipient' | 'entry' | 'via' | 'place' | 'createdAt' | 'expiresAt'> {
  readonly salts: OpeningSalts;
  readonly together?: readonly ShareId[] | undefined;
  /** Of a request. */
  readonly asked?: Pick<Asked, 'of' | 'fields'>;
  /** Null: there is no policy. */
  readonly terms: PolicyTerms | null;
}

/** base64, 32 bytes each. Null: a program that knows openings of version 1 alone, in which names and label stand together. */
export interface OpeningSalts {
  readonly parties: string;
  readonly label: string | null;
}

export function newSalts(random: Random): OpeningSalts {
  const bytes = random(64);
  return { parties: encodeBase64(bytes.subarray(0, 32)), label: encodeBase64(bytes.subarray(32)) };
}

export function newShare(input: NewShare): Result<Share> {
  const { id, mode, entry, via, kind, sender, recipient, place, createdAt, expiresAt, asked, together, terms, salts } = input;
  // It receives, and begins nothing: nobody is there to say what for.
  if (isMachine((asked === undefined ? sender : (recipient ?? sender)).key)) return refuse('person.refused', { field: 'sender' });
  // Nobody tells it a passphrase.
  if (recipient !== null && isMachine(recipient.key) && mode !== 'sealed') return refuse('input.invalid', { field: 'mode' });
  const label = normalizeLine(input.label, limits.label);
  if (label === null) return refuse('input.invalid', { field: 'label' });
  const note = normalizeLine(input.note, limits.note);
  if (note === null) return refuse('input.invalid', { field: 'note' });
  const wait = expiresAt - createdAt;
  if (wait < limits.expiry.min || wait > limits.expiry.max) return refuse('input.expiry', { field: 'expires' });
  const people = { sender: sender.key, recipient: recipient?.key ?? null, platform: input.tenant };
  const labelHash = salts.label === null ? null : saltedHash(salts.label, formatLabel(label));
  // With one salt for both, a reader of the names could test guesses of an erased label.
  if (salts.label !== null && (labelHash === null || salts.label === salts.parties)) return refuse('input.invalid', { field: 'labelSalt' });
  const opening = formatParties({ ...people, label: labelHash === null ? label : null, labelHash });
  const parties = saltedHash(salts.parties, opening);
  if (parties === null) return refuse('input.invalid', { field: 'partiesSalt' });
  const created = formatEvent({
    type: 'created',
    share: id,
    at: createdAt,
    by: 'server',
    lines: [
      ['mode', mode],
      ['entry', entry],
      ['via', via],
      ...(asked ? [['asked', asked.of] as const] : []),
      ['expires', new Date(expiresAt).toISOString()],
      ['parties', parties],
    ],
  });
  return ok({
    id,
    mode,
    entry,
    via,
    kind,
    label,
    note,
    sender,
    recipient,
    place,
    createdAt,
    expiresAt,
    parties: { salt: salts.parties, opening, ...(salts.label !== null && { labelSalt: salts.label }) },
    created,
    version: 0,
    state: { status: 'offered', payload: null },
    surfaces: {},
    unreachable: [],
    bellAt: 0,
    knockAt: 0,
    outbox: [],
    ...(together && { together }),
    ...(terms && { terms }),
    ...(asked && { asked: { ...asked, gate: null, remindedAt: 0, reason: '' } }),
  });
}

/** Null: the salt is not of its form. */
const saltedHash = (salt: string, opening: string): string | null => nullIfMalformed(() => openingHash(salt, opening));

// How a share begins: from chat or a session (offered), or by a program that brings everything sealed.

import { encodeBase64, encodeBase32 } from '../../crypto/bytes.ts';
import { formatEvent } from '../../crypto/events/event.ts';
import { partiesHash, formatParties } from '../../crypto/events/parties.ts';
import { transition, type Change } from '../lifecycle/transitions.ts';
import { decide } from '../lifecycle/decide.ts';
import { limits } from '../limits.ts';
import type { Random } from '../ports/clock.ts';
import type { TenantTags } from '../ports/tenant-tags.ts';
import { ok, refuse, type Result } from '../refusal.ts';
import {
  isLink,
  isShareId,
  type Entry,
  type Kind,
  type Mode,
  type Person,
  type Place,
  type Share,
  type ShareDetails,
  type ShareId,
  type Via,
} from '../share.ts';
import { normalizeLine } from '../text-safety.ts';
import { verifySeal, type VerifyContext, type SealInput } from './verify-request.ts';

interface ShareWish {
  readonly sender: Person;
  /** `platform:tenant`. */
  readonly tenant: string;
  readonly mode: Mode;
  readonly kind: Kind;
  readonly label: string;
  readonly note: string;
}

export interface CreateInput extends ShareWish {
  readonly recipient: Person | null;
  readonly entry: Entry;
  readonly via: Via;
  readonly place: Place | null;
  readonly expiresInMs: number;
}

export interface CreateSealedInput extends ShareWish {
  readonly id: string;
  readonly mode: 'link' | 'link+words';
  readonly createdAt: number;
  readonly expiresAt: number;
  /** base64, 32 bytes. */
  readonly partiesSalt: string;
  readonly seal: SealInput;
}

export interface CreateDeps {
  readonly tenantTags: TenantTags;
  readonly random: Random;
  readonly modalEntry: boolean;
}

/** A share that waits for secret and recipient. */
export function buildShare(maker: CreateDeps, now: number, input: CreateInput): Result<Change> {
  if (isLink(input.mode) !== (input.recipient === null)) return refuse('input.invalid', { field: 'recipient' });
  if (input.recipient?.key === input.sender.key) return refuse('person.refused', { field: 'recipient' });
  if (input.entry === 'modal' && !maker.modalEntry) return refuse('entry.off');
  if (input.entry === 'modal' && isLink(input.mode)) return refuse('input.invalid', { field: 'entry' });
  if (!Number.isSafeInteger(input.expiresInMs)) return refuse('input.expiry', { field: 'expires' });
  const id = (maker.tenantTags.tagOf(input.tenant) + encodeBase32(maker.random(16))) as ShareId;
  const made = offered(input, { id, createdAt: now, expiresAt: now + input.expiresInMs, salt: encodeBase64(maker.random(32)) });
  if (!made.ok) return made;
  const share = made.value;
  return ok(transition(share, share.state, { leaves: [share.created], surfaces: 'all' }));
}

/** A link share that arrives sealed: created and sealed in one commit. The program has chosen id and times, so that its capsule can name them. */
export async function buildSealedShare(maker: CreateDeps, checks: VerifyContext, input: CreateSealedInput): Promise<Result<Change>> {
  if (!isShareId(input.id) || !input.id.startsWith(maker.tenantTags.tagOf(input.tenant))) return refuse('input.invalid', { field: 'id' });
  if (!Number.isSafeInteger(input.createdAt) || Math.abs(input.createdAt - checks.now) > limits.clockToleranceMs) {
    return refuse('proof.stale', { field: 'createdAt' });
  }
  if (!Number.isSafeInteger(input.expiresAt)) return refuse('input.expiry', { field: 'expires' });
  if (input.seal.payload === null) return refuse('input.invalid', { field: 'payload' });
  const wish: CreateInput = {
    ...input,
    recipient: null,
    entry: 'page',
    via: 'api',
    place: null,
    expiresInMs: input.expiresAt - input.createdAt,
  };
  const made = offered(wish, { id: input.id, createdAt: input.createdAt, expiresAt: input.expiresAt, salt: input.partiesSalt });
  if (!made.ok) return made;
  const checked = await verifySeal(checks, made.value, input.seal);
  if ('ok' in checked) return checked;
  const { refusal, change } = decide(
    made.value,
    { kind: 'seal', by: input.sender.key, seal: checked.seal, for: checked.for, leaf: input.seal.note },
    { now: checks.now, storage: 'unsaid' },
  );
  if (refusal !== null || change === null) return refusal ?? refuse('share.exists');
  return ok({
    ...change,
    leaves: [made.value.created, ...change.leaves],
    ciphertext: { capsule: input.seal.capsule, payload: input.seal.payload },
  });
}

/** The share before its first commit: version 0, nobody told. */
function offered(input: CreateInput, at: { id: ShareId; createdAt: number; expiresAt: number; salt: string }): Result<Share> {
  const label = normalizeLine(input.label, limits.label);
  if (label === null) return refuse('input.invalid', { field: 'label' });
  const note = normalizeLine(input.note, limits.note);
  if (note === null) return refuse('input.invalid', { field: 'note' });
  const wait = at.expiresAt - at.createdAt;
  if (wait < limits.expiry.min || wait > limits.expiry.max) return refuse('input.expiry', { field: 'expires' });
  const opening = formatParties({
    sender: input.sender.key,
    recipient: input.recipient?.key ?? null,
    platform: input.tenant,
    label,
  });
  const parties = openedBy(at.salt, opening);
  if (parties === null) return refuse('input.invalid', { field: 'partiesSalt' });
  const head: ShareDetails = {
    id: at.id,
    mode: input.mode,
    entry: input.entry,
    via: input.via,
    kind: input.kind,
    label,
    note,
    sender: input.sender,
    recipient: input.recipient,
    place: input.place,
    createdAt: at.createdAt,
    expiresAt: at.expiresAt,
    parties: { salt: at.salt, opening },
    created: formatEvent({
      type: 'created',
      share: at.id,
      at: at.createdAt,
      by: 'server',
      lines: [
        ['mode', input.mode],
        ['entry', input.entry],
        ['via', input.via],
        ['expires', new Date(at.expiresAt).toISOString()],
        ['parties', parties],
      ],
    }),
  };
  return ok({
    ...head,
    version: 0,
    state: { status: 'offered', payload: null },
    surfaces: {},
    unreachable: [],
    bellAt: 0,
    knockAt: 0,
    outbox: [],
  });
}

function openedBy(salt: string, opening: string): string | null {
  try {
    return partiesHash(salt, opening);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

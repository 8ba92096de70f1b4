// Shares and commits for tests of the stores: shaped like the real ones, decided by nobody.

import { randomBytes } from 'node:crypto';
import type { Commit } from '../../src/core/ports/share-store.ts';
import type { PersonKey, Seal, Share, ShareId, State, TenantTag } from '../../src/core/share.ts';

const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';
const HOUR = 3_600_000;

export const tag = (text = 'aaaaaa'): TenantTag => text as TenantTag;
export const person = (text: string): PersonKey => text as PersonKey;

export function newId(of = 'aaaaaa'): ShareId {
  return (of + Array.from(randomBytes(26), (byte) => BASE32[byte & 31]).join('')) as ShareId;
}

export const seal: Seal = {
  at: 1,
  ackHash: 'YWNr',
  capsuleHash: 'Y2Fw',
  payloadHash: 'cGF5',
  payloadSize: 4_096,
  scryptSalt: null,
  openers: [{ proof: 'link', key: 'a2V5', salt: 'c2FsdA==' }],
  device: 'ZGV2aWNl',
  statement: 'nt2/event/v1\n',
};

export function aShare(id: ShareId = newId(), now = Date.now()): Share {
  return {
    id,
    mode: 'link',
    entry: 'page',
    via: 'chat',
    kind: 'credential',
    label: 'Stripe webhook key',
    note: '',
    sender: { key: person('playground:t:ann'), name: 'Ann' },
    recipient: null,
    place: null,
    createdAt: now,
    expiresAt: now + HOUR,
    parties: { salt: 'c2FsdA==', opening: '{}' },
    created: 'nt2/event/v1\n',
    version: 1,
    state: { status: 'ready', seal, acceptance: null, failures: 0 },
    surfaces: {},
    unreachable: [],
    bellAt: 0,
    knockAt: 0,
    outbox: [],
  };
}

export function commitOf(share: Share, more: Partial<Commit> = {}): Commit {
  return {
    share,
    leaves: [`leaf ${share.version} of ${share.id}\n`],
    ciphertext: {},
    dueAt: share.state.status === 'ended' ? null : share.expiresAt,
    outboxAt: null,
    at: Date.now(),
    ciphertextUntil: share.expiresAt + 60_000,
    shareUntil: share.expiresAt + 24 * HOUR,
    boardUntil: share.expiresAt + 24 * HOUR,
    quotaSets: { add: [], remove: [] },
    bytes: [],
    unlessBlocked: null,
    listFor: [],
    deliveries: null,
    evidence: null,
    releasesCapsule: false,
    ...more,
  };
}

export function next(share: Share, state: State): Share {
  return { ...share, version: share.version + 1, state };
}

export function claimOf(share: Share, device: string, now = Date.now()): Commit {
  const claim = { at: now, device, leaseUntil: now + 120_000, lease: 'bGVhc2U=', proofs: [] };
  const claimed = next(share, { status: 'claimed', seal, acceptance: null, claim });
  return commitOf(claimed, { releasesCapsule: true, dueAt: claim.leaseUntil });
}

export function endOf(share: Share, now = Date.now()): Commit {
  const ended = next(share, { status: 'ended', cause: 'delivered', at: now, claim: null, acceptance: null, seal });
  return commitOf(ended, { ciphertext: { capsule: null, payload: null } });
}

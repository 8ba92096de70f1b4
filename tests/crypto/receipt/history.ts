// The steps of a share's history, each as the leaf that a log holds of it, and what an auditor says of such a history.

import { ackHash } from '../../../src/crypto/events/ack.ts';
import { toRecipient } from '../../../src/crypto/age/recipients.ts';
import { encodeBase64, encodeBase64Url } from '../../../src/crypto/bytes.ts';
import { formatEvent } from '../../../src/crypto/events/event.ts';
import { formatAccepted, formatClaimed, formatDelivered, formatSealed } from '../../../src/crypto/events/statements.ts';
import { parseLeaf, type ParsedEvent } from '../../../src/crypto/receipt/parsed-event.ts';
import { replayEvents } from '../../../src/crypto/receipt/replay.ts';
import type { Cause, Mode, Share } from '../../../src/core/share.ts';
import { NOW, offered } from '../../core/fixtures.ts';

export const hash = (n: number): string => encodeBase64(new Uint8Array(32).fill(n));
export const [HERS, HIS, OTHER] = [hash(1), hash(2), hash(3)];
export const LEASE = hash(7);
export const ACK = encodeBase64Url(new Uint8Array(32).fill(4));
export const ACK_HASH = ackHash(ACK) as string;
export const keyOf = (device: string): string => toRecipient(Buffer.from(device, 'base64'));
export const proofs = (mode: Mode) =>
  (['link', 'words'] as const).filter((proof) => mode.includes(proof)).map((proof) => ({ proof, commitment: hash(5) }));

export function shareOf(mode: Mode): Share {
  const share = offered(mode);
  const lines = [
    ['mode', mode],
    ['entry', share.entry],
    ['via', share.via],
    ['expires', new Date(share.expiresAt).toISOString()],
    ['parties', hash(6)],
  ] as const;
  return { ...share, created: formatEvent({ type: 'created', share: share.id, at: share.createdAt, by: 'server', lines }) };
}

/** One step of a history, as its leaf: each a minute after the one before. */
export type Step = (id: string, at: number) => string;
const server =
  (
    type: 'created' | 'entered' | 'accepted' | 'refused' | 'ended' | 'notified' | 'extended' | 'asked-approval' | 'approval',
    ...lines: (readonly [string, string])[]
  ): Step =>
  (share, at) =>
    formatEvent({ type, share, at, by: 'server', lines });
/** `asked`: of a request. */
export const created = (mode: Mode, entry = 'page', asked: 'person' | 'link' | null = null): Step =>
  server(
    'created',
    ['mode', mode],
    ['entry', entry],
    ['via', 'chat'],
    ...(asked === null ? [] : [['asked', asked] as const]),
    ['expires', new Date(NOW + 3_600_000).toISOString()],
    ['parties', hash(6)],
  );
export const entered = server('entered', ['payload', hash(9)], ['size', '1']);
/** From the beginning of the share on. */
export const extended = (ms: number): Step => server('extended', ['expires', new Date(NOW + ms).toISOString()]);
export const told = server('notified', ['surface', 'place'], ['message', 'refused']);
export const pressed = server('accepted', ['evidence', hash(7)]);
export const refused = (what: string, count = 1): Step => server('refused', ['what', what], ['count', String(count)]);
export const ended = (cause: Cause): Step => server('ended', ['cause', cause], ['storage', 'x']);
/** A second person is asked whether it may be told, and what came of it. */
export const askedApproval = (ms = 1_800_000): Step =>
  server('asked-approval', ['approvers', '2'], ['until', new Date(NOW + ms).toISOString()]);
export const approval = (answer: 'given' | 'refused' | 'expired'): Step =>
  answer === 'expired' ? server('approval', ['answer', answer]) : server('approval', ['answer', answer], ['approver', hash(7)]);
export const accepted =
  (device: string, key: string | null = keyOf(device)): Step =>
  (share, at) =>
    formatAccepted({ share, at, device, key });
export const sealed =
  (mode: Mode, { by = HERS, to = keyOf(HIS), ahead = null }: { by?: string | null; to?: string; ahead?: string | null } = {}): Step =>
  (share, at) =>
    formatSealed({
      share,
      at,
      for: mode.startsWith('sealed') ? to : mode.startsWith('link') ? 'link' : 'words',
      prekey: ahead === null ? null : { device: ahead, hash: hash(4) },
      capsule: hash(8),
      payload: hash(9),
      size: 1,
      ack: ACK_HASH,
      salt: mode.endsWith('words') ? encodeBase64(new Uint8Array(16)) : null,
      openers: proofs(mode),
      device: by,
    });
export const claimed =
  (mode: Mode, device = HIS, lease: string | null = LEASE): Step =>
  (share, at) =>
    formatClaimed({ share, at, device, lease, proofs: proofs(mode) });
export const delivered =
  (device = HIS, ack = ACK): Step =>
  (share, at) =>
    formatDelivered({ share, at, device, ack });

export function judge(steps: readonly Step[], whole = true): string {
  const { id } = shareOf('sealed');
  const events = steps.map((step, n) => parseLeaf(step(id, NOW + n * 60_000))?.facts as ParsedEvent);
  const result = replayEvents({ share: id, events, whole });
  return result.ok ? 'ok' : `${result.code} ${result.event}`;
}

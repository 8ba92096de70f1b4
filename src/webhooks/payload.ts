// What a receiver gets: which step of which share, and its facts. Never a link, a key, a note or a name; the label only where the operator
// has switched it on. docs/webhooks.schema.json is made from these schemas.

import * as z from 'zod';
import type { OUTSIDE_TYPES, OutsideEvent } from '../core/shares/outside-events.ts';
import { ASKED, CAUSES, ENTRIES, KINDS, MODES, VIAS, type Person, type Share, type ShareId } from '../core/share.ts';
import { ERASED_PERSON } from '../core/lifecycle/transitions.ts';

const time = z.iso.datetime({ precision: 3 });
const personKey = z.string().describe('platform:tenant:user. Null: the holder of a link, or a person who was erased.').nullable();

const details = z.strictObject({
  mode: z.enum(MODES),
  entry: z.enum(ENTRIES),
  via: z.enum(VIAS),
  kind: z.enum(KINDS),
  asked: z.enum(ASKED).describe('Of a request: whom the recipient asked.').nullable(),
  sender: personKey,
  recipient: personKey,
  created: time,
  expires: time,
  label: z.string().describe('Only with NT2_WEBHOOK_LABELS.').optional(),
});

const step = {
  share: z.string().regex(/^[a-z2-7]{32}$/),
  version: z.int().positive().describe('Grows from event to event of a share.'),
  details: details.describe('Null: the share is no longer remembered.').nullable(),
};
const plain = z.strictObject(step);

const DATA = {
  'share.created': plain,
  'share.accepted': plain,
  'share.sealed': plain,
  'share.opened': plain,
  'share.delivered': plain,
  'share.ended': z.strictObject({ ...step, cause: z.enum(CAUSES) }),
  'share.refused': z.strictObject({ ...step, what: z.string(), count: z.int().positive() }),
  'share.not_accepted': plain,
  'share.not_opened': plain,
  'share.expiring': plain,
  'share.extended': z.strictObject({ ...step, expires: time }),
  'share.rotate_soon': z.strictObject({ ...step, due: time }),
  'share.rotation_due': z.strictObject({ ...step, due: time }),
  'share.rotated': z.strictObject({ ...step, due: time }),
} as const satisfies Record<(typeof OUTSIDE_TYPES)[number], z.ZodType>;

const messages = Object.entries(DATA).map(([type, data]) => z.strictObject({ type: z.literal(type), timestamp: time, data }));
const test = z.strictObject({ type: z.literal('webhook.test'), timestamp: time, data: z.strictObject({ endpoint: z.string() }) });

/** Every body that is ever sent. */
export const PAYLOAD = z.union([...messages, test]);

const iso = (at: number): string => new Date(at).toISOString();

/** `share`: as it is at the moment of sending, so that a person who was erased meanwhile is not named; null: it is gone. */
export function formatPayload(
  { type, at, version, facts }: OutsideEvent,
  { id, share, labels }: { readonly id: ShareId; readonly share: Share | null; readonly labels: boolean },
): string {
  const { count, ...words } = facts;
  const data = {
    share: id,
    version,
    details: share && detailsOf(share, labels),
    ...words,
    ...(count !== undefined && { count: Number(count) }),
  };
  return JSON.stringify({ type, timestamp: iso(at), data });
}

export const formatTestPayload = (endpoint: string, at: number): string =>
  JSON.stringify({ type: 'webhook.test', timestamp: iso(at), data: { endpoint } });

function detailsOf(share: Share, labels: boolean): z.output<typeof details> {
  const { mode, entry, via, kind, asked, sender, recipient, createdAt, expiresAt, label } = share;
  return {
    mode,
    entry,
    via,
    kind,
    asked: asked?.of ?? null,
    sender: nameOf(sender),
    recipient: nameOf(recipient),
    created: iso(createdAt),
    expires: iso(expiresAt),
    ...(labels && { label }),
  };
}

const nameOf = (person: Person | null): string | null => (person === null || person.key === ERASED_PERSON ? null : person.key);

// What the API says of a share, read by hand: an answer that is not exactly this is no answer.

import {
  ASKED,
  CAUSES,
  KINDS,
  MODES,
  STATUSES,
  SURFACES,
  type AskedOf,
  type Cause,
  type Entry,
  type Kind,
  type Mode,
  type Status,
  type Surface,
} from '../../crypto/share-terms.ts';
import { asJson } from '../wire/json.ts';

const ROLES = ['sender', 'recipient', 'holder'] as const;

export interface SealView {
  readonly at: number;
  readonly statement: string;
  readonly scryptSalt: string | null;
  readonly payloadSize: number;
  readonly device: string | null;
  readonly prekey: PrekeyView | null;
}

/** A key that a browser of the recipient had left, and that browser's device key in base64. */
export interface PrekeyView {
  readonly device: string;
  readonly key: string;
}

export interface AcceptanceView {
  readonly at: number;
  readonly device: string | null;
  readonly key: string | null;
  readonly note: string | null;
}

/** What makes a share a request. */
export interface AskedView {
  readonly of: AskedOf;
  /** Names of the rows; empty: one value, which the label names. */
  readonly fields: readonly string[];
  readonly reason: string;
  /** The other one has been asked. */
  readonly isSent: boolean;
}

export interface ShareView {
  readonly id: string;
  readonly role: (typeof ROLES)[number];
  /** Counts the changes of this share. */
  readonly version: number;
  readonly status: Status;
  /** The server's clock when it answered, epoch ms. */
  readonly now: number;
  readonly mode: Mode;
  readonly entry: Entry;
  readonly kind: Kind;
  readonly label: string;
  readonly note: string;
  readonly sender: string | null;
  readonly recipient: string | null;
  /** One person, whatever their name. */
  readonly recipientRef: string | null;
  readonly createdAt: number;
  readonly expiresAt: number;
  /** Text of the created event; its hash is the capsule's policy. */
  readonly created: string;
  readonly payload: { readonly hash: string; readonly size: number } | null;
  readonly acceptance: AcceptanceView | null;
  /** To the recipient, before anyone has accepted: the prekey to which the sender may seal it. */
  readonly prekey: PrekeyView | null;
  readonly seal: SealView | null;
  /** base64: what the sender's page says of a link, sealed under its key; for a holder, where there is one. */
  readonly cover: string | null;
  /** Wrong words that are still allowed; null where none are counted. */
  readonly triesLeft: number | null;
  readonly claim: { readonly at: number; readonly leaseUntil: number; readonly device: string } | null;
  readonly cause: Cause | null;
  readonly endedAt: number | null;
  readonly unreachable: readonly Surface[];
  readonly asked: AskedView | null;
  /** To the sender: the ids of the shares that began together, this one among them. Empty: it began alone. */
  readonly together: readonly string[];
  /** To the sender: the names of the rows that the template of the share has. Empty: it has none. */
  readonly fields: readonly string[];
  /** To the sender: nobody else has been told of it. */
  readonly isUntold: boolean;
  /** How many files it has. */
  readonly files: number;
}

export interface ClaimAnswer {
  /** base64 capsule.age. */
  readonly capsule: string;
  /** base64 payload.age; null: fetch it with the claim secret. */
  readonly payload: string | null;
  readonly label: string;
  readonly kind: string;
  readonly note: string;
  readonly sender: string | null;
  /** Until when the files of the share are fetched, epoch ms. Absent: it has none. */
  readonly files?: { readonly until: number } | undefined;
}

const one = <T extends string>(list: readonly T[], value: unknown): T | undefined => list.find((name) => name === value);
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const texts = (value: unknown): string[] => (Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []);
const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null);
const numberOr = <T>(value: unknown, otherwise: T): number | T => (typeof value === 'number' && Number.isFinite(value) ? value : otherwise);

/** Null when anything that a client decides by is missing or unknown. */
export function parseView(value: unknown): ShareView | null {
  const json = asJson(value);
  if (json === null) return null;
  const role = one(ROLES, json['role']);
  const status = one(STATUSES, json['status']);
  const mode = one(MODES, json['mode']);
  const now = numberOr(json['now'], null);
  const expiresAt = numberOr(json['expiresAt'], null);
  if (!role || !status || !mode || now === null || expiresAt === null) return null;
  return {
    id: text(json['id']),
    role,
    version: numberOr(json['version'], 0),
    status,
    mode,
    now,
    expiresAt,
    entry: json['entry'] === 'modal' ? 'modal' : 'page',
    kind: one(KINDS, json['kind']) ?? 'note',
    label: text(json['label']),
    note: text(json['note']),
    sender: textOrNull(json['sender']),
    recipient: textOrNull(json['recipient']),
    recipientRef: textOrNull(json['recipientRef']),
    createdAt: numberOr(json['createdAt'], now),
    created: text(json['created']),
    payload: parsePayload(json['payload']),
    acceptance: parseAcceptance(json['acceptance']),
    prekey: parsePrekey(json['prekey']),
    seal: parseSeal(json['seal']),
    cover: textOrNull(json['cover']),
    triesLeft: numberOr(json['triesLeft'], null),
    claim: parseClaim(json['claim']),
    cause: one(CAUSES, json['cause']) ?? null,
    endedAt: numberOr(json['endedAt'], null),
    asked: parseAsked(json['asked']),
    together: texts(json['together']),
    fields: texts(json['fields']),
    isUntold: json['isUntold'] === true,
    files: numberOr(json['files'], 0),
    unreachable: Array.isArray(json['unreachable']) ? SURFACES.filter((name) => (json['unreachable'] as unknown[]).includes(name)) : [],
  };
}

function parseAsked(value: unknown): AskedView | null {
  const json = asJson(value);
  const of = one(ASKED, json?.['of']);
  if (json === null || of === undefined) return null;
  return { of, fields: texts(json['fields']), reason: text(json['reason']), isSent: json['isSent'] === true };
}

function parsePayload(value: unknown): ShareView['payload'] {
  const json = asJson(value);
  return json && { hash: text(json['hash']), size: numberOr(json['size'], 0) };
}

function parseAcceptance(value: unknown): AcceptanceView | null {
  const json = asJson(value);
  return (
    json && {
      at: numberOr(json['at'], 0),
      device: textOrNull(json['device']),
      key: textOrNull(json['key']),
      note: textOrNull(json['note']),
    }
  );
}

function parseSeal(value: unknown): SealView | null {
  const json = asJson(value);
  if (json === null) return null;
  return {
    at: numberOr(json['at'], 0),
    statement: text(json['statement']),
    scryptSalt: textOrNull(json['scryptSalt']),
    payloadSize: numberOr(json['payloadSize'], 0),
    device: textOrNull(json['device']),
    prekey: parsePrekey(json['prekey']),
  };
}

function parsePrekey(value: unknown): PrekeyView | null {
  const json = asJson(value);
  return json && { device: text(json['device']), key: text(json['key']) };
}

function parseClaim(value: unknown): ShareView['claim'] {
  const json = asJson(value);
  return json && { at: numberOr(json['at'], 0), leaseUntil: numberOr(json['leaseUntil'], 0), device: text(json['device']) };
}

export function parseClaimAnswer(value: unknown): ClaimAnswer | null {
  const json = asJson(value);
  if (json === null || typeof json['capsule'] !== 'string') return null;
  const until = numberOr(asJson(json['files'])?.['until'], null);
  return {
    capsule: json['capsule'],
    payload: textOrNull(json['payload']),
    label: text(json['label']),
    kind: text(json['kind']),
    note: text(json['note']),
    sender: textOrNull(json['sender']),
    ...(until !== null && { files: { until } }),
  };
}

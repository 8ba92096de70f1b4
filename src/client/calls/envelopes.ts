// Break glass: keys, envelopes, askings and their answers.

import type { Answer } from '../wire/answer.ts';
import { post, request, silent, type Connection } from '../wire/connection.ts';
import { asJson } from '../wire/json.ts';
import type { SealedHalf } from '../../crypto/envelope/envelope.ts';
import { parseRows } from './rotations.ts';

export interface LeftKey {
  readonly device: string;
  /** base64 SHA-256 of the key of the person or machine. */
  readonly owner: string;
  readonly person: string;
  readonly name: string;
  readonly isMachine: boolean;
  readonly note: string;
  readonly at: number;
}

export interface LeftKeys {
  readonly tenant: string;
  readonly person: string;
  readonly now: number;
  readonly keys: readonly LeftKey[];
}

export interface EnvelopeView {
  readonly id: string;
  readonly label: string;
  readonly owner: string;
  readonly isOwner: boolean;
  readonly afterMs: number | null;
  readonly seal: number;
  readonly sealedAt: number;
  readonly state: string;
  readonly sealAgain: boolean;
  readonly members: readonly {
    readonly device: string;
    readonly person: string;
    readonly name: string;
    readonly isMachine: boolean;
    readonly isReady: boolean;
  }[];
  readonly asking: {
    readonly n: number;
    readonly isDrill: boolean;
    readonly by: string;
    readonly device: string;
    readonly reason: string;
    readonly at: number;
    readonly step: string;
    readonly dueAt: number | null;
    readonly agreed: string | null;
    readonly refused: string | null;
  } | null;
}

export interface NewSeal {
  readonly id: string;
  readonly seal: number;
  readonly label: string;
  readonly afterMs: number | null;
  readonly real: SealedHalf;
  readonly drill: SealedHalf;
}

export interface Released {
  readonly seal: number;
  readonly half: 'real' | 'drill';
  readonly device: string;
  readonly capsule: string;
  readonly payload: string;
  readonly secret: string;
}

export type EnvelopeWish =
  | { readonly kind: 'ask'; readonly device: string; readonly claim: string; readonly reason: string; readonly drill: boolean }
  | { readonly kind: 'agree' | 'refuse'; readonly n: number }
  | { readonly kind: 'confirm'; readonly secret: string }
  | { readonly kind: 'end' };

const PATH = '/api/envelopes';
const KEYS = '/api/envelope-keys';
const at = (id: string): string => `${PATH}/${encodeURIComponent(id)}`;

// All of these may be sent twice: the server says the same again.
export const fetchEnvelopeKeys = (connection: Connection): Promise<Answer<LeftKeys>> =>
  request(connection, KEYS, {}, async (response) => parseKeys(await response.json()));

export const leaveEnvelopeKey = (
  connection: Connection,
  key: { readonly device: string; readonly name: string; readonly note: string },
): Promise<Answer<null>> => silent(connection, KEYS, { ...post(key), isRepeatable: true });

export const fetchEnvelopes = (connection: Connection): Promise<Answer<readonly EnvelopeView[]>> =>
  request(connection, PATH, {}, async (response) => parseRows(asJson(await response.json())?.['envelopes'], parseEnvelopeView));

export const fetchEnvelope = (connection: Connection, id: string): Promise<Answer<EnvelopeView>> =>
  request(connection, at(id), {}, async (response) => parseEnvelopeView(await response.json()));

export const sealEnvelope = (connection: Connection, seal: NewSeal): Promise<Answer<EnvelopeView>> =>
  request(connection, PATH, { ...post(seal), isRepeatable: true }, async (response) => parseEnvelopeView(await response.json()));

export const changeOneEnvelope = (connection: Connection, id: string, wish: EnvelopeWish): Promise<Answer<EnvelopeView>> =>
  request(connection, at(id), { ...post(wish), isRepeatable: true }, async (response) => parseEnvelopeView(await response.json()));

export const openEnvelope = (connection: Connection, id: string, secret: string): Promise<Answer<Released>> =>
  request(connection, `${at(id)}/open`, { ...post({ secret }), isRepeatable: true }, async (response) =>
    parseReleased(await response.json()),
  );

const isText = (value: unknown): value is string => typeof value === 'string';
const isCount = (value: unknown): value is number => typeof value === 'number';
const textOr = (value: unknown): string | null => (isText(value) ? value : null);

function parseKeys(value: unknown): LeftKeys | null {
  const { tenant, person, now, keys } = asJson(value) ?? {};
  const rows = parseRows(keys, (one): LeftKey | null => {
    const { device, owner, person: who, name, isMachine, note, at: when } = asJson(one) ?? {};
    if (!isText(device) || !isText(owner) || !isText(who) || !isText(name) || !isText(note) || !isCount(when)) return null;
    return { device, owner, person: who, name, isMachine: isMachine === true, note, at: when };
  });
  return isText(tenant) && isText(person) && isCount(now) && rows !== null ? { tenant, person, now, keys: rows } : null;
}

function parseEnvelopeView(value: unknown): EnvelopeView | null {
  const { id, label, owner, isOwner, afterMs, seal, sealedAt, state, sealAgain, members, asking } = asJson(value) ?? {};
  const rows = parseRows(members, (one) => {
    const { device, person, name, isMachine, isReady } = asJson(one) ?? {};
    if (!isText(device) || !isText(person) || !isText(name)) return null;
    return { device, person, name, isMachine: isMachine === true, isReady: isReady === true };
  });
  if (!isText(id) || !isText(label) || !isText(owner) || !isCount(seal) || !isCount(sealedAt) || !isText(state) || rows === null)
    return null;
  return {
    id,
    label,
    owner,
    isOwner: isOwner === true,
    afterMs: isCount(afterMs) ? afterMs : null,
    seal,
    sealedAt,
    state,
    sealAgain: sealAgain === true,
    members: rows,
    asking: asking === null ? null : parseAsking(asking),
  };
}

function parseAsking(value: unknown): EnvelopeView['asking'] {
  const { n, isDrill, by, device, reason, at: when, step, dueAt, agreed, refused } = asJson(value) ?? {};
  if (!isCount(n) || !isText(by) || !isText(device) || !isText(reason) || !isCount(when) || !isText(step)) return null;
  return {
    n,
    isDrill: isDrill === true,
    by,
    device,
    reason,
    at: when,
    step,
    dueAt: isCount(dueAt) ? dueAt : null,
    agreed: textOr(agreed),
    refused: textOr(refused),
  };
}

function parseReleased(value: unknown): Released | null {
  const { seal, half, device, capsule, payload, secret } = asJson(value) ?? {};
  if (!isCount(seal) || (half !== 'real' && half !== 'drill')) return null;
  if (!isText(device) || !isText(capsule) || !isText(payload) || !isText(secret)) return null;
  return { seal, half, device, capsule, payload, secret };
}

// What is to be changed: a person's own list of it, what they say about one, an incident of theirs.

import type { Answer } from '../wire/answer.ts';
import { post, request, silent, type Connection } from '../wire/connection.ts';
import { asJson } from '../wire/json.ts';

export interface OwnRotation {
  readonly id: string;
  readonly label: string;
  readonly kind: string;
  readonly owner: string;
  /** Who has opened it and has no new one. */
  readonly holders: readonly { readonly share: string; readonly name: string }[];
  readonly why: string;
  /** Epoch ms. */
  readonly dueAt: number;
  readonly isOverdue: boolean;
}

export interface OpenedRow {
  readonly share: string;
  readonly label: string;
  readonly kind: string;
  readonly from: string;
  readonly at: number;
  readonly rotation: string;
}

export type RotationWish =
  | { readonly kind: 'done' }
  | { readonly kind: 'snooze'; readonly days: number }
  | { readonly kind: 'owner'; readonly to: string }
  | { readonly kind: 'due'; readonly due: number };

const PATH = '/api/rotations';
const CALENDAR = '/api/calendar';

export const fetchRotations = (connection: Connection): Promise<Answer<readonly OwnRotation[]>> =>
  request(connection, PATH, {}, async (response) => parseRows(asJson(await response.json())?.['rotations'], parseOwn));

export const requestRotation = (connection: Connection, id: string, wish: RotationWish): Promise<Answer<OwnRotation>> =>
  request(connection, `${PATH}/${encodeURIComponent(id)}`, post(wish), async (response) => parseOwn(await response.json()));

export const requestIncident = (connection: Connection, start: boolean): Promise<Answer<readonly OpenedRow[]>> =>
  request(connection, '/api/incidents', post({ start }), async (response) =>
    parseRows(asJson(await response.json())?.['opened'], parseOpened),
  );

/** The address of a calendar feed; the one before ends. */
export const requestCalendar = (connection: Connection): Promise<Answer<string>> =>
  request(connection, CALENDAR, post({}), async (response) => text(asJson(await response.json())?.['url']) || null);

export const requestCalendarEnd = (connection: Connection): Promise<Answer<null>> =>
  silent(connection, CALENDAR, { method: 'DELETE', isRepeatable: true });

/** Null: one of them is none. */
export function parseRows<T>(value: unknown, parse: (one: unknown) => T | null): readonly T[] | null {
  const rows = Array.isArray(value) ? value.map(parse) : [null];
  return rows.includes(null) ? null : rows.filter((row) => row !== null);
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

function parseOwn(value: unknown): OwnRotation | null {
  const { id, label, kind, owner, holders, why, dueAt, isOverdue } = asJson(value) ?? {};
  if (typeof id !== 'string' || typeof dueAt !== 'number' || !Array.isArray(holders)) return null;
  const still = holders.map((one) => asJson(one)).filter((one) => one?.['hasNew'] !== true);
  return {
    id,
    label: text(label),
    kind: text(kind),
    owner: text(owner),
    holders: still.map((one) => ({ share: text(one?.['share']), name: text(one?.['name']) })),
    why: text(why),
    dueAt,
    isOverdue: isOverdue === true,
  };
}

export function parseOpened(value: unknown): OpenedRow | null {
  const { share, label, kind, from, at, rotation } = asJson(value) ?? {};
  if (typeof share !== 'string' || typeof at !== 'number') return null;
  return { share, label: text(label), kind: text(kind), from: text(from), at, rotation: text(rotation) };
}

// Offboarding, for those whom the policy names.

import type { Answer } from '../wire/answer.ts';
import { post, request, type Connection } from '../wire/connection.ts';
import { asJson } from '../wire/json.ts';
import { parseOpened, parseRows, type OpenedRow } from './rotations.ts';

export interface OffboardingView {
  readonly id: string;
  readonly person: string;
  readonly startedAt: number;
  readonly untilAt: number;
  readonly isLate: boolean;
  readonly isDone: boolean;
  /** What nt2 did: null while it is at it. */
  readonly done: Readonly<Record<'shares' | 'browsers' | 'machines' | 'tokens', number>> | null;
  readonly opened: readonly OpenedRow[];
  readonly steps: readonly { readonly step: string; readonly at: number | null; readonly by: string | null }[];
}

const PATH = '/api/offboardings';
const at = (id: string): string => `${PATH}/${encodeURIComponent(id)}`;

export const fetchOffboardings = (connection: Connection): Promise<Answer<readonly OffboardingView[]>> =>
  request(connection, PATH, {}, async (response) => parseRows(asJson(await response.json())?.['offboardings'], parseOffboarding));

export const fetchOffboarding = (connection: Connection, id: string): Promise<Answer<OffboardingView>> =>
  request(connection, at(id), {}, async (response) => parseOffboarding(await response.json()));

export const requestOffboarding = (connection: Connection, person: string): Promise<Answer<OffboardingView>> =>
  request(connection, PATH, { ...post({ person }), isRepeatable: true }, async (response) => parseOffboarding(await response.json()));

export const requestTick = (connection: Connection, id: string, step: string): Promise<Answer<OffboardingView>> =>
  request(connection, `${at(id)}/tick`, { ...post({ step }), isRepeatable: true }, async (response) =>
    parseOffboarding(await response.json()),
  );

export const fetchOffboardingText = (connection: Connection, id: string, which: 'report' | 'signature'): Promise<Answer<string>> =>
  request(connection, `${at(id)}/${which}`, {}, (response) => response.text());

function parseOffboarding(value: unknown): OffboardingView | null {
  const { id, person, startedAt, untilAt, isLate, closedAt, done, opened, steps } = asJson(value) ?? {};
  const rows = parseRows(opened, parseOpened);
  const ticks = parseRows(steps, parseStep);
  if (typeof id !== 'string' || typeof startedAt !== 'number' || typeof untilAt !== 'number' || rows === null || ticks === null)
    return null;
  return {
    id,
    person: typeof person === 'string' ? person : '',
    startedAt,
    untilAt,
    isLate: isLate === true,
    isDone: typeof closedAt === 'number',
    done: done === null ? null : countsOf(done),
    opened: rows,
    steps: ticks,
  };
}

function countsOf(value: unknown): NonNullable<OffboardingView['done']> {
  const { shares, browsers, machines, tokens } = asJson(value) ?? {};
  return {
    shares: Array.isArray(shares) ? shares.length : 0,
    browsers: Number(browsers),
    machines: Number(machines),
    tokens: Number(tokens),
  };
}

function parseStep(value: unknown): OffboardingView['steps'][number] | null {
  const { step, at: when, by } = asJson(value) ?? {};
  if (typeof step !== 'string') return null;
  return { step, at: typeof when === 'number' ? when : null, by: typeof by === 'string' ? by : null };
}

// One row of the API's table: all that a route is but its handler. The server makes its routes from the rows, and openapi.json and the
// reference are made from them too. Rows are plain data: they name schemas, so that reading them loads none.

import type { ProblemCode } from '../../http/problem.ts';
import type { RouteScopes } from '../../auth/route-scopes.ts';
import type { ComponentName } from './components.ts';

/**
 * Who may. `person`: a session or a token. `anybody`: no proof is asked for, but a session or a token may make a difference. `holder`: the
 * one who has the link, or the device that opened it, proves that in the body or a header. `operator`: a token of theirs alone. `server`: another
 * server, which no browser is.
 */
export type Who = 'person' | 'anybody' | 'holder' | 'operator' | 'server';

export type Tag =
  | 'Session'
  | 'Machines'
  | 'Shares'
  | 'Opening'
  | 'Files'
  | 'Requests'
  | 'People'
  | 'Receipts and logs'
  | 'Rotation'
  | 'Offboarding'
  | 'Break glass'
  | 'Board'
  | 'Operator'
  | 'Operations'
  | 'Pages';

/** By name: what it is. */
type Texts = Readonly<Record<string, string>>;

export interface RowParameter {
  readonly description: string;
  /** What the text is, as a regular expression. */
  readonly pattern?: string;
  readonly example: string;
}
type Parameters = Readonly<Record<string, RowParameter>>;

export interface RowAnswer {
  readonly description: string;
  /** Of JSON. */
  readonly schema?: ComponentName;
  /** Of anything else: its media types. */
  readonly type?: string | readonly string[];
  readonly headers?: Texts;
  /** Headers that it may have. */
  readonly optional?: Texts;
}

/** JSON by one schema or by one of two; bytes; or the form that an OpenID provider posts. */
export type RowBody = ComponentName | readonly ComponentName[] | 'octets' | 'logout_token';

export interface ApiRow {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** As Hono reads it: `/api/shares/:id`. */
  readonly path: string;
  readonly tag: Tag;
  readonly summary: string;
  readonly who: Who;
  /** What a token must be good for. Pages and probes look at none, and name nothing. */
  readonly scope?: RouteScopes;
  readonly query?: Parameters;
  /** Of a list: what the address may say of the page. */
  readonly page?: Parameters;
  /** Headers that it needs. */
  readonly headers?: Parameters;
  /** Headers that may be left out. */
  readonly optional?: Parameters;
  readonly body?: RowBody;
  readonly answers: Readonly<Record<number, RowAnswer>>;
  /** Beside those that every route may answer: problems.ts. */
  readonly problems?: readonly ProblemCode[];
  /** It brings ciphertext, or a new share as well: charged to the address that it comes from. `answer`: also where nobody is signed in. `chunk`: of a file. */
  readonly uploads?: 'bytes' | 'share' | 'answer' | 'chunk';
  /** It makes something, and with `Idempotency-Key` it makes it once. */
  readonly once?: true;
  /** Logged also when it succeeds: people signing in and out. */
  readonly logAtInfo?: true;
}

export type ApiRows = Readonly<Record<string, ApiRow>>;

/** `{ 200: … }` with JSON. */
export const jsonAnswer = (description: string, schema: ComponentName) => ({ 200: { description, schema } }) as const;
/** Something is there that was not. */
export const madeAnswer = (description: string, schema: ComponentName) => ({ 201: { description, schema } }) as const;
export const doneAnswer = (description: string) => ({ 204: { description } }) as const;

export const OCTETS = 'application/octet-stream';
export const PLAIN = 'text/plain; charset=utf-8';

const LIMIT = { description: 'At most so many rows, 1 to 50.', pattern: '^[0-9]{1,2}$', example: '20' } as const;
const BEFORE = '`next` of the page before.';
/** Of a list that is read by GET. */
export const LIST_PAGE = {
  limit: LIMIT,
  before: { description: BEFORE, pattern: '^[0-9]{1,15}\\.[a-z2-7]{6,32}$', example: '1796040000000.q5x2acmf' },
} as const;
/** Of one in the order of names. */
export const NAMED_PAGE = {
  limit: LIMIT,
  before: { description: BEFORE, pattern: '^[a-z][a-z0-9-]{0,23}$', example: 'contractor-key' },
} as const;

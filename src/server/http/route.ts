// One route of the API, and what its handler is given once the guards have let a request through.

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ShareId } from '../../core/share.ts';
import type { ApiClient } from '../auth/api-tokens.ts';
import type { RouteScopes } from '../auth/route-scopes.ts';
import type { SessionPerson } from '../auth/session.ts';
import type { HttpRefusal } from './problem.ts';

/** One request, after the guards. */
export interface ApiRequest {
  readonly request: Request;
  /** Node's own, with the body; null where the Request comes from elsewhere. Of the two, one reads the body. */
  readonly incoming: IncomingMessage | null;
  /** Node's own answer, for a handler that sends it itself; null likewise. */
  readonly outgoing: ServerResponse | null;
  /** As it stands in the path, unchecked; '' on routes without one. */
  readonly id: ShareId;
  /** The other parts of the path that its route names, unchecked. */
  readonly parts: Readonly<Record<string, string>>;
  /** The address that the request counts for. */
  readonly address: string;
  /** The persons that the browser or the program has proven to be, in the order in which to try them. */
  readonly persons: readonly SessionPerson[];
  /** Everybody in the cookie, also when the page named one. */
  readonly everybody: readonly SessionPerson[];
  /** The owner of the token. Null: a browser, or nobody. */
  readonly client: ApiClient | null;
  /** A token that stands for nobody in chat. */
  readonly isProgram: boolean;
  /** 26 letters to draw ids from, so that what arrives twice is made once. Null: it has no key. */
  readonly once: string | null;
  /** It reads what is everybody's, by the scope `audit`. */
  readonly isAuditor: boolean;
}

/** A handler answers, or refuses. */
export type ApiHandler = (call: ApiRequest) => Promise<Response | HttpRefusal> | Response | HttpRefusal;

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly handle: ApiHandler;
  /** It brings ciphertext, or a new share as well: charged to the address that it comes from. `answer`: also where nobody is signed in. `chunk`: of a file. */
  readonly uploads?: 'bytes' | 'share' | 'answer' | 'chunk';
  /** `server`: another server posts there, which no browser does. Absent: a page of ours, or a program with a token. */
  readonly from?: 'server';
  /** It makes something, and with `Idempotency-Key` it makes it once. */
  readonly once?: true;
  /** Logged also when it succeeds: people signing in and out. */
  readonly logAtInfo?: true;
  /** What a token needs. A route that names `audit` or `admin` alone is for tokens alone. */
  readonly scope: RouteScopes;
}

// What the web door is given by app.ts, and what each handler is given by the door.

import type { Clock, TenantTags, Store } from '../core/ports.ts';
import type { ShareId } from '../core/share.ts';
import type { Shares } from '../core/shares.ts';
import type { SignInTokens } from '../core/sign-in-tokens.ts';
import type { Receipts } from '../core/receipts.ts';
import type { AdapterRoute } from '../bot/port.ts';
import type { ChatHealth } from './health.ts';
import type { Logger } from '../logging/logger.ts';
import type { LogFiles } from './api/tlog.ts';
import type { HttpRefusal } from './http/problem.ts';
import type { UploadLimits, Rates } from './limits/rate-limiter.ts';
import type { ApiTokens } from './auth/api-tokens.ts';
import type { SessionRevocations } from './auth/session-revocations.ts';
import type { SessionPerson } from './auth/session.ts';
import type { Pages } from './pages/pages.ts';

/** Keyed functions over the root secret. `purpose` separates them: the same text has another code for every purpose. */
export interface ServerCrypto {
  seal(plain: Uint8Array): Uint8Array;
  /** Null when it was not sealed here, or was altered. */
  open(sealed: Uint8Array): Uint8Array | null;
  /** 43 characters of base64url. */
  mac(purpose: 'rate' | 'ref' | 'probe', text: string): string;
  /** In constant time. */
  isMac(purpose: 'rate' | 'ref' | 'probe', text: string, mac: string): boolean;
}

/** What a process of an installation is for: everything, pages and API alone, or the chat platforms alone. */
export type ProcessRole = 'all' | 'web' | 'chat';

export interface ServerDeps {
  readonly role: ProcessRole;
  /** Where auditors and whoever keeps the server find what is theirs: at this door too, at another one, or at this one and nothing else. */
  readonly admin: 'here' | 'elsewhere' | 'alone';
  readonly shares: Shares;
  readonly receipts: Receipts;
  readonly tokens: SignInTokens;
  readonly apiTokens: ApiTokens;
  readonly revocations: SessionRevocations;
  readonly store: Pick<Store, 'consume' | 'watch' | 'health'>;
  readonly logs: LogFiles;
  readonly chat: ChatHealth;
  readonly tenantTags: TenantTags;
  readonly clock: Clock;
  readonly serverCrypto: ServerCrypto;
  readonly publicUrl: URL;
  /** CIDRs. */
  readonly trustedProxies: readonly string[];
  readonly rates: Rates;
  readonly uploadLimits: UploadLimits;
  readonly pages: Pages;
  readonly routes: readonly AdapterRoute[];
  /** Called after a request that may have changed something, so that chat hears of it at once. */
  readonly onChange: () => void;
  readonly log: Logger;
  /** Laid around each request of the API and of the platforms. */
  readonly traceRequest: (route: { readonly method: string; readonly path: string }, work: () => Promise<Response>) => Promise<Response>;
  /** Aborted when this instance is about to end and still answers: nobody new is to be sent here. */
  readonly draining: Pick<AbortSignal, 'aborted'>;
  /** Aborted when the server stops: open streams end. */
  readonly shuttingDown: AbortSignal;
}

/** One request, after the guards. */
export interface ApiRequest {
  readonly request: Request;
  /** As it stands in the path, unchecked; '' on routes without one. */
  readonly id: ShareId;
  /** Whom it counts for. */
  readonly address: string;
  /** The persons that the browser or the program has proven to be, in the order in which they shall be asked. */
  readonly persons: readonly SessionPerson[];
  /** Everybody in the cookie, also when the page named one. */
  readonly everybody: readonly SessionPerson[];
  readonly isProgram: boolean;
  /** A token that may look at every log and receipt, and do nothing. */
  readonly isAuditor: boolean;
}

/** A handler answers, or says no. */
export type ApiHandler = (call: ApiRequest) => Promise<Response | HttpRefusal> | Response | HttpRefusal;

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly handle: ApiHandler;
  /** It brings ciphertext, or a new share as well: counted for the address it comes from. */
  readonly uploads?: 'bytes' | 'share';
  /** Written in the log also when it goes well: who comes in and goes. */
  readonly logAtInfo?: true;
  /** What an auditor's token is for: `only`, nobody else may; `too`, he as well. Everywhere else it is refused. */
  readonly auditor?: 'only' | 'allowed' | undefined;
}

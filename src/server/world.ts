// What the web door is given by app.ts, and what each handler is given by the door.

import type { Clock, Ids, Store } from '../core/ports.ts';
import type { ShareId } from '../core/share.ts';
import type { Shares } from '../core/shares.ts';
import type { Tokens } from '../core/tokens.ts';
import type { Receipts } from '../core/use/receipt.ts';
import type { AdapterRoute } from '../bot/port.ts';
import type { ChatHealth } from './health.ts';
import type { Log } from './http/log.ts';
import type { LogFiles } from './log/files.ts';
import type { No } from './http/problem.ts';
import type { Brings, Rates } from './http/rate.ts';
import type { ApiTokens } from './who/api-tokens.ts';
import type { Ended } from './who/ended.ts';
import type { SignedIn } from './who/session.ts';
import type { Pages } from './pages/pages.ts';

/** Keyed functions over the root secret. `purpose` separates them: the same text has another code for every purpose. */
export interface Secrets {
  seal(plain: Uint8Array): Uint8Array;
  /** Null when it was not sealed here, or was altered. */
  open(sealed: Uint8Array): Uint8Array | null;
  /** 43 characters of base64url. */
  mac(purpose: 'rate' | 'ref' | 'probe', text: string): string;
  /** In constant time. */
  isMac(purpose: 'rate' | 'ref' | 'probe', text: string, mac: string): boolean;
}

/** What a process of an installation is for: everything, pages and API alone, or the chat platforms alone. */
export type Role = 'all' | 'web' | 'chat';

export interface ServerWorld {
  readonly role: Role;
  /** Where auditors and whoever keeps the server find what is theirs: at this door too, at another one, or at this one and nothing else. */
  readonly admin: 'here' | 'elsewhere' | 'alone';
  readonly shares: Shares;
  readonly receipts: Receipts;
  readonly tokens: Tokens;
  readonly apiTokens: ApiTokens;
  readonly ended: Ended;
  readonly store: Pick<Store, 'spend' | 'watch' | 'health'>;
  readonly logs: LogFiles;
  readonly chat: ChatHealth;
  readonly ids: Ids;
  readonly clock: Clock;
  readonly secrets: Secrets;
  readonly publicUrl: URL;
  /** CIDRs. */
  readonly trustedProxies: readonly string[];
  readonly rates: Rates;
  readonly brings: Brings;
  readonly pages: Pages;
  readonly routes: readonly AdapterRoute[];
  /** Called after a request that may have changed something, so that chat hears of it at once. */
  readonly changed: () => void;
  readonly log: Log;
  /** Laid around each request of the API and of the platforms. */
  readonly during: (route: { readonly method: string; readonly path: string }, work: () => Promise<Response>) => Promise<Response>;
  /** Aborted when this instance is about to end and still answers: nobody new is to be sent here. */
  readonly leaving: Pick<AbortSignal, 'aborted'>;
  /** Aborted when the server stops: open streams end. */
  readonly stopping: AbortSignal;
}

/** One request, after the guards. */
export interface Call {
  readonly request: Request;
  /** As it stands in the path, unchecked; '' on routes without one. */
  readonly id: ShareId;
  /** Whom it counts for. */
  readonly address: string;
  /** The persons that the browser or the program has proven to be, in the order in which they shall be asked. */
  readonly persons: readonly SignedIn[];
  /** Everybody in the cookie, also when the page named one. */
  readonly everybody: readonly SignedIn[];
  readonly isProgram: boolean;
  /** A token that may look at every log and receipt, and do nothing. */
  readonly isAuditor: boolean;
}

/** A handler answers, or says no. */
export type Handle = (call: Call) => Promise<Response | No> | Response | No;

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly handle: Handle;
  /** It brings ciphertext, or a new share as well: counted for the address it comes from. */
  readonly brings?: 'bytes' | 'share';
  /** Written in the log also when it goes well: who comes in and goes. */
  readonly told?: true;
  /** What an auditor's token is for: `only`, nobody else may; `too`, he as well. Everywhere else it is refused. */
  readonly auditor?: 'only' | 'too' | undefined;
}

// What the server is given by the composition root, in five groups. Handlers never see a group: each declares the parts that it takes.

import type { AdapterRoute } from '../bot/port.ts';
import type { Bonds } from '../core/bonds.ts';
import type { EvidenceAccess } from '../core/evidence/evidence.ts';
import type { Board } from '../core/evidence/board.ts';
import type { BoardPolicy } from '../core/policy/board-access.ts';
import type { DeviceCodes } from '../core/device-codes.ts';
import type { Files } from '../core/files/files.ts';
import type { Clock } from '../core/ports/clock.ts';
import type { Directory } from '../core/ports/directory.ts';
import type { ShareWatcher } from '../core/ports/share-store.ts';
import type { RateLimitStore } from '../core/ports/rate-limit-store.ts';
import type { Siblings } from '../core/ports/siblings.ts';
import type { TenantTags } from '../core/ports/tenant-tags.ts';
import type { WebhookKeeping } from '../core/ports/webhook-keeping.ts';
import type { Receipts } from '../core/receipts.ts';
import type { Envelopes } from '../core/envelopes/envelopes.ts';
import type { Offboardings } from '../core/offboarding/offboarding.ts';
import type { Calendars } from '../core/rotations/calendars.ts';
import type { Rotations } from '../core/rotations/rotations.ts';
import type { Shares } from '../core/shares.ts';
import type { SignInTokens } from '../core/sign-in-tokens.ts';
import type { Machines } from '../core/machines.ts';
import type { Terminals } from '../core/terminals.ts';
import type { Logger } from '../logging/logger.ts';
import type { LogFiles } from './api/tlog.ts';
import type { ApiTokens } from './auth/api-tokens.ts';
import type { BoardAccounts } from './auth/board-accounts.ts';
import type { Nonces } from './auth/nonces.ts';
import type { SessionRevocations } from './auth/session-revocations.ts';
import type { HealthSources } from './health.ts';
import type { Idempotency } from './idempotency.ts';
import type { StreamSlots } from './limits/open-streams.ts';
import type { Rates, UploadLimits } from './limits/rate-limiter.ts';
import type { Pages } from './pages/pages.ts';
import type { ProcessRole, RouteScope } from './scope.ts';
import type { ServerCrypto } from './server-crypto.ts';

/** What is served, and at which address. */
export interface SiteDeps {
  readonly publicUrl: URL;
  readonly role: ProcessRole;
  readonly routes: RouteScope;
  readonly pages: Pages;
  readonly adapterRoutes: readonly AdapterRoute[];
}

/** The use cases. */
export interface CoreDeps {
  readonly shares: Shares;
  readonly files: Files;
  readonly rotations: Rotations;
  readonly offboardings: Offboardings;
  readonly envelopes: Envelopes;
  /** Null: the operator has no feeds. */
  readonly calendars: Calendars | null;
  readonly receipts: Receipts;
  readonly tokens: SignInTokens;
  readonly tenantTags: TenantTags;
  readonly directory: Directory;
  readonly webhooks: WebhookKeeping;
  readonly logs: LogFiles;
  readonly watch: ShareWatcher['watch'];
  readonly board: Board;
  readonly evidence: EvidenceAccess;
  readonly boardPolicy: () => BoardPolicy | undefined;
  readonly clock: Clock;
}

/** Who a request comes from. */
export interface AuthDeps {
  readonly apiTokens: ApiTokens;
  readonly revocations: SessionRevocations;
  readonly bonds: Bonds;
  readonly deviceCodes: DeviceCodes;
  readonly terminals: Terminals;
  readonly machines: Machines;
  readonly nonces: Nonces;
  readonly serverCrypto: ServerCrypto;
  readonly accounts: BoardAccounts;
  readonly idempotency: Idempotency;
}

/** How much a client may ask for. */
export interface LimitDeps {
  readonly consume: RateLimitStore['consume'];
  readonly rates: Rates;
  readonly uploadLimits: UploadLimits;
  /** CIDRs. */
  readonly trustedProxies: readonly string[];
}

/** What runs around the requests. */
export interface LifecycleDeps {
  readonly log: Logger;
  readonly health: HealthSources;
  /** Called after a request that may have changed something, so that chat hears of it at once. */
  readonly onChange: () => void;
  /** Wraps each request of the API and of the platforms. */
  readonly traceRequest: (route: { readonly method: string; readonly path: string }, work: () => Promise<Response>) => Promise<Response>;
  /** Aborted when this instance is about to end and still answers: a balancer should send it no new clients. */
  readonly draining: Pick<AbortSignal, 'aborted'>;
  /** Aborted when the server stops: open streams end. */
  readonly shuttingDown: AbortSignal;
  /** Who counts the open event streams. */
  readonly streams: StreamSlots;
  readonly siblings: Siblings;
}

export interface ServerDeps {
  readonly site: SiteDeps;
  readonly core: CoreDeps;
  readonly auth: AuthDeps;
  readonly limits: LimitDeps;
  readonly lifecycle: LifecycleDeps;
}

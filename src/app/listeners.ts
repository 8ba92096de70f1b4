// What the server is given, and the two places where it listens: for everybody, and for the operator.

import { random } from './runtime.ts';
import type { Config } from '../config/settings.ts';
import type { Store } from '../core/ports.ts';
import { createSignInTokens } from '../core/sign-in-tokens.ts';
import { deriveKeys } from '../crypto/keys/root.ts';
import type { ServerDeps } from '../server/deps.ts';
import { baseHeaders } from '../server/http/headers.ts';
import { type Listening, listen } from '../server/listen.ts';
import { createServerCrypto } from '../server/server-crypto.ts';
import { createServer } from '../server/server.ts';
import type { OpenLog, RunningLogs } from './tlog.ts';

interface Parts extends Pick<ServerDeps, 'pages' | 'routes' | 'chat' | 'clock' | 'log' | 'traceRequest' | 'shuttingDown' | 'onChange'> {
  readonly logs: RunningLogs;
}

/** What an open installation has of them. */
interface Opened extends Pick<ServerDeps, 'shares' | 'apiTokens' | 'revocations' | 'tenantTags'> {
  readonly store: Store;
  readonly logs: OpenLog;
}

type Deps = Omit<ServerDeps, 'draining'> & { readonly draining: AbortController };

export function buildServerDeps(config: Config, { store, shares, apiTokens, revocations, tenantTags, logs }: Opened, parts: Parts): Deps {
  const { clock } = parts;
  return {
    ...parts,
    role: config.NT2_ROLE,
    admin: config.NT2_ADMIN_PORT === null ? 'here' : 'elsewhere',
    draining: new AbortController(),
    shares,
    receipts: logs.receipts,
    store,
    apiTokens,
    revocations,
    tenantTags,
    logs: { store, signers: logs.signers, trouble: parts.logs.trouble },
    tokens: createSignInTokens({ store, clock, random, tenantTags }),
    serverCrypto: createServerCrypto(deriveKeys(config.NT2_SECRET), config.NT2_SECRET_PREVIOUS.map(deriveKeys)),
    publicUrl: config.NT2_PUBLIC_URL,
    trustedProxies: config.NT2_TRUSTED_PROXIES,
    uploadLimits: { shares: config.NT2_QUOTA_ADDRESS_SHARES, bytes: config.NT2_QUOTA_ADDRESS_BYTES },
    rates: { address: config.NT2_RATE_ADDRESS, person: config.NT2_RATE_PERSON, tenant: config.NT2_RATE_TENANT },
  };
}
export function listenPublic(config: Config, { draining, ...deps }: Deps): Promise<Listening> {
  return listen({
    fetch: createServer({ ...deps, draining: draining.signal }).fetch,
    always: baseHeaders(config.NT2_PUBLIC_URL),
    draining,
    host: config.NT2_HOST,
    port: config.NT2_PORT,
    trustedProxies: config.NT2_TRUSTED_PROXIES,
    connections: config.NT2_CONNECTIONS,
    connectionsPerAddress: config.NT2_CONNECTIONS_ADDRESS,
  });
}
export async function listenAdmin(config: Config, { draining, ...deps }: Deps): Promise<Listening | null> {
  const { NT2_ADMIN_PORT: port, NT2_ADMIN_HOST: host } = config;
  if (port === null) return null;
  const { fetch } = createServer({ ...deps, admin: 'alone', draining: draining.signal });
  return listen({ fetch, host, port, always: baseHeaders(config.NT2_PUBLIC_URL) });
}

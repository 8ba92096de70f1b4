// The keys of a provider whose tokens nt2 believes: found by its own description, kept for minutes, asked for anew when a token names one that
// is not among them. Nothing is followed away from the origins that the operator has named.

import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import type { Clock } from '../core/ports/clock.ts';

export interface TrustedIssuer {
  /** As it names itself, without a slash at its end unless it has one. */
  readonly issuer: string;
  /** Where its keys lie; null: where its description says. */
  readonly keysAt: string | null;
}

export interface ProviderKeysDeps {
  readonly clock: Clock;
  /** The way out; absent: Node's own. */
  readonly fetch?: typeof fetch | undefined;
}

/** Thrown when the provider gives no keys. `kind` says what stood against it, for a sentence. */
export class ProviderAway extends Error {
  readonly kind: 'silent' | 'elsewhere' | 'unfit';
  constructor(kind: ProviderAway['kind']) {
    super(`provider: ${kind}`);
    this.kind = kind;
  }
}

interface KnownKeys {
  readonly find: JWTVerifyGetKey;
  readonly at: number;
}

const TIMEOUT_MS = 5_000;
/** For how long keys are believed: a provider that withdraws one expects as much. */
const BELIEVED_MS = 600_000;
/** A token with an unknown key id has them asked for again no sooner, so nobody makes us ask by inventing ids. */
const PAUSE_MS = 30_000;
const MOST_BYTES = 65_536;
const MOST_KEYS = 50;

/** What it shows now. @throws ProviderAway */
export async function fetchProviderKeys({ issuer, keysAt }: TrustedIssuer, out: typeof fetch = fetch): Promise<JSONWebKeySet> {
  const found = await loadJson(keysAt ?? (await describedAt()));
  const { keys } = found as Partial<JSONWebKeySet>;
  if (!Array.isArray(keys) || keys.length > MOST_KEYS) throw new ProviderAway('unfit');
  return { keys };

  async function describedAt(): Promise<string> {
    const { issuer: named, jwks_uri: at } = await loadJson(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`);
    if (named !== issuer || typeof at !== 'string' || !URL.canParse(at)) throw new ProviderAway('unfit');
    // An issuer that could name any address would have this server ask what only it reaches.
    if (new URL(at).origin !== new URL(issuer).origin) throw new ProviderAway('elsewhere');
    return at;
  }

  async function loadJson(url: string): Promise<Readonly<Record<string, unknown>>> {
    let text: string;
    try {
      const answer = await out(url, {
        redirect: 'error',
        headers: { accept: 'application/json' },
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      if (answer.status !== 200) throw new Error('status');
      text = await readBounded(answer);
    } catch {
      throw new ProviderAway('silent');
    }
    try {
      const value: unknown = JSON.parse(text);
      if (typeof value === 'object' && value !== null) return value as Readonly<Record<string, unknown>>;
    } catch {
      // Below.
    }
    throw new ProviderAway('unfit');
  }
}

/** Answers as `jwtVerify` wants it. @throws ProviderAway */
export function createProviderKeys(trusted: TrustedIssuer, { clock, fetch: out = fetch }: ProviderKeysDeps): JWTVerifyGetKey {
  let known: KnownKeys | null = null;
  let asking: Promise<KnownKeys> | null = null;

  async function load(): Promise<KnownKeys> {
    const keys = await fetchProviderKeys(trusted, out);
    try {
      known = { find: createLocalJWKSet(keys), at: clock() };
    } catch {
      throw new ProviderAway('unfit');
    }
    return known;
  }

  /** One question at a time, however many tokens come. */
  const ask = (): Promise<KnownKeys> =>
    (asking ??= load().finally(() => {
      asking = null;
    }));

  return async (header, token) => {
    const age = known === null ? Infinity : Math.abs(clock() - known.at);
    const fresh = known !== null && age < BELIEVED_MS ? known : await ask();
    try {
      return await fresh.find(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey) || Math.abs(clock() - fresh.at) < PAUSE_MS) throw error;
      return (await ask()).find(header, token);
    }
  };
}

async function readBounded({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) throw new Error('too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

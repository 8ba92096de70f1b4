// The token with which nt2 calls Teams: kept until shortly before its end, and asked for once at a time.

import * as z from 'zod';

import type { Clock } from '../../core/ports/clock.ts';
import type { TeamsConfig } from './config.ts';

export type Token = { readonly ok: true; readonly token: string } | { readonly ok: false; readonly code: string };

export interface AccessToken {
  /** `rejected`: the one that Teams has just refused. */
  get(rejected?: string): Promise<Token>;
}

const EARLY_MS = 5 * 60_000;
const granted = z.object({ access_token: z.string().min(1), expires_in: z.number() });
/** Microsoft's own code, such as AADSTS7000215; its sentence may say more than a log should hold. */
const refused = z.object({ error_codes: z.array(z.number()).optional(), error: z.string().optional() });

interface TokenDeps {
  readonly config: Pick<TeamsConfig, 'appId' | 'appSecret' | 'tenant' | 'cloud' | 'times'>;
  readonly fetch: typeof fetch;
  readonly clock: Clock;
}

export function createAccessToken({ config, fetch, clock }: TokenDeps): AccessToken {
  const { appId, appSecret, tenant, cloud, times } = config;
  let kept: { readonly token: string; readonly until: number } | null = null;
  let asking: Promise<Token> | null = null;

  async function ask(): Promise<Token> {
    const body = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: appId,
      client_secret: appSecret,
      scope: cloud.scope,
    });
    try {
      const signal = AbortSignal.timeout(times.call);
      const response = await fetch(`${cloud.login}${tenant}/oauth2/v2.0/token`, { method: 'POST', body, redirect: 'error', signal });
      const said: unknown = await response.json();
      const grant = granted.safeParse(said);
      if (response.ok && grant.success) {
        const { access_token: token, expires_in: seconds } = grant.data;
        kept = { token, until: clock() + seconds * 1_000 - EARLY_MS };
        return { ok: true, token };
      }
      const why = refused.safeParse(said).data;
      const [number] = why?.error_codes ?? [];
      return { ok: false, code: number === undefined ? String(response.status) : `AADSTS${number}` };
    } catch {
      return { ok: false, code: 'unreachable' };
    }
  }

  return {
    async get(rejected) {
      if (kept !== null && kept.token !== rejected && clock() < kept.until) return { ok: true, token: kept.token };
      asking ??= ask().finally(() => {
        asking = null;
      });
      return asking;
    },
  };
}

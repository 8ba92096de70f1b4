// LINE Login as the way to the page. What was asked for waits in a cookie of that one browser, so that any process can answer; LINE says
// who it is, and checks its own token. See docs/decisions/platforms-that-lack.md.

import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import type { AdapterRoute, Bot } from '../../bot/port.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { LineClient } from './client.ts';
import { PATHS, lineTenant, USER, type LineConfig } from './config.ts';
import type { LinePeople } from './people.ts';

interface SignInDeps {
  readonly client: LineClient;
  readonly config: LineConfig;
  readonly people: LinePeople;
  readonly clock: Clock;
  readonly bot: () => Bot | null;
  readonly log: (event: string, facts: Readonly<Record<string, string>>) => void;
}

const TO = /^(?:s\/[a-z2-7]{32}(?:\/receipt)?|mine|devices)$/;
const COOKIE = '__Host-nt2-line';
const WAIT_S = 600;
const ISSUER = 'https://access.line.me';

const waiting = z.object({ state: z.string(), nonce: z.string(), verifier: z.string(), to: z.string().regex(TO) });
const token = z.object({ id_token: z.string() });
const claims = z.object({
  iss: z.literal(ISSUER),
  sub: z.string().regex(USER),
  aud: z.string(),
  exp: z.number(),
  nonce: z.string(),
});

const drawn = (): string => randomBytes(32).toString('base64url');
const HEADERS = { 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer', 'X-Content-Type-Options': 'nosniff' } as const;
const cookie = (value: string, seconds: number): string => `${COOKIE}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; Secure; SameSite=Lax`;

function leadTo(location: string, set: string): Response {
  return new Response(null, { status: 303, headers: { ...HEADERS, Location: location, 'Set-Cookie': set } });
}

const said = (status: number, text: string): Response =>
  new Response(`${text}\n`, {
    status,
    headers: { ...HEADERS, 'Content-Type': 'text/plain; charset=utf-8', 'Set-Cookie': cookie('', 0) },
  });

export function signInRoutes({ client, config, people, clock, bot, log }: SignInDeps): AdapterRoute[] {
  const redirect = `${config.publicUrl}${PATHS.callback}`;

  /** The user id that LINE vouches for; null: it does not. */
  async function whoIs(code: string, { nonce, verifier }: z.output<typeof waiting>): Promise<string | null> {
    const got = await client.form('oauth2/v2.1/token', {
      grant_type: 'authorization_code',
      code,
      redirect_uri: redirect,
      client_id: config.loginId,
      client_secret: config.loginSecret,
      code_verifier: verifier,
    });
    const tokens = got.ok ? token.safeParse(got.body) : null;
    if (!tokens?.success) return null;
    const checked = await client.form('oauth2/v2.1/verify', { id_token: tokens.data.id_token, client_id: config.loginId, nonce });
    const read = checked.ok ? claims.safeParse(checked.body) : null;
    if (!read?.success) return null;
    const { aud, exp, sub, nonce: named } = read.data;
    return aud === config.loginId && named === nonce && exp * 1000 > clock() ? sub : null;
  }

  return [
    {
      method: 'GET',
      path: PATHS.go,
      async handle(request) {
        const to = new URL(request.url).searchParams.get('to') ?? '';
        if (!TO.test(to)) return said(400, 'This address is not whole. Press the button in the chat again.');
        const asked = { state: drawn(), nonce: drawn(), verifier: drawn(), to };
        const query = new URLSearchParams({
          response_type: 'code',
          client_id: config.loginId,
          redirect_uri: redirect,
          state: asked.state,
          scope: 'openid profile',
          nonce: asked.nonce,
          code_challenge: createHash('sha256').update(asked.verifier).digest('base64url'),
          code_challenge_method: 'S256',
        });
        const value = Buffer.from(JSON.stringify(asked)).toString('base64url');
        return leadTo(`${config.loginUrl}oauth2/v2.1/authorize?${query.toString()}`, cookie(value, WAIT_S));
      },
    },
    {
      method: 'GET',
      path: PATHS.callback,
      async handle(request) {
        const query = new URL(request.url).searchParams;
        const asked = waitingIn(request.headers.get('cookie') ?? '');
        const [state, code] = [query.get('state') ?? '', query.get('code') ?? ''];
        if (asked === null || !isSame(state, asked.state))
          return said(400, 'This sign-in was not begun in this browser, or it took too long. Press the button in the chat again.');
        if (code === '') return said(403, 'LINE did not sign you in. Press the button in the chat again.');
        const user = await whoIs(code, asked);
        if (user === null) {
          log('line.sign_in', { code: 'refused' });
          return said(403, 'LINE did not say who you are. Press the button in the chat again.');
        }
        const actor = await people.find(user);
        const started = bot();
        if (actor === 'unanswered' || started?.signIn === undefined)
          return said(503, 'LINE does not answer just now. Try again in a minute.');
        if (actor.kind !== 'member')
          return said(403, 'Your LINE account may not use this server: its operator names the groups whose members may.');
        return leadTo(await started.signIn({ tenant: lineTenant(config), actor, to: asked.to }), cookie('', 0));
      },
    },
  ];
}

function waitingIn(cookies: string): z.output<typeof waiting> | null {
  const [, value] = /(?:^|; ?)__Host-nt2-line=([A-Za-z0-9_-]{1,2048})(?:;|$)/.exec(cookies) ?? [];
  if (value === undefined) return null;
  try {
    return waiting.safeParse(JSON.parse(Buffer.from(value, 'base64url').toString('utf8'))).data ?? null;
  } catch {
    return null;
  }
}

function isSame(a: string, b: string): boolean {
  const [one, other] = [Buffer.from(a), Buffer.from(b)];
  return one.length === other.length && timingSafeEqual(one, other);
}

// People whom the operator's OpenID provider has signed in, for the board alone: a cookie of their own, which no other route reads and which says
// who they are and until when, never what they may see. A second cookie ties an attempt to the browser that began it. Neither is a secret of the
// server: state, nonce and PKCE verifier are made from the attempt's id by a key. See docs/decisions/board-accounts.md.

import { limits } from '../../core/limits.ts';
import type { Clock, Random } from '../../core/ports/clock.ts';
import type { OnceStore } from '../../core/ports/once-store.ts';
import type { LogoutAnswer, SignInAnswer, SignInAttempt, SignInProvider } from '../../core/ports/sign-in-provider.ts';
import type { TenantTag } from '../../core/share.ts';
import type { ServerCrypto } from '../server-crypto.ts';
import { createBoardNames } from './board-names.ts';
import type { SessionRevocations } from './session-revocations.ts';
import { cookieValue, type SessionPerson } from './session.ts';

export interface BoardAccounts {
  /** Whether there is a provider to sign in at. */
  readonly isOpen: boolean;
  /** The provider's `sub` for the person. Null: nobody is signed in, or no longer. */
  subjectOf(cookies: string | null): Promise<string | null>;
  /** Where to send the browser, and its cookie for this attempt. Null: the provider does not answer. */
  begin(): Promise<{ readonly url: string; readonly cookie: string } | null>;
  /** `search`: the query with which the browser came back. An attempt counts once. The cookies to set. */
  finish(search: string, cookies: string | null): Promise<{ readonly answer: SignInAnswer; readonly cookies: readonly string[] }>;
  /** The cookie to set; a copy of the one before is worthless. `url`: where the person ends their session at the provider too. */
  signOut(cookies: string | null): Promise<{ readonly cookie: string; readonly url: string | null }>;
  /** Ends what the provider says has ended, on every instance with its next request. Null: it does not answer, so nothing is known. */
  endSessions(token: string): Promise<LogoutAnswer | null>;
}

export const CALLBACK_PATH = '/board/callback';
export const LOGOUT_PATH = '/board/backchannel-logout';
/** How long a person may take at the provider, in ms. */
const ATTEMPT_MS = 10 * 60_000;
const STALE: SignInAnswer = { ok: false, code: 'stale' };

/** Nobody signs in where there is no provider. */
export const NO_ACCOUNTS: BoardAccounts = {
  isOpen: false,
  subjectOf: () => Promise.resolve(null),
  begin: () => Promise.resolve(null),
  finish: () => Promise.resolve({ answer: STALE, cookies: [] }),
  signOut: () => Promise.resolve({ cookie: '', url: null }),
  endSessions: () => Promise.resolve(null),
};

interface AccountDeps {
  readonly provider: SignInProvider;
  readonly serverCrypto: Pick<ServerCrypto, 'mac' | 'isMac'>;
  readonly revocations: SessionRevocations;
  readonly store: OnceStore;
  /** Under which attempts are remembered. */
  readonly tag: TenantTag;
  readonly clock: Clock;
  readonly random: Random;
  readonly publicUrl: URL;
}

export function createBoardAccounts(deps: AccountDeps): BoardAccounts {
  const { provider, serverCrypto, revocations, store, tag, clock, random, publicUrl } = deps;
  const names = createBoardNames(provider.issuer);
  const isSecure = publicUrl.protocol === 'https:';
  const [sessionName, attemptName] = ['nt2-board', 'nt2-board-try'].map((name) => (isSecure ? `__Host-${name}` : name)) as [string, string];
  const cookie = (name: string, value: string, sameSite: 'Strict' | 'Lax', ms: number): string =>
    `${name}=${value}; Path=/; HttpOnly; SameSite=${sameSite}${isSecure ? '; Secure' : ''}; Max-Age=${ms / 1_000}`;

  /** Both are said with the issuer: when the operator changes that, what the other one has said ends. */
  const sign = (what: 'attempt' | 'session', text: string): string => `${text}.${serverCrypto.mac('board', wordsOf(what, text))}`;
  const wordsOf = (what: string, text: string): string => `${what}\n${provider.issuer}\n${text}`;

  /** The parts of what was signed, and until when it counts. */
  function read(
    what: 'attempt' | 'session',
    name: string,
    cookies: string | null,
  ): { readonly untilAt: number; readonly first: string; readonly second: string | null } | null {
    const [, text = '', until = '', first = '', second = null, mac = ''] =
      /^(([0-9a-z]{1,11})\.([\w-]{1,400})(?:\.([\w-]{43}))?)\.([\w-]{43})$/.exec(cookieValue(cookies, name) ?? '') ?? [];
    if (!serverCrypto.isMac('board', wordsOf(what, text), mac)) return null;
    const untilAt = Number.parseInt(until, 36);
    return clock() < untilAt ? { untilAt, first, second } : null;
  }

  function attemptOf(id: string): SignInAttempt {
    const made = (part: string): string => serverCrypto.mac('board', `${part}\n${id}`);
    const redirectUri = `${publicUrl.origin}${CALLBACK_PATH}`;
    return { redirectUri, state: made('state'), nonce: made('nonce'), verifier: made('verifier') };
  }

  function sessionOf(cookies: string | null): { readonly subject: string; readonly session: SessionPerson } | null {
    const found = read('session', sessionName, cookies);
    if (found === null) return null;
    const { first, second, untilAt } = found;
    const subject = Buffer.from(first, 'base64url').toString('utf8');
    const key = names.account(subject, second !== null);
    return { subject, session: { key, name: '', ref: '', untilAt, bond: second === null ? null : names.bond(second) } };
  }

  return {
    isOpen: true,
    async subjectOf(cookies) {
      const found = sessionOf(cookies);
      if (found === null) return null;
      return (await revocations.filterActive([found.session], { isFresh: true })).length === 1 ? found.subject : null;
    },
    async begin() {
      const id = Buffer.from(random(16)).toString('base64url');
      const url = await provider.begin(attemptOf(id));
      if (url === null) return null;
      const value = sign('attempt', `${(clock() + ATTEMPT_MS).toString(36)}.${id}`);
      // Lax: the browser comes back from a foreign page.
      return { url, cookie: cookie(attemptName, value, 'Lax', ATTEMPT_MS) };
    },
    async finish(search, cookies) {
      const over = cookie(attemptName, '', 'Lax', 0);
      const attempt = read('attempt', attemptName, cookies);
      if (attempt === null) return { answer: STALE, cookies: [over] };
      const made = attemptOf(attempt.first);
      // Before the attempt is spent, so that nobody spends another's by an address.
      if (new URLSearchParams(search).get('state') !== made.state) return { answer: STALE, cookies: [] };
      if (!(await store.markOnce(tag, `board:${attempt.first}`, attempt.untilAt))) return { answer: STALE, cookies: [over] };
      const answer = await provider.finish(`${made.redirectUri}${search}`, made);
      if (!answer.ok) return { answer, cookies: [over] };
      const { subject, session } = answer;
      // A person who was signed out everywhere since the attempt began begins anew.
      const isOver = await revocations.isOver(names.account(subject, session !== null), attempt.untilAt - ATTEMPT_MS, { isFresh: true });
      if (isOver) return { answer: STALE, cookies: [over] };
      const until = (clock() + limits.sessionMs).toString(36);
      const named = session === null ? [] : [names.session(session)];
      const value = sign('session', [until, Buffer.from(subject).toString('base64url'), ...named].join('.'));
      return { answer, cookies: [over, cookie(sessionName, value, 'Strict', limits.sessionMs)] };
    },
    async signOut(cookies) {
      const found = sessionOf(cookies);
      if (found !== null) await revocations.revoke([found.session]);
      return { cookie: cookie(sessionName, '', 'Strict', 0), url: found === null ? null : await provider.endPage() };
    },
    async endSessions(token) {
      const ended = await provider.verifyLogout(token);
      if (ended === null || !ended.ok) return ended;
      const message = names.message(ended);
      const isNew = (await revocations.filterActive([message], { isFresh: true })).length === 1;
      if (!isNew) return { ok: false, code: 'replayed' };
      const { subject, session } = ended;
      if (session !== null) await revocations.revokeBonds([names.bond(names.session(session))]);
      // One session that is named ends alone. Of those that the provider did not name when they began, nobody knows which it is.
      if (subject !== null)
        for (const isNamed of session === null ? [true, false] : [false]) await revocations.revokeAll(names.account(subject, isNamed));
      // Last: what could not be ended may be posted again.
      await revocations.revoke([message]);
      return ended;
    },
  };
}

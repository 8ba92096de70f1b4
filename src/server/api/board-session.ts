// Signing in for the board at the operator's OpenID provider, and out again. It is begun by a press on the page alone, as a POST: no foreign page
// and no crawler begins it, and each attempt is counted.

import type { Logger } from '../../logging/logger.ts';
import type { BoardAccounts } from '../auth/board-accounts.ts';
import { refuse } from '../../core/refusal.ts';
import { readBody, readForm } from '../http/body.ts';
import { apiHeaders, jsonHeaders, noContent } from '../http/headers.ts';
import { httpError } from '../http/problem.ts';
import type { ApiHandler } from '../http/route.ts';
import type { BoardSignInAnswer, BoardSignOutAnswer } from './answers.ts';
import * as schemas from './schemas.ts';

interface Deps {
  readonly accounts: BoardAccounts;
}

export function beginBoardSignIn({ accounts }: Deps): ApiHandler {
  return async ({ request, client }) => {
    if (!accounts.isOpen || client !== null) return httpError('request.path');
    const body = await readBody(request, schemas.nothing);
    if (!body.ok) return body;
    const begun = await accounts.begin();
    if (begun === null) return httpError('board.provider');
    return new Response(JSON.stringify({ url: begun.url } satisfies BoardSignInAnswer), {
      headers: { ...jsonHeaders, 'Set-Cookie': begun.cookie },
    });
  };
}

/** Where the provider sends the browser back to. Whatever it brings, the page is next, and nothing of it stays in the address. */
export function finishBoardSignIn({ accounts, log }: Deps & { readonly log: Logger }): ApiHandler {
  return async ({ request }) => {
    if (!accounts.isOpen) return httpError('request.path');
    const { answer, cookies } = await accounts.finish(new URL(request.url).search, request.headers.get('cookie'));
    if (!answer.ok) log({ level: 'info', event: 'board.signin', code: answer.code });
    const headers = new Headers({ ...apiHeaders, Location: answer.ok ? '/board' : '/board?sign-in=failed' });
    for (const line of cookies) headers.append('Set-Cookie', line);
    return new Response(null, { status: 303, headers });
  };
}

export function endBoardSession({ accounts }: Deps): ApiHandler {
  return async ({ request }) => {
    if (!accounts.isOpen) return httpError('request.path');
    const { cookie, url } = await accounts.signOut(request.headers.get('cookie'));
    return new Response(JSON.stringify({ url } satisfies BoardSignOutAnswer), { headers: { ...jsonHeaders, 'Set-Cookie': cookie } });
  };
}

/** Longer than any that a provider sends. */
const TOKEN_LENGTH = 8_192;

/** Where the provider posts that a session has ended (OpenID Connect Back-Channel Logout). What it brings is believed by its signature alone. */
export function hearLogout({ accounts, log }: Deps & { readonly log: Logger }): ApiHandler {
  return async ({ request }) => {
    if (!accounts.isOpen) return httpError('request.path');
    const form = await readForm(request);
    if (!form.ok) return form;
    const [token = '', ...others] = form.value.getAll('logout_token');
    const isOne = token !== '' && others.length === 0 && token.length <= TOKEN_LENGTH;
    const answer = isOne ? await accounts.endSessions(token) : ({ ok: false, code: 'no_token' } as const);
    if (answer === null) return httpError('board.provider');
    if (answer.ok) return noContent();
    log({ level: 'info', event: 'board.logout', code: answer.code });
    return refuse('input.invalid', { field: 'logout_token' });
  };
}

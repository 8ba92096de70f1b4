// Signing in for the board at the operator's OpenID provider, and out again. It is begun by a press on the page alone, as a POST: no foreign page
// and no crawler begins it, and each attempt is counted.

import type { Logger } from '../../logging/logger.ts';
import type { BoardAccounts } from '../auth/board-accounts.ts';
import { readBody } from '../http/body.ts';
import { apiHeaders, jsonHeaders } from '../http/headers.ts';
import { httpError } from '../http/problem.ts';
import type { ApiHandler } from '../http/route.ts';
import type { BoardSignInAnswer } from './answers.ts';
import * as schemas from './schemas.ts';

interface Deps {
  readonly accounts: BoardAccounts;
}

export function beginBoardSignIn({ accounts }: Deps): ApiHandler {
  return async ({ request, isProgram }) => {
    if (!accounts.isOpen || isProgram) return httpError('request.path');
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
    return new Response(null, {
      status: 204,
      headers: { ...apiHeaders, 'Set-Cookie': await accounts.signOut(request.headers.get('cookie')) },
    });
  };
}

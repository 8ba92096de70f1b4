// Signing in from chat: a single-use token becomes a cookie, and only by a press on the page. Opening the link changes nothing.

import { refuse } from '../../core/refusal.ts';
import type { SignInTokens } from '../../core/sign-in-tokens.ts';
import { readBody } from '../http/body.ts';
import { apiHeaders, json, jsonHeaders } from '../http/headers.ts';
import type { SessionRevocations } from '../auth/session-revocations.ts';
import type { Sessions } from '../auth/session.ts';
import type { ApiHandler } from '../http/route.ts';
import type { PersonsAnswer, SignedInAnswer } from './answers.ts';
import * as schemas from './schemas.ts';

export function listPersons(): ApiHandler {
  return ({ everybody }) => json({ persons: everybody.map(({ ref, name }) => ({ ref, name })) } satisfies PersonsAnswer);
}

interface SignInDeps {
  readonly sessions: Sessions;
  readonly tokens: SignInTokens;
  readonly revocations: SessionRevocations;
}

export function signIn({ sessions, tokens, revocations }: SignInDeps): ApiHandler {
  return async ({ request, everybody }) => {
    const body = await readBody(request, schemas.session);
    if (!body.ok) return body;
    const pass = await tokens.redeem(body.value.token);
    if (!pass.ok) return pass;
    const { person, share, issuedAt } = pass.value;
    // Signed out means signed out: links from chat that were made before it are refused.
    if (await revocations.isOver(person.key, issuedAt)) return refuse('token.invalid');
    await revocations.revoke(everybody.filter(({ key }) => key === person.key));
    const { line, ref } = sessions.withPerson(request.headers.get('cookie'), person);
    const answer = JSON.stringify({ person: { ref, name: person.name }, share } satisfies SignedInAnswer);
    return new Response(answer, { headers: { ...jsonHeaders, 'Set-Cookie': line } });
  };
}

/** Signs everybody in this browser out: the cookie is deleted, and a copy of it is worthless. */
export function signOut({ sessions, revocations }: Omit<SignInDeps, 'tokens'>): ApiHandler {
  return async ({ everybody, isProgram }) => {
    if (!isProgram) await revocations.revoke(everybody);
    return new Response(null, { status: 204, headers: { ...apiHeaders, 'Set-Cookie': sessions.clearCookie } });
  };
}

// Signing in from chat: a single-use token becomes a cookie, and only by a press on the page. Opening the link changes nothing.

import type { Bonds } from '../../core/bonds.ts';
import { refuse } from '../../core/refusal.ts';
import type { Shares } from '../../core/shares.ts';
import type { SignInTokens } from '../../core/sign-in-tokens.ts';
import { hashB64 } from '../../crypto/bytes.ts';
import { isSignedRequest } from '../../crypto/keys/device-request.ts';
import { readBody } from '../http/body.ts';
import { apiHeaders, json, jsonHeaders } from '../http/headers.ts';
import type { SessionRevocations } from '../auth/session-revocations.ts';
import type { Sessions } from '../auth/session.ts';
import { httpError } from '../http/problem.ts';
import type { ApiHandler } from '../http/route.ts';
import type { PersonsAnswer, SignedInAnswer, TokenAnswer } from './answers.ts';
import { grantsOf, type BoardDoor } from './board.ts';
import * as schemas from './schemas.ts';

export function listPersons(door: BoardDoor): ApiHandler {
  return async (call) => {
    const persons = call.everybody.map(({ ref, name }) => ({ ref, name }));
    const seesBoard = (await grantsOf(door, call)).length > 0;
    return json({ persons, ...(seesBoard && { board: true }) } satisfies PersonsAnswer);
  };
}

interface SignInDeps {
  readonly sessions: Sessions;
  readonly tokens: SignInTokens;
  readonly revocations: SessionRevocations;
  readonly bonds: Bonds;
  readonly host: string;
}

export function signIn({ sessions, tokens, revocations, bonds, host }: SignInDeps): ApiHandler {
  return async ({ request, everybody }) => {
    const body = await readBody(request, schemas.session);
    if (!body.ok) return body;
    const { token, bond: asked } = body.value;
    // Before the token is spent: a browser that cannot sign gets no session that it did not mean.
    if (asked !== undefined && !(await isSignedRequest({ kind: 'bond', host, token: hashB64(token) }, asked)))
      return refuse('proof.failed');
    const pass = await tokens.redeem(token);
    if (!pass.ok) return pass;
    const { person, share, issuedAt } = pass.value;
    // Signed out means signed out: links from chat that were made before it are refused.
    if (await revocations.isOver(person.key, issuedAt)) return refuse('token.invalid');
    await revocations.revoke(everybody.filter(({ key }) => key === person.key));
    const bond = asked === undefined ? null : await bonds.bind(person.key, asked.device);
    const { line, ref } = sessions.withPerson(request.headers.get('cookie'), person, bond);
    const answer = JSON.stringify({ person: { ref, name: person.name }, share } satisfies SignedInAnswer);
    return new Response(answer, { headers: { ...jsonHeaders, 'Set-Cookie': line } });
  };
}

/** Whom a link from chat signs in, and what it is about. It stays as good as it was. */
export function viewToken({
  tokens,
  sessions,
  revocations,
  shares,
}: Omit<SignInDeps, 'bonds' | 'host'> & { readonly shares: Shares }): ApiHandler {
  return async ({ request }) => {
    const body = await readBody(request, schemas.issuedToken);
    if (!body.ok) return body;
    const pass = await tokens.peek(body.value.token);
    if (!pass.ok) return pass;
    const { person, share, issuedAt } = pass.value;
    if (await revocations.isOver(person.key, issuedAt)) return refuse('token.invalid');
    const view = share === null ? null : await shares.view(share, [person.key]);
    return json({
      person: { ref: sessions.refOf(person.key), name: person.name },
      share: view?.ok ? view.value : null,
    } satisfies TokenAnswer);
  };
}

/** Signs everybody in this browser, or this terminal, out: a copy of its cookie or token is worthless, and it is not known any more. */
export function signOut({ sessions, revocations, bonds }: Omit<SignInDeps, 'tokens' | 'host'>): ApiHandler {
  return async ({ everybody, client }) => {
    // The operator ends the token of a program, not the program.
    if (client !== null && client.bond === null) return httpError('request.role');
    await revocations.revoke(everybody);
    for (const { key, bond } of everybody) if (bond !== null) await bonds.withdraw(key, bond);
    return new Response(null, { status: 204, headers: { ...apiHeaders, 'Set-Cookie': sessions.clearCookie } });
  };
}

// Coming in from chat: a single-use token becomes a cookie. Only by a press on the page; looking at the link changes nothing.

import { refuse } from '../../core/refusal.ts';
import { readBody } from '../http/body.ts';
import { apiHeaders, json, jsonHeaders } from '../http/headers.ts';
import type { Sessions } from '../who/session.ts';
import type { Handle, ServerWorld } from '../world.ts';
import * as bodies from './bodies.ts';

export function listPersons(): Handle {
  return ({ everybody }) => json({ persons: everybody.map(({ ref, name }) => ({ ref, name })) });
}

export function signIn({ tokens, ended }: Pick<ServerWorld, 'tokens' | 'ended'>, sessions: Sessions): Handle {
  return async ({ request, everybody }) => {
    const body = await readBody(request, bodies.session);
    if (!body.ok) return body;
    const pass = await tokens.redeem(body.value.token);
    if (!pass.ok) return pass;
    const { person, share, issuedAt } = pass.value;
    // Whoever was signed out stays so: a link from chat that was made before opens nothing that was made before.
    if (await ended.isOver(person.key, issuedAt)) return refuse('token.invalid');
    await ended.end(everybody.filter(({ key }) => key === person.key));
    const { line, ref } = sessions.add(request.headers.get('cookie'), person);
    const answer = JSON.stringify({ person: { ref, name: person.name }, share });
    return new Response(answer, { headers: { ...jsonHeaders, 'Set-Cookie': line } });
  };
}

/** Everybody who is signed in here: the cookie is taken away, and whoever has copied it holds nothing. */
export function signOut({ ended }: Pick<ServerWorld, 'ended'>, sessions: Sessions): Handle {
  return async ({ everybody, isProgram }) => {
    if (!isProgram) await ended.end(everybody);
    return new Response(null, { status: 204, headers: { ...apiHeaders, 'Set-Cookie': sessions.forget } });
  };
}

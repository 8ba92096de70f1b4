// Signing in by a browser's own key. A stranger learns nothing here: whatever is wrong, a share that is not there, a device that is not
// known, a person who is not meant, the answer is the one that a browser without a session gets everywhere.

import type { Bonds } from '../../core/bonds.ts';
import { refuse } from '../../core/refusal.ts';
import type { Shares } from '../../core/shares.ts';
import { isSignedRequest } from '../../crypto/keys/device-request.ts';
import { preferredParty } from '../auth/actor.ts';
import type { Nonces } from '../auth/nonces.ts';
import type { SessionRevocations } from '../auth/session-revocations.ts';
import type { Sessions } from '../auth/session.ts';
import { readBody } from '../http/body.ts';
import { json, jsonHeaders } from '../http/headers.ts';
import type { ApiHandler } from '../http/route.ts';
import type { NonceAnswer, SignedInAnswer } from './answers.ts';
import * as schemas from './schemas.ts';

export function issueNonce({ nonces }: { readonly nonces: Nonces }): ApiHandler {
  return ({ id }) => json({ nonce: nonces.issue(id) } satisfies NonceAnswer);
}

interface SignInByDeviceDeps {
  readonly nonces: Nonces;
  readonly bonds: Bonds;
  readonly shares: Shares;
  readonly sessions: Sessions;
  readonly revocations: SessionRevocations;
  readonly host: string;
}

export function signInByDevice({ nonces, bonds, shares, sessions, revocations, host }: SignInByDeviceDeps): ApiHandler {
  const stranger = refuse('session.required');
  return async ({ request, id, everybody }) => {
    const body = await readBody(request, schemas.deviceSignIn);
    if (!body.ok) return body;
    const { device, note, nonce } = body.value;
    // The signature comes before any look at the store: only the owner of a key learns anything about it.
    const untilAt = nonces.untilOf(id, nonce);
    if (untilAt === null || !(await isSignedRequest({ kind: 'sign-in', host, share: id, nonce }, { device, note }))) return stranger;
    const share = await shares.find(id);
    if (share === null) return stranger;
    const parties = [share.recipient, share.sender].filter((person) => person !== null);
    const wanted = preferredParty(request);
    const people = wanted === 'sender' ? parties.toReversed() : parties;
    const entered = await bonds.signIn(people, { device, nonce, untilAt });
    if (entered === null) return stranger;
    const { person, bond } = entered;
    await revocations.revoke(everybody.filter(({ key }) => key === person.key));
    const { line, ref } = sessions.withPerson(request.headers.get('cookie'), person, bond);
    const answer = JSON.stringify({ person: { ref, name: person.name }, share: id } satisfies SignedInAnswer);
    return new Response(answer, { headers: { ...jsonHeaders, 'Set-Cookie': line } });
  };
}

// The press at /go: the single-use token from chat becomes a session.

import { post, request } from '../../client/wire/connection.ts';
import type { Answer } from '../../client/wire/answer.ts';
import { parseSignedIn, type SignedIn } from '../sign-in/sign-in.ts';
import { loadProofs } from './load-proofs.ts';
import { here } from '../api/api.ts';

/** Trades the single-use token from chat for a session. `keep`: this browser asks to be known from now on. */
export async function signInByToken(token: string, keep: boolean): Promise<Answer<SignedIn>> {
  const bond = keep ? await (await loadProofs()).bondProof(token) : null;
  return request(here, '/api/session', post({ token, ...(bond !== null && { bond }) }), parseSignedIn);
}

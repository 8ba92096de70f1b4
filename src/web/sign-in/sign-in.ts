// What the server answers about signing in: who is in, and whom a single-use link from chat would sign in.

import { post, request } from '../../client/wire/connection.ts';
import type { Answer } from '../../client/wire/answer.ts';
import { asJson, type Json } from '../../client/wire/json.ts';
import { here } from '../api/api.ts';

export interface SignedIn {
  readonly ref: string;
  readonly share: string | null;
}

export const parseSignedIn = async (response: Response): Promise<SignedIn | null> => {
  const json = asJson(await response.json());
  const ref = asJson(json?.['person'])?.['ref'];
  const share = json?.['share'];
  return typeof ref === 'string' ? { ref, share: typeof share === 'string' ? share : null } : null;
};

/** Whom a token signs in, and what it is about. */
export interface Grant {
  readonly ref: string;
  readonly name: string;
  /** As the API describes it to that person; null when it is about no share. */
  readonly share: (Json & { readonly id: string; readonly role: string }) | null;
}

export function askGrant(token: string): Promise<Answer<Grant>> {
  return request(here, '/api/session/look', post({ token }), async (response) => {
    const json = asJson(await response.json());
    const person = asJson(json?.['person']);
    const [ref, name] = [person?.['ref'], person?.['name']];
    const share = asJson(json?.['share']);
    const [id, role] = [share?.['id'], share?.['role']];
    if (typeof ref !== 'string' || typeof name !== 'string') return null;
    return { ref, name, share: typeof id === 'string' && typeof role === 'string' ? { ...share, id, role } : null };
  });
}

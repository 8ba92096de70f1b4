// Signing in: by the key of a browser that is known, and by the single-use link from chat. Used by the page of a share and by /go.

import { actAs, getInit, post, request, type Answer } from '../api/api.ts';
import { asJson, type Json } from '../api/view.ts';
import type { Load } from '../load.ts';
import type { signInProof as SignInProof } from './device-proofs.ts';

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

/** True when the server knows this browser as that of a party of the share; the tab acts as that person then. */
export async function signInHere(share: string, load: Load<{ readonly signInProof: typeof SignInProof }>): Promise<boolean> {
  const { signInProof } = await load();
  const path = `/api/shares/${share}/sign-in`;
  const asked = await request(path, getInit(), async (response) => asJson(await response.json())?.['nonce']);
  const proof = asked.ok && typeof asked.value === 'string' ? await signInProof(share, asked.value) : null;
  if (proof === null) return false;
  const entered = await request(path, post(proof), parseSignedIn);
  if (entered.ok) actAs(entered.value.ref);
  return entered.ok;
}

/** Whom a token signs in, and what it is about. */
export interface Grant {
  readonly ref: string;
  readonly name: string;
  /** As the API describes it to that person; null when it is about no share. */
  readonly share: (Json & { readonly id: string; readonly role: string }) | null;
}

export function askGrant(token: string): Promise<Answer<Grant>> {
  return request('/api/session/look', post({ token }), async (response) => {
    const json = asJson(await response.json());
    const person = asJson(json?.['person']);
    const [ref, name] = [person?.['ref'], person?.['name']];
    const share = asJson(json?.['share']);
    const [id, role] = [share?.['id'], share?.['role']];
    if (typeof ref !== 'string' || typeof name !== 'string') return null;
    return { ref, name, share: typeof id === 'string' && typeof role === 'string' ? { ...share, id, role } : null };
  });
}

// Signing in by the key of a browser that is known. Fetched by the page of a share and by /go only when no one is signed in there.

import { actAs, here } from '../api/api.ts';
import { post, request } from '../../client/wire/connection.ts';
import { asJson } from '../../client/wire/json.ts';
import { signInProof } from './device-proofs.ts';
import { parseSignedIn } from './sign-in.ts';

/** True when the server knows this browser as that of a party of the share; the tab acts as that person then. */
export async function signInHere(share: string): Promise<boolean> {
  const path = `/api/shares/${share}/sign-in`;
  const asked = await request(here, path, {}, async (response) => asJson(await response.json())?.['nonce']);
  const proof = asked.ok && typeof asked.value === 'string' ? await signInProof(share, asked.value) : null;
  if (proof === null) return false;
  const entered = await request(here, path, post(proof), parseSignedIn);
  if (entered.ok) actAs(entered.value.ref);
  return entered.ok;
}

// What the sender's side signs, in the name of this browser.

import type { ShareView } from '../../client/answers/share-view.ts';
import { sealBody, wasSealedBy, type SealBody } from '../../client/crypto/seal.ts';
import type { Signing } from '../../client/crypto/signing.ts';
import { signingHere } from '../crypto/here.ts';

export const sealHere = async (what: Omit<Parameters<typeof sealBody>[0], keyof Signing>): Promise<SealBody> =>
  sealBody({ ...what, ...(await signingHere()) });

/** True when this browser has signed that this payload is sealed. */
export const wasSealedHere = async (view: ShareView, payload: string): Promise<boolean> =>
  wasSealedBy(await signingHere(), { ...view, payload });

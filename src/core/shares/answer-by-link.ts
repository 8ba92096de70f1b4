// The holder of a request's link: who has the secret in it may see what is asked, and put it in once. They read nothing, before or after.

import { requestGate } from '../../crypto/keys/request-link.ts';
import type { Clock } from '../ports/clock.ts';
import type { ShareReader } from '../ports/share-store.ts';
import { limits } from '../limits.ts';
import { refuse, type Result } from '../refusal.ts';
import { OUTSIDER, type Share } from '../share.ts';
import { findShare } from './queries.ts';
import { sealShare, type SealDeps, type SealInput } from './seal.ts';
import { outsiderView, type ShareView } from './share-view.ts';

import { nullIfMalformed } from './verify-statement.ts';

interface ByLink {
  readonly id: string;
  /** base64: the secret in the link. */
  readonly secret: string;
}

/** What is asked, and the key to seal it to. Used, expired, taken back and never there are one answer. */
export async function viewByLink(
  { store, clock }: { readonly store: ShareReader; readonly clock: Clock },
  { id, secret }: ByLink,
): Promise<Result<ShareView>> {
  const share = await findShare({ store }, id);
  return share !== null && holdsLink(share, secret) ? outsiderView(share, clock()) : refuse('share.gone');
}

export async function answerByLink(deps: SealDeps, { id, secret, input }: ByLink & { readonly input: SealInput }): Promise<Result<Share>> {
  // Nothing of a stranger's waits in the store, so the payload comes with the seal, and is as large as one request.
  if (input.payload === null) return refuse('input.invalid', { field: 'payload' });
  if (input.payload.length > limits.inlinePayloadBytes) return refuse('input.too_large', { field: 'payload' });
  const share = await findShare(deps, id);
  if (share === null || !holdsLink(share, secret)) return refuse('share.gone');
  return sealShare(deps, { id, by: OUTSIDER.key, input });
}

/** The gate never changes once it is there, so what holds here holds at the commit. */
function holdsLink({ id, asked }: Share, secret: string): boolean {
  if (asked?.of !== 'link' || asked.gate === null) return false;
  return nullIfMalformed(() => requestGate(secret, id)) === asked.gate;
}

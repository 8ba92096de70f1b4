// A request: a person or the holder of a link is asked for a secret, and what they give is encrypted to a key of this device. Nobody is asked
// before that key is kept here.

import { decodeBase64 } from '../../crypto/bytes.ts';
import { formatRequestFragment, requestGate } from '../../crypto/keys/request-link.ts';
import type { Kind } from '../../crypto/share-terms.ts';
import { ApiError, taken } from '../api-error.ts';
import type { ClientCall } from '../call.ts';
import { createRequest } from '../calls/new-shares.ts';
import { newOnce } from '../calls/once.ts';
import { fetchView } from '../calls/share-api.ts';
import { loadOrMakeAskedSecret } from '../keys/own-keys.ts';
import { acceptHere } from './open-own.ts';

/** A person of chat (`slack:@name`, `slack:U…`, `discord:name`, or `slack:T…:U…` as chat numbers them), or the other person of a share of one's own. */
export type Addressee = string | { readonly share: string };

/** As the server takes it. */
export const formatTo = (to: Addressee): string | object => (typeof to === 'string' && /^[^:]+:[^:]+:./.test(to) ? { person: to } : to);

export interface AskWish {
  readonly label: string;
  readonly note: string;
  readonly kind: Kind;
  readonly fields: readonly string[];
  readonly template: string | undefined;
  readonly expiresInMs: number;
  /** Absent: the holder of a link. */
  readonly to: Addressee | undefined;
}

export interface Requested {
  readonly id: string;
  /** The link, for the person who gives the secret; it reads nothing. Null: the person is asked in chat. */
  readonly url: string | null;
  /** Epoch ms. */
  readonly expiresAt: number;
}

export async function askFor(call: ClientCall, { to, template, ...wish }: AskWish): Promise<Requested> {
  const body = { ...wish, ...(template !== undefined && { template }), ...(to !== undefined && { to: formatTo(to) }) };
  const { id, expiresAt } = taken(await createRequest(call.connection, body, newOnce()));
  return { id, url: await sendAsk(call, id), expiresAt };
}

/** The key, then the acceptance, by which the other one is asked. Null where they are asked in chat. */
export async function sendAsk(call: ClientCall, id: string): Promise<string | null> {
  const view = taken(await fetchView(call.connection, id));
  if (view.id !== id || view.asked === null || view.mode !== 'sealed') throw new ApiError('mismatch');
  if (view.asked.of === 'person') {
    await acceptHere(call, view);
    return null;
  }
  const secret = decodeBase64(await loadOrMakeAskedSecret(call.keys, id));
  if (secret === null) throw new RangeError('the key store holds no secret of a link under its name');
  const { device, key } = await acceptHere(call, view, requestGate(secret, id));
  return `${call.url.origin}/r/${id}#${formatRequestFragment(secret, { share: id, device, key: key ?? '' })}`;
}

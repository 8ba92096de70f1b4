// What the holder of a request's link asks of the server. The secret of the link goes along in a header or a body, never in an address.

import { postAgain, request, silent, type Connection } from '../wire/connection.ts';
import type { Answer } from '../wire/answer.ts';
import { parseView, type ShareView } from '../answers/share-view.ts';

export interface RequestApi {
  /** What is asked for, as long as the link takes an answer. */
  view(): Promise<Answer<ShareView>>;
  answer(body: object): Promise<Answer<null>>;
}

/** `secret`: base64. */
export function createRequestApi(connection: Connection, share: string, secret: string): RequestApi {
  const at = `/api/requests/${share}`;
  return {
    view: () => request(connection, at, { headers: { 'x-nt2-link': secret } }, async (response) => parseView(await response.json())),
    answer: (body) => silent(connection, `${at}/answer`, postAgain({ secret, ...body })),
  };
}

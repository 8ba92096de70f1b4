// What is asked of a server about one share.

import { parseClaimAnswer, parseView, type ClaimAnswer, type ShareView } from '../answers/share-view.ts';
import { readAnswer, type Answer } from '../wire/answer.ts';
import { postAgain, request, fetchFrom, silent, type Connection } from '../wire/connection.ts';

export interface ShareApi {
  /** Reads what has been asked already, or asks. */
  view(asked?: Promise<Response> | null): Promise<Answer<ShareView>>;
  /** Has the recipient asked to accept, where nobody was told so far. */
  tell(): Promise<Answer<null>>;
  putPayload(bytes: Uint8Array<ArrayBuffer>): Promise<Answer<null>>;
  accept(body: object): Promise<Answer<null>>;
  /** `reason`: of a request, for the person who asked. */
  decline(reason?: string): Promise<Answer<null>>;
  revoke(): Promise<Answer<null>>;
  seal(body: object): Promise<Answer<null>>;
  claim(body: object): Promise<Answer<ClaimAnswer>>;
  payload(secret: string): Promise<Answer<Uint8Array<ArrayBuffer>>>;
  deliver(body: object): Promise<Answer<null>>;
  broken(body: object): Promise<Answer<null>>;
  /** The stream that tells of changes; the caller reads its body. */
  events(signal: AbortSignal): Promise<Response>;
}

export const addressOf = (share: string): string => `/api/shares/${share}`;

const OCTETS = 'application/octet-stream';

const readView = async (response: Response): Promise<ShareView | null> => parseView(await response.json());

export const fetchView = (connection: Connection, share: string): Promise<Answer<ShareView>> =>
  request(connection, addressOf(share), {}, readView);

/** What is sent twice is answered as it was the first time: each body carries a signature, a key or a secret by which the server knows it again. */
export function createShareApi(connection: Connection, share: string): ShareApi {
  const at = addressOf(share);
  const tell = (path: string, body: object): Promise<Answer<null>> => silent(connection, `${at}/${path}`, postAgain(body));
  return {
    view: (asked) => (asked ? readAnswer(asked, readView) : fetchView(connection, share)),
    tell: () => tell('tell', {}),
    putPayload: (body) =>
      silent(connection, `${at}/payload`, { method: 'PUT', headers: { 'content-type': OCTETS }, body, isRepeatable: true }),
    accept: (body) => tell('accept', body),
    decline: (reason) => tell('decline', { reason }),
    revoke: () => tell('revoke', {}),
    seal: (body) => tell('seal', body),
    claim: (body) => request(connection, `${at}/claim`, postAgain(body), async (response) => parseClaimAnswer(await response.json())),
    payload: (secret) =>
      request(
        connection,
        `${at}/payload`,
        { headers: { accept: OCTETS, 'x-nt2-claim': secret } },
        async (response) => new Uint8Array(await response.arrayBuffer()),
      ),
    deliver: (body) => tell('deliver', body),
    broken: (body) => tell('broken', body),
    events: (signal) => fetchFrom(connection, `${at}/events`, { headers: { accept: 'text/event-stream' }, signal }),
  };
}

// What the page that begins a request asks of the server: whom this person has shared with before, what may be asked of them, and the request itself.

import { here } from './api.ts';
import { post, postAgain, request } from '../../client/wire/connection.ts';
import type { Answer } from '../../client/wire/answer.ts';
import type { Way, Wish } from './ask-page.ts';
import { parseMine } from '../../client/answers/mine-page.ts';
import { asJson } from '../../client/wire/json.ts';

/** `share`: the newest one with them, by which the server knows them. */
export interface SharedWith {
  readonly share: string;
  readonly name: string;
  readonly label: string;
}

/** The most that the server lists at once. */
const LOOKED_AT = 50;

/** Each person once, the last one first. */
export function fetchKnown(): Promise<Answer<readonly SharedWith[]>> {
  return request(here, '/api/shares/search', post({ limit: LOOKED_AT }), async (response) => {
    const page = parseMine(await response.json());
    const known = new Map<string, SharedWith>();
    for (const { id, other, otherRef, label } of page?.rows ?? [])
      if (other !== null && otherRef !== null && !known.has(otherRef)) known.set(otherRef, { share: id, name: other, label });
    return page && [...known.values()];
  });
}

const to = (share: string | null) => share !== null && { to: { share } };

/** Of our own server, whose answers a type test holds against these. */
export const fetchWays = (share: string | null): Promise<Answer<readonly Way[]>> =>
  request(here, '/api/requests/ways', post({ ...to(share) }), async (response) => {
    const ways = asJson(await response.json())?.['ways'];
    return Array.isArray(ways) ? (ways as Way[]) : null;
  });

/** `once`: a wish whose answer was lost is sent again with the same one, and one request has been made. The answer is its id. */
export function sendRequest({ share, ...wish }: Wish, once: string): Promise<Answer<string>> {
  return request(here, '/api/requests', postAgain({ ...wish, ...to(share) }, { 'idempotency-key': once }), async (response) => {
    const id = asJson(await response.json())?.['id'];
    return typeof id === 'string' ? id : null;
  });
}

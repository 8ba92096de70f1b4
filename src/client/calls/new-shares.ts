// What is asked of a server to make a share.

import {
  parseAskingTenant,
  parseMadeForPeople,
  parseMadeShare,
  type AskingTenant,
  type MadeForPeople,
  type MadeShare,
} from '../answers/made-share.ts';
import type { Answer } from '../wire/answer.ts';
import { postAgain, request, type CallInit, type Connection } from '../wire/connection.ts';

export const fetchTenant = (connection: Connection): Promise<Answer<AskingTenant>> =>
  request(connection, '/api/tenant', {}, async (response) => parseAskingTenant(await response.json()));

export const createShare = (connection: Connection, init: CallInit): Promise<Answer<MadeShare>> =>
  request(connection, '/api/shares', init, async (response) => parseMadeShare(await response.json()));

/** `once`: a wish whose answer was lost is sent again with the same one, and one request has been made. */
export const createRequest = (connection: Connection, wish: object, once: string): Promise<Answer<MadeShare>> =>
  request(connection, '/api/requests', postAgain(wish, { 'idempotency-key': once }), async (response) =>
    parseMadeShare(await response.json()),
  );

/** `once`: as above. */
export const beginForPeople = (connection: Connection, wish: object, once: string): Promise<Answer<MadeForPeople>> =>
  request(connection, '/api/shares', postAgain(wish, { 'idempotency-key': once }), async (response) =>
    parseMadeForPeople(await response.json()),
  );

// What is asked of a server to make a share.

import { parseMadeShare, parseAskingTenant, type MadeShare, type AskingTenant } from '../answers/made-share.ts';
import type { Answer } from '../wire/answer.ts';
import { request, type CallInit, type Connection } from '../wire/connection.ts';

export const fetchTenant = (connection: Connection): Promise<Answer<AskingTenant>> =>
  request(connection, '/api/tenant', {}, async (response) => parseAskingTenant(await response.json()));

export const createShare = (connection: Connection, init: CallInit): Promise<Answer<MadeShare>> =>
  request(connection, '/api/shares', init, async (response) => parseMadeShare(await response.json()));

// Whether someone in this browser sees a board of the operator.

import { here } from './api.ts';
import { request } from '../../client/wire/connection.ts';
import { asJson } from '../../client/wire/json.ts';

export const fetchSeesBoard = async (): Promise<boolean> => {
  const answer = await request(here, '/api/session', {}, async (response) => asJson(await response.json()));
  return answer.ok && answer.value['board'] === true;
};

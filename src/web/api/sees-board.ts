// Whether someone in this browser sees a board of the operator.

import { getInit, request } from './api.ts';
import { asJson } from './view.ts';

export const fetchSeesBoard = async (): Promise<boolean> => {
  const answer = await request('/api/session', getInit(), async (response) => asJson(await response.json()));
  return answer.ok && answer.value['board'] === true;
};

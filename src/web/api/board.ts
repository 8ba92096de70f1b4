// What the board's page asks of the server, and what comes back.

import { getInit, headers, post, request, requestInit, type Answer } from './api.ts';
import type { Boards, SeenFilter, SeenGroup, SeenGroups, SeenPage, SeenRow } from './board-page.ts';
import { asJson, type Json } from './view.ts';

export const fetchBoards = (): Promise<Answer<Boards>> =>
  request('/api/board', getInit(), async (response) => {
    const json = asJson(await response.json());
    return json !== null && Array.isArray(json['boards']) ? (json as unknown as Boards) : null;
  });

const bodyOf = ({ tenant, state, person, template }: SeenFilter) => ({
  tenant,
  state,
  ...(person !== '' && { person }),
  ...(template !== '' && { template }),
});

export const fetchBoard = (filter: SeenFilter, before: string | null): Promise<Answer<SeenPage>> =>
  request('/api/board/search', post({ ...bodyOf(filter), ...(before !== null && { before }) }), async (response) => {
    const json = asJson(await response.json());
    if (json === null || !Array.isArray(json['rows'])) return null;
    const rows = json['rows'].map(asJson).filter((row): row is Json => typeof row?.['id'] === 'string');
    return { rows: rows as unknown as SeenRow[], next: typeof json['next'] === 'string' ? json['next'] : null };
  });

type Grouping = SeenGroup['kind'];

export const fetchBoardGroups = (filter: SeenFilter, by: Grouping, before: string | null): Promise<Answer<SeenGroups>> =>
  request('/api/board/groups', post({ ...bodyOf(filter), by, ...(before !== null && { before }) }), async (response) => {
    const json = asJson(await response.json());
    if (json === null || !Array.isArray(json['groups'])) return null;
    const groups = json['groups'].map(asJson).filter((group): group is Json => group?.['kind'] === by);
    const next = typeof json['next'] === 'string' ? json['next'] : null;
    return { groups: groups as unknown as SeenGroup[], counted: Number(json['counted']), next };
  });

export const fetchBoardFile = (filter: SeenFilter, format: 'csv' | 'json'): Promise<Answer<Blob>> =>
  request('/api/board/export', post({ ...bodyOf(filter), format }), (response) => response.blob());

const urlFrom = async (response: Response): Promise<string | null> => {
  const url = asJson(await response.json())?.['url'];
  return typeof url === 'string' && /^https?:/.test(url) ? url : null;
};

/** Where the browser goes next to sign in. */
export const beginSignIn = (): Promise<Answer<string>> => request('/api/board/session', post({}), urlFrom);

/** Where the person signs out at the provider itself; null: nowhere. */
export const endSession = (): Promise<Answer<{ readonly url: string | null }>> =>
  request('/api/board/session', requestInit('DELETE', { headers: headers() }), async (response) => ({ url: await urlFrom(response) }));

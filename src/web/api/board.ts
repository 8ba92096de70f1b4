// What the board's page asks of the server, and what comes back.

import { here } from './api.ts';
import { post, request } from '../../client/wire/connection.ts';
import type { Answer } from '../../client/wire/answer.ts';
import type { Boards, OverduePage, SeenFilter, SeenGroup, SeenGroups, SeenOverdue, SeenPage, SeenRow } from './board-page.ts';
import { asJson, type Json } from '../../client/wire/json.ts';

export const fetchBoards = (): Promise<Answer<Boards>> =>
  request(here, '/api/board', {}, async (response) => {
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
  request(here, '/api/board/search', post({ ...bodyOf(filter), ...(before !== null && { before }) }), async (response) => {
    const json = asJson(await response.json());
    if (json === null || !Array.isArray(json['rows'])) return null;
    const rows = json['rows'].map(asJson).filter((row): row is Json => typeof row?.['id'] === 'string');
    return { rows: rows as unknown as SeenRow[], next: typeof json['next'] === 'string' ? json['next'] : null };
  });

export const fetchOverdue = (tenant: string, before: string | null): Promise<Answer<OverduePage>> =>
  request(here, '/api/board/overdue', post({ tenant, ...(before !== null && { before }) }), async (response) => {
    const json = asJson(await response.json());
    if (json === null || !Array.isArray(json['rows'])) return null;
    const rows = json['rows'].map(asJson).filter((row): row is Json => typeof row?.['id'] === 'string');
    return { rows: rows as unknown as SeenOverdue[], next: typeof json['next'] === 'string' ? json['next'] : null };
  });

type Grouping = SeenGroup['kind'];

export const fetchBoardGroups = (filter: SeenFilter, by: Grouping, before: string | null): Promise<Answer<SeenGroups>> =>
  request(here, '/api/board/groups', post({ ...bodyOf(filter), by, ...(before !== null && { before }) }), async (response) => {
    const json = asJson(await response.json());
    if (json === null || !Array.isArray(json['groups'])) return null;
    const groups = json['groups'].map(asJson).filter((group): group is Json => group?.['kind'] === by);
    const next = typeof json['next'] === 'string' ? json['next'] : null;
    return { groups: groups as unknown as SeenGroup[], counted: Number(json['counted']), next };
  });

export const fetchBoardFile = (filter: SeenFilter, format: 'csv' | 'json'): Promise<Answer<Blob>> =>
  request(here, '/api/board/export', post({ ...bodyOf(filter), format }), (response) => response.blob());

const urlFrom = async (response: Response): Promise<string | null> => {
  const url = asJson(await response.json())?.['url'];
  return typeof url === 'string' && /^https?:/.test(url) ? url : null;
};

/** Where the browser goes next to sign in. */
export const beginSignIn = (): Promise<Answer<string>> => request(here, '/api/board/session', post({}), urlFrom);

/** Where the person signs out at the provider itself; null: nowhere. */
export const endSession = (): Promise<Answer<{ readonly url: string | null }>> =>
  request(here, '/api/board/session', { method: 'DELETE' }, async (response) => ({ url: await urlFrom(response) }));

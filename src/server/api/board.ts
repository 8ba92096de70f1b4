// The operator's board: who may see which, its rows, and the same as a file. It only reads. Whom the policy names is asked for each request
// and for each page of a file, so a role that was withdrawn ends at once. See docs/decisions/board.md.

import { BOARD_COUNTED, type Board, type BoardFilter, type BoardPage } from '../../core/evidence/board.ts';
import type { BoardRow, BoardSight } from '../../core/evidence/board-rows.ts';
import { accountGrants, grantOf, seesPart, type BoardGrant, type BoardPolicy } from '../../core/policy/board-access.ts';
import type { ListPlace } from '../../core/ports/list-store.ts';
import type { PersonKey } from '../../core/share.ts';
import type { BoardAccounts } from '../auth/board-accounts.ts';
import { readBody } from '../http/body.ts';
import { apiHeaders, json } from '../http/headers.ts';
import { httpError } from '../http/problem.ts';
import type { ApiHandler, ApiRequest } from '../http/route.ts';
import { streamText } from '../http/stream-text.ts';
import { boardFile, typeOf } from './board-file.ts';
import type { BoardAnswer, BoardCountsAnswer, BoardsAnswer } from './answers.ts';
import { formatPlace, parsePlace } from './cursor.ts';
import * as schemas from './schemas.ts';

const PAGE = 50;
const FILE_PAGE = 200;

export interface BoardDoor {
  readonly board: Board;
  readonly boardPolicy: () => BoardPolicy | undefined;
  /** People whom an OpenID provider has signed in. */
  readonly accounts: Pick<BoardAccounts, 'isOpen' | 'subjectOf'>;
}

/** Of each tenant one: an admin's before an auditor's. A program never has one. */
export async function grantsOf({ boardPolicy, accounts }: BoardDoor, { request, everybody, client }: ApiRequest): Promise<BoardGrant[]> {
  if (client !== null) return [];
  const subject = await accounts.subjectOf(request.headers.get('cookie'));
  const policy = boardPolicy();
  const all = [
    ...everybody.flatMap(({ key }) => grantOf(policy, key) ?? []),
    ...(subject === null ? [] : accountGrants(policy, subject)),
  ].toSorted((a, b) => a.role.localeCompare(b.role));
  return all.filter(({ tenant }, at) => all.findIndex((other) => other.tenant === tenant) === at);
}

const findGrant = async (door: BoardDoor, call: ApiRequest, tenant: string): Promise<BoardGrant | undefined> =>
  (await grantsOf(door, call)).find((grant) => grant.tenant === tenant);

export function listBoards(door: BoardDoor): ApiHandler {
  return async (call) => {
    const grants = await grantsOf(door, call);
    const labels = door.boardPolicy()?.labels ?? false;
    const boards = await Promise.all(
      grants.map(async ({ tenant, role }) => ({
        tenant,
        role,
        names: seesPart(role, 'names', { labels }),
        labels: seesPart(role, 'label', { labels }),
        counts: await door.board.count(tenant),
      })),
    );
    const isSignedIn = (await door.accounts.subjectOf(call.request.headers.get('cookie'))) !== null;
    return json({ boards, signIn: door.accounts.isOpen, isSignedIn } satisfies BoardsAnswer);
  };
}

/** A POST, so that people stand in no address and no log of a proxy, and so that it is counted. It changes nothing. */
export function searchBoard(door: BoardDoor): ApiHandler {
  return async (call) => {
    const body = await readBody(call.request, schemas.boardSearch);
    if (!body.ok) return body;
    const { tenant, before, limit = PAGE, ...filter } = body.value;
    const page = await pageOf(door, call, tenant, { ...filterOf(filter), before: parsePlace(before), limit });
    if (page === null) return httpError('board.none');
    return json({ rows: page.rows, next: formatPlace(page.last) } satisfies BoardAnswer);
  };
}

/** The same rows, counted by person or template. */
export function groupBoard(door: BoardDoor): ApiHandler {
  return async (call) => {
    const body = await readBody(call.request, schemas.boardGroups);
    if (!body.ok) return body;
    const { tenant, by, before, limit = BOARD_COUNTED, ...filter } = body.value;
    const sight = await sightOf(door, call, tenant);
    if (sight === null) return httpError('board.none');
    const query = { ...filterOf(filter), by, before: parsePlace(before), limit };
    const { groups, counted, last } = await door.board.groups(tenant, query, sight);
    return json({ groups, counted, next: formatPlace(last) } satisfies BoardCountsAnswer);
  };
}

export function exportBoard(door: BoardDoor): ApiHandler {
  return async (call) => {
    const body = await readBody(call.request, schemas.boardExport);
    if (!body.ok) return body;
    const { tenant, format, ...filter } = body.value;
    if ((await findGrant(door, call, tenant)) === undefined) return httpError('board.none');
    return new Response(streamText(boardFile(format, allPages(door, call, tenant, filterOf(filter)))), {
      headers: {
        ...apiHeaders,
        'Content-Type': typeOf(format),
        'Content-Disposition': `attachment; filename="nt2-board-${filter.state}.${format}"`,
      },
    });
  };
}

type Query = Parameters<Board['rows']>[1];

async function sightOf(door: BoardDoor, call: ApiRequest, tenant: string): Promise<BoardSight | null> {
  const grant = await findGrant(door, call, tenant);
  return grant === undefined ? null : { role: grant.role, labels: door.boardPolicy()?.labels ?? false };
}

async function pageOf(door: BoardDoor, call: ApiRequest, tenant: string, query: Query): Promise<BoardPage | null> {
  const sight = await sightOf(door, call, tenant);
  return sight && door.board.rows(tenant, query, sight);
}

async function* allPages(door: BoardDoor, call: ApiRequest, tenant: string, filter: BoardFilter): AsyncGenerator<readonly BoardRow[]> {
  for (let before: ListPlace | null = null; ;) {
    const page = await pageOf(door, call, tenant, { ...filter, before, limit: FILE_PAGE });
    if (page === null) throw new Error('The role was withdrawn while the file was written.');
    yield page.rows;
    if (page.last === null) return;
    before = page.last;
  }
}

interface Asked {
  readonly state: BoardFilter['state'];
  readonly person?: string | undefined;
  readonly template?: string | undefined;
}

const filterOf = ({ state, person, template }: Asked): BoardFilter => ({
  state,
  person: (person as PersonKey | undefined) ?? null,
  template: template ?? null,
});

// docs/protocol/openapi.json is made from the server's schemas, lists the server's routes, and says what the server really answers.

import type * as z from 'zod';
import { afterAll, beforeAll, describe, expect, expectTypeOf, test } from 'vitest';
import { PROBE_HEADER, signProbe } from '../../src/server/api/address.ts';
import type * as answers from '../../src/server/api/answers.ts';
import type { ListRow } from '../../src/core/shares/list-row.ts';
import type { ShareView } from '../../src/core/shares/share-view.ts';
import type { BoardGroup } from '../../src/core/evidence/board-groups.ts';
import type { BoardRow } from '../../src/core/evidence/board-rows.ts';
import type { Boards, SeenGroups, SeenPage } from '../../src/web/api/board-page.ts';
import type { Way } from '../../src/web/api/ask-page.ts';
import type { MinePage } from '../../src/client/answers/mine-page.ts';
import type { ClaimAnswer, ShareView as ViewOfPages } from '../../src/client/answers/share-view.ts';
import { ann, openDoor, type Answer, type Ask, type Harness } from '../server/harness.ts';
import { readyLink } from '../server/wire.ts';
import { createJudge, type Document } from '../reference/judge.ts';
import { httpExamples } from './http-examples.ts';
import { makeOpenApi, OPENAPI } from './openapi.ts';
import { readPage } from './pages.ts';

const text = readPage(OPENAPI);
const judge = createJudge(JSON.parse(text) as Document);
const { operations, operationOf } = judge;

/** Without `readonly` and the brands of ids, which JSON does not have. */
type Plain<T> = T extends { readonly __id: unknown }
  ? string
  : T extends readonly (infer Item)[]
    ? Plain<Item>[]
    : T extends object
      ? { -readonly [Key in keyof T]: Plain<T[Key]> }
      : T;

interface Seen {
  readonly method: string;
  readonly url: string;
  readonly ask: Ask;
  readonly answer: Pick<Answer, 'status' | 'headers' | 'text'>;
}

const faultsIn = ({ method, url, ask, answer: { status, headers, text: said } }: Seen): string[] =>
  judge.faultsIn({ method, url, sent: ask.json, status, headers, text: said });

describe('openapi.json', () => {
  const seen: Seen[] = [];
  let door: Harness;

  beforeAll(async () => {
    await httpExamples((exchange) => seen.push(exchange));
    door = await openDoor();
    const ask = async (method: string, url: string, more: Ask = {}): Promise<Answer> => {
      const answer = await door.ask(method, url, more);
      seen.push({ method, url, ask: more, answer });
      return answer;
    };
    const share = await readyLink(door);
    await door.sign();
    const auditor = await door.apiTokens.create('audit', { scopes: ['audit'] });
    const bearer = auditor.ok ? auditor.value : '';
    const tag = share.id.slice(0, 6);
    await ask('GET', `/log/${tag}/checkpoint`, { bearer });
    await ask('GET', `/log/${tag}/tile/0/000.p/2`, { bearer });
    await ask('GET', `/log/${tag}/tile/entries/000.p/2`, { bearer });
    await ask('GET', `/log/${tag}/checkpoint`);
    await ask('GET', `/.well-known/nt2/keys?tag=${tag}`);
    await ask('GET', `/.well-known/nt2/address`, { headers: { [PROBE_HEADER]: signProbe(door.serverCrypto, door.time.now) } });
    await ask('GET', '/.well-known/nt2/address');
    await ask('POST', '/api/session', { json: { token: 'x' } });
    for (const path of [
      '/',
      '/go',
      '/devices',
      '/mine',
      '/ask',
      '/vault',
      '/file',
      '/nt2-file.html',
      '/pages.sha256',
      '/board',
      '/offboard',
      '/verify',
      '/s/x/receipt',
      '/s/x',
      '/r/x',
      '/assets/main-ABCDEFGH.js',
      '/favicon.ico',
      '/api/openapi.json',
      '/reference',
    ])
      await ask('GET', path);
    const own = await door.begin('sealed');
    const events = await door.server.request(`/api/shares/${own.id}/events`, { headers: { cookie: await door.signIn(ann) } }, {});
    seen.push({
      method: 'GET',
      url: `/api/shares/${own.id}/events`,
      ask: {},
      answer: { status: events.status, headers: events.headers, text: '' },
    });
    await events.body?.cancel();
  });
  afterAll(() => door.close());

  test('is what the schemas make (to write it anew: node tests/docs/fill.ts)', () => {
    expect(text).toBe(makeOpenApi());
  });

  test('has every route of the server and no other', () => {
    const served = door.server.routes.map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}').replace(/\*$/, '{path}')}`);
    expect(operations.map(({ name }) => name).toSorted()).toEqual(served.toSorted());
  });

  test('says what the server really takes and answers, refusals included', () => {
    expect(seen.flatMap(faultsIn)).toEqual([]);
    const succeeded = seen.filter(({ answer }) => answer.status < 400).map(({ method, url }) => operationOf(method, url)?.name ?? '');
    expect([...new Set(succeeded)].toSorted()).toEqual(operations.map(({ name }) => name).toSorted());
    expect(seen.filter(({ answer }) => answer.status >= 400).length).toBeGreaterThan(5);
  });

  test('an answer with a line too many, one too few, another type or an unknown code is found', () => {
    const look = seen.find(({ method, url, answer }) => answer.status === 200 && operationOf(method, url)?.name === 'GET /api/shares/{id}');
    const refused = seen.find(({ answer }) => answer.status === 410);
    if (look === undefined || refused === undefined) throw new Error('no such exchange');
    const planted = (exchange: Seen, json: object, headers = exchange.answer.headers): string[] =>
      faultsIn({
        ...exchange,
        answer: { ...exchange.answer, headers, text: JSON.stringify({ ...(JSON.parse(exchange.answer.text) as object), ...json }) },
      });
    expect(planted(look, {})).toEqual([]);
    expect(planted(look, { more: 1 })).toHaveLength(1);
    expect(planted(look, { now: undefined })).toHaveLength(1);
    expect(planted(look, { status: 'lost' })).toHaveLength(1);
    const other = new Headers(look.answer.headers);
    other.set('content-type', 'text/plain');
    expect(planted(look, {}, other)).toHaveLength(1);
    other.delete('x-content-type-options');
    expect(planted(look, {}, other)).toHaveLength(2);
    const cookie = new Headers(look.answer.headers);
    cookie.set('set-cookie', 'nt2=1');
    expect(planted(look, {}, cookie)).toHaveLength(1);
    expect(planted(refused, { code: 'share.lost' })).toHaveLength(1);
    expect(faultsIn({ ...look, url: '/api/nothing' })).toHaveLength(1);
  });

  test('a share is the same type in the core, in the schema and in the pages', () => {
    type Schema = Plain<z.output<typeof answers.shareView>>;
    expectTypeOf<Plain<ShareView>>().toEqualTypeOf<Schema>();
    expectTypeOf<Plain<ViewOfPages>>().toEqualTypeOf<Schema>();
    type List = Plain<z.output<typeof answers.ownShares>>;
    expectTypeOf<Plain<Omit<ListRow, 'otherKey'>>>().toEqualTypeOf<Plain<Omit<List['rows'][number], 'otherRef'>>>();
    expectTypeOf<List>().toExtend<Plain<MinePage>>();
    expectTypeOf<Plain<Way>>().toEqualTypeOf<Plain<z.output<typeof answers.requestWays>['ways'][number]>>();
    type Rows = Plain<z.output<typeof answers.boardPage>>;
    expectTypeOf<Plain<BoardRow>>().toEqualTypeOf<Rows['rows'][number]>();
    expectTypeOf<Plain<SeenPage>>().toEqualTypeOf<Rows>();
    type Groups = Plain<z.output<typeof answers.boardCounts>>;
    expectTypeOf<Plain<BoardGroup>>().toEqualTypeOf<Groups['groups'][number]>();
    expectTypeOf<Plain<SeenGroups>>().toEqualTypeOf<Groups>();
    expectTypeOf<Plain<Boards>>().toEqualTypeOf<Plain<z.output<typeof answers.boards>>>();
    expectTypeOf<z.output<typeof answers.claimed>>().toExtend<ClaimAnswer>();
  });
});

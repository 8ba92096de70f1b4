// The operator's board over HTTP: who sees which, how much of it, and what strangers, other tenants and programs get.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BOARD_PARTS, BOARD_ROLES, BOARD_SIGHT, type BoardPart, type BoardPolicy } from '../../src/core/policy/board-access.ts';
import type { Policy } from '../../src/core/policy/policy.ts';
import type { Person, PersonKey } from '../../src/core/share.ts';
import { ann, ben, eve, HOUR, openDoor, person, TENANT, type Answer, type Harness } from './harness.ts';

const [ada, otto] = [person('ada', 'Ada'), person('otto', 'Otto')];
const foreign: Person = { key: 'playground:other:ada' as PersonKey, name: 'Ada of elsewhere' };
const ROLES: BoardPolicy = { admins: [ada.key, foreign.key], auditors: [otto.key], accounts: [], labels: false };
const policyOf = (board: BoardPolicy): Policy => ({ version: '1', hash: 'aGFzaA==', rules: [], templates: [], board });
const LABEL = '=Stripe webhook key';

describe('the board', () => {
  let door: Harness;
  let policy: Policy | null = policyOf(ROLES);
  const cookies = new Map<Person, string>();
  const as = (one: Person): string => cookies.get(one) ?? '';
  const search = (one: Person, more: object = {}): Promise<Answer> =>
    door.ask('POST', '/api/board/search', { cookie: as(one), json: { tenant: TENANT, state: 'outstanding', ...more } });
  const file = (one: Person, format: 'csv' | 'json', more: object = {}): Promise<Answer> =>
    door.ask('POST', '/api/board/export', { cookie: as(one), json: { tenant: TENANT, state: 'outstanding', format, ...more } });

  const groups = (one: Person, by: string, more: object = {}): Promise<Answer> =>
    door.ask('POST', '/api/board/groups', { cookie: as(one), json: { tenant: TENANT, state: 'outstanding', by, ...more } });

  beforeAll(async () => {
    door = await openDoor({ policy: () => policy });
    for (const one of [ann, ben, eve, ada, otto, foreign]) cookies.set(one, await door.signIn(one));
    for (const [recipient, label] of [
      [ben, LABEL],
      [eve, 'Deploy key'],
    ] as const) {
      const made = await door.shares.create({
        sender: ann,
        recipient,
        tenant: TENANT,
        mode: 'sealed',
        entry: 'page',
        via: 'chat',
        kind: 'credential',
        label,
        note: 'a note that nobody else reads',
        place: null,
        expiresInMs: HOUR,
      });
      expect(made.ok).toBe(true);
    }
  });
  afterAll(() => door.close());

  test('what each role sees of a row is what the table says', async () => {
    for (const labels of [false, true]) {
      policy = policyOf({ ...ROLES, labels });
      for (const [role, one] of [
        ['admin', ada],
        ['auditor', otto],
      ] as const) {
        const { json: own } = await door.ask('GET', '/api/board', { cookie: as(one) });
        expect(own.boards, role).toMatchObject([{ tenant: TENANT, role }]);
        const {
          json: { rows },
        } = await search(one, { person: ben.key });
        const found: Record<BoardPart, boolean> = {
          counts: own.boards[0].counts.outstanding === 2,
          facts: rows[0].kind === 'credential' && rows[0].status === 'offered' && rows[0].mode === 'sealed',
          identifiers: rows[0].sender.key === ann.key && rows[0].recipient.key === ben.key,
          names: rows[0].sender.name === 'Ann' && rows[0].recipient.name === 'Ben',
          label: rows[0].label === LABEL,
          export: (await file(one, 'json')).status === 200,
        };
        const wanted = BOARD_PARTS.map((part) => [
          part,
          BOARD_SIGHT[role][part] === 'yes' || (BOARD_SIGHT[role][part] === 'labels' && labels),
        ]);
        expect(Object.entries(found), `${role} ${labels}`).toEqual(wanted);
        expect(own.boards[0]).toMatchObject({ names: found.names, labels: found.label });
        const counted = await groups(one, 'person');
        expect(counted.json.groups.map((group: { person: Person }) => group.person.name).toSorted()).toEqual(
          found.names ? ['Ann', 'Ben', 'Eve'] : [null, null, null],
        );
        expect(counted.text).not.toContain('Stripe');
        for (const answer of [await search(one), await file(one, 'csv'), await file(one, 'json')]) {
          expect(answer.headers.get('cache-control')).toBe('no-store');
          expect(answer.text).not.toContain('a note that');
          expect(answer.text.includes('Stripe webhook key')).toBe(found.label);
          expect(answer.text.includes('Ben')).toBe(found.names);
        }
      }
    }
    policy = policyOf(ROLES);
    expect(Object.keys(BOARD_SIGHT)).toEqual([...BOARD_ROLES]);
  });

  test('is nothing to strangers, to people without a role, to other tenants and to programs', async () => {
    const refused = async (more: object): Promise<void> => {
      for (const [path, body] of [
        ['search', {}],
        ['groups', { by: 'person' }],
        ['export', { format: 'csv' }],
      ] as const) {
        const answer = await door.ask('POST', `/api/board/${path}`, { json: { tenant: TENANT, state: 'outstanding', ...body }, ...more });
        expect([answer.status, answer.json.code], path).toEqual([403, 'board.none']);
      }
      expect((await door.ask('GET', '/api/board', more)).json.boards.map(({ tenant }: { tenant: string }) => tenant)).not.toContain(TENANT);
    };
    await refused({});
    for (const one of [ann, eve, foreign]) await refused({ cookie: as(one) });
    const made = await door.apiTokens.create('ada');
    const bearer = made.ok ? made.value : '';
    // Not even where the policy names the program.
    policy = policyOf({ ...ROLES, admins: [...ROLES.admins, 'local:local:ada' as PersonKey] });
    const auditor = await door.apiTokens.create('inspector', { scopes: ['audit'] });
    // Nor where the token stands for a person who has one.
    const adas = await door.apiTokens.create('ada-s', { as: ada });
    for (const token of [bearer, auditor.ok ? auditor.value : '', adas.ok ? adas.value : ''])
      for (const [method, path] of [['GET', '/api/board'], ...['search', 'groups', 'export'].map((name) => ['POST', `/api/board/${name}`])])
        expect((await door.ask(method!, path!, { bearer: token, ...(method === 'POST' && { json: {} }) })).json.code).toBe('request.role');
    policy = policyOf(ROLES);
  });

  test('a person of another tenant sees their own board, and nothing of this one in it', async () => {
    const { json } = await door.ask('GET', '/api/board', { cookie: as(foreign) });
    expect(json.boards).toMatchObject([{ tenant: 'playground:other', counts: { outstanding: 0 } }]);
    expect((await search(foreign, { tenant: 'playground:other' })).json.rows).toEqual([]);
    // Not by a place in the other list either.
    const { next } = (await search(ada, { limit: 1 })).json;
    expect((await search(foreign, { tenant: 'playground:other', before: next })).json.rows).toEqual([]);
  });

  test('a role that the policy names no longer ends with the next request, also for who is signed in, and without a policy', async () => {
    expect((await search(otto)).status).toBe(200);
    policy = policyOf({ ...ROLES, auditors: [] });
    expect((await search(otto)).json.code).toBe('board.none');
    expect((await door.ask('GET', '/api/board', { cookie: as(otto) })).json.boards).toEqual([]);
    policy = null;
    expect((await search(ada)).json.code).toBe('board.none');
    policy = policyOf(ROLES);
    expect((await search(otto)).status).toBe(200);
  });

  test('the pages hear from a browser’s session whether someone in it sees a board, and of nobody else', async () => {
    const sees = async (cookie?: string): Promise<unknown> =>
      (await door.ask('GET', '/api/session', { ...(cookie && { cookie }) })).json.board;
    expect([await sees(as(ada)), await sees(as(otto)), await sees(as(foreign))]).toEqual([true, true, true]);
    expect([await sees(as(ann)), await sees()]).toEqual([undefined, undefined]);
    const made = await door.apiTokens.create('session-reader');
    expect((await door.ask('GET', '/api/session', { bearer: made.ok ? made.value : '' })).json.board).toBeUndefined();
  });

  test('a session that was ended sees nothing', async () => {
    const cookie = await door.signIn(ada);
    expect((await door.ask('DELETE', '/api/session', { cookie })).status).toBe(204);
    expect((await door.ask('GET', '/api/board', { cookie })).json.boards).toEqual([]);
    // What was ended at this moment stays ended.
    door.time.now += 1_000;
    cookies.set(ada, await door.signIn(ada));
    expect((await search(ada)).status).toBe(200);
  });

  test('takes nothing from a foreign page, and no address begins a download', async () => {
    const json = { tenant: TENANT, state: 'outstanding', format: 'csv' };
    const headers = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
    for (const path of ['search', 'groups', 'export']) {
      expect((await door.ask('POST', `/api/board/${path}`, { cookie: as(ada), json, headers })).json.code).toBe('request.origin');
      expect((await door.ask('GET', `/api/board/${path}`, { cookie: as(ada) })).status).toBe(405);
    }
  });

  test('is filtered by person and template, and read page by page', async () => {
    const all = (await search(ada)).json;
    expect(all.next).toBeNull();
    expect(all.rows.map(({ recipient }: { recipient: Person }) => recipient.key).toSorted()).toEqual([ben.key, eve.key]);
    const first = (await search(ada, { limit: 1 })).json;
    const second = (await search(ada, { limit: 1, before: first.next })).json;
    expect([...first.rows, ...second.rows]).toEqual(all.rows);
    expect((await search(ada, { limit: 1, before: second.next ?? `0.${all.rows[0].id}` })).json.rows).toEqual([]);
    expect((await search(ada, { person: eve.key })).json.rows).toMatchObject([{ recipient: { key: eve.key } }]);
    expect((await search(ada, { person: ada.key })).json.rows).toEqual([]);
    expect((await search(ada, { template: 'contractor-key' })).json.rows).toEqual([]);
    expect((await search(ada, { state: 'everything' })).json).toMatchObject({ code: 'input.invalid', field: 'state' });
  });

  test('is counted by person and by template', async () => {
    const { json } = await groups(ada, 'person');
    expect(json).toMatchObject({ counted: 2, next: null });
    const counts = json.groups.map(
      ({ person: { key }, count, sent, received }: { person: Person; count: number; sent: number; received: number }) => [
        key,
        count,
        sent,
        received,
      ],
    );
    // The two who have one began at the same moment.
    expect(counts.toSorted()).toEqual([
      [ann.key, 2, 2, 0],
      [ben.key, 1, 0, 1],
      [eve.key, 1, 0, 1],
    ]);
    expect((await groups(ada, 'template', { person: eve.key })).json.groups).toMatchObject([{ template: null, count: 1 }]);
    expect((await groups(ada, 'person', { state: 'failed' })).json).toEqual({ groups: [], counted: 0, next: null });
    expect((await groups(ada, 'label')).json).toMatchObject({ code: 'input.invalid', field: 'by' });
  });

  test('is looked at without a trace in the store', async () => {
    const before = door.dump(['buckets']);
    expect((await search(ada)).status).toBe(200);
    expect((await file(ada, 'csv')).status).toBe(200);
    expect((await groups(ada, 'template')).status).toBe(200);
    await door.ask('GET', '/api/board', { cookie: as(ada) });
    expect(door.dump(['buckets'])).toBe(before);
  });

  test('a file holds every row; in CSV no label begins a formula', async () => {
    policy = policyOf({ ...ROLES, labels: true });
    const csv = await file(ada, 'csv');
    expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(csv.headers.get('content-disposition')).toBe('attachment; filename="nt2-board-outstanding.csv"');
    expect(csv.text.split('\r\n')).toHaveLength(4);
    expect(csv.text).toContain(`"'${LABEL}"`);
    const asJson = await file(ada, 'json');
    expect(JSON.parse(asJson.text)).toEqual((await search(ada)).json.rows);
    expect(JSON.parse((await file(ada, 'json', { state: 'failed' })).text)).toEqual([]);
    policy = policyOf(ROLES);
  });

  test('a share past its time is shown as waiting no longer, even before the sweeper has seen it', async () => {
    door.time.now += 2 * HOUR;
    expect((await search(ada)).json.rows).toEqual([]);
    door.time.now -= 2 * HOUR;
  });
});

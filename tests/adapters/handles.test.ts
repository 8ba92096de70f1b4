// One person by what others call them: exactly, on each platform that can be asked so, and nobody where there is a doubt.

import { describe, expect, test } from 'vitest';
import { findHandle as findOnDiscord } from '../../src/adapters/discord/find-handle.ts';
import type { Rest } from '../../src/adapters/discord/rest-api.ts';
import { createHandleLooks, findHandle as findOnSlack } from '../../src/adapters/slack/find-handle.ts';
import type { Installation } from '../../src/adapters/slack/installations/installations.ts';
import type { Called } from '../../src/adapters/slack/web-api.ts';
import type { Contact } from '../../src/bot/port.ts';

describe('Slack', () => {
  const member = (id: string, name: string, display = name, deleted = false) => ({ id, name, deleted, profile: { display_name: display } });
  const PAGES = [
    [member('U1', 'casey'), member('U2', 'ann', 'Ann'), member('U3', 'ann2', 'Ann'), member('U4', 'left', 'left', true)],
    [member('U5', 'sam', 'Samuel'), member('U6', 'samuel')],
  ];
  const asked: unknown[] = [];
  const deps = (error = '') => ({
    api: async (_token: string | null, method: string, args: Readonly<Record<string, unknown>> = {}): Promise<Called> => {
      asked.push([method, args['cursor']]);
      if (error !== '') return { ok: false, error };
      const at = Number(args['cursor'] ?? 0);
      const cursor = at + 1 < PAGES.length ? String(at + 1) : '';
      return { ok: true, data: { members: PAGES[at], response_metadata: { next_cursor: cursor } } };
    },
    installations: {
      byTenant: async (tenant: string) => (tenant === 'T1' ? ({ tenant, token: 'xoxb-1' } as Installation) : null),
      only: async () => ({ tenant: 'T1', token: 'xoxb-1' }) as Installation,
    },
    users: {
      load: async ({ tenant }: Installation, ids: readonly string[]) => ({
        found: new Map(ids.map((id) => [id, { key: `slack:${tenant}:${id}`, name: id, kind: 'member' } as Contact])),
        error: null,
      }),
    },
  });
  const find = async (handle: string, tenant: string | null = 'slack:T1', error = ''): Promise<string | null> =>
    (await findOnSlack(deps(error), handle, tenant))?.key ?? null;

  test.each([
    ['@casey', 'slack:T1:U1'],
    ['CASEY', 'slack:T1:U1'],
    // A handle before a display name, also on a later page.
    ['@samuel', 'slack:T1:U6'],
    // Asked as chat numbers them: no list is read.
    ['U9XYZ', 'slack:T1:U9XYZ'],
    // Of two people, of one who left, and a part of a name.
    ['@Ann', 'slack:T1:U2'],
    ['@left', null],
    ['@cas', null],
    ['@nobody', null],
  ])('%s is %s', async (handle, key) => {
    expect(await find(handle)).toBe(key);
  });

  test('is asked in the one workspace that there is, never in another, and nobody is found while it does not answer', async () => {
    expect([await find('@casey', null), await find('@casey', 'slack:T2'), await find('@casey', 'slack:T1', 'ratelimited')]).toEqual([
      'slack:T1:U1',
      null,
      null,
    ]);
  });

  test('the same look-up at the same time reads one list; nobody is believed for a minute, a person and a silence never', async () => {
    let now = 0;
    const looks = createHandleLooks(() => now);
    const look = async (handle: string, error = ''): Promise<string | null> =>
      (await findOnSlack({ ...deps(error), looks }, handle, 'slack:T1'))?.key ?? null;
    const lists = async (...finding: Promise<string | null>[]): Promise<unknown> => {
      asked.length = 0;
      return [await Promise.all(finding), asked.length];
    };
    expect(await lists(look('@casey'), look('casey'), look('@CASEY'))).toEqual([['slack:T1:U1', 'slack:T1:U1', 'slack:T1:U1'], 1]);
    expect(await lists(look('@casey'))).toEqual([['slack:T1:U1'], 1]);
    expect(await lists(look('@nobody', 'ratelimited'))).toEqual([[null], 1]);
    expect(await lists(look('@nobody'))).toEqual([[null], 2]);
    expect(await lists(look('@nobody'), look('@nobody'))).toEqual([[null, null], 0]);
    now = 60_000;
    expect(await lists(look('@nobody'))).toEqual([[null], 2]);
  });

  test('a display name that two people have is nobody’s, and nothing of the list is kept', async () => {
    PAGES[0]![1] = member('U2', 'ann1', 'Ann');
    expect(await find('@Ann')).toBeNull();
    asked.length = 0;
    await find('@casey');
    await find('@casey');
    expect(asked).toEqual([
      ['users.list', undefined],
      ['users.list', undefined],
    ]);
  });
});

describe('Discord', () => {
  const asked: string[] = [];
  const user = (id: string, username: string) => ({ user: { id, username, global_name: null }, nick: null, flags: 0 });
  const rest = {
    call: async (_method: string, route: string, { schema }: { schema: { parse(value: unknown): unknown } }) => {
      asked.push(route);
      const value = route.includes('/search') ? [user('111', 'casey.far'), user('222', 'casey')] : user('333', 'by-id');
      return { ok: true, value: schema.parse(value), date: null };
    },
  } as unknown as Rest;
  const find = async (handle: string, tenant: string | null, guilds: readonly string[] = ['42']): Promise<string | null> =>
    (await findOnDiscord({ rest, guilds }, handle, tenant))?.key ?? null;

  test('finds the one with exactly this name in their guild, or by their id', async () => {
    expect([await find('@casey', 'discord:42'), await find('Casey', null), await find('333', 'discord:42')]).toEqual([
      'discord:42:222',
      'discord:42:222',
      'discord:42:333',
    ]);
    expect(asked[0]).toBe('/guilds/42/members/search?query=casey&limit=100');
    asked.length = 0;
    expect([
      await find('cas', 'discord:42'),
      await find('casey', null, []),
      await find('casey', null, ['1', '2']),
      await find('casey', 'discord:user:7'),
    ]).toEqual([null, null, null, null]);
    expect(asked).toHaveLength(1);
  });
});

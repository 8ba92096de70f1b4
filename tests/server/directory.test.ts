// Whom a token's person can name, which templates they may use, and the tokens themselves: what each of these lists shows, page by page, and to whom.

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createDirectory } from '../../src/bot/directory.ts';
import type { Adapter, Contact } from '../../src/bot/port.ts';
import type { Policy } from '../../src/core/policy/policy.ts';
import type { Person } from '../../src/core/share.ts';
import type { TokenScope } from '../../src/core/token-scopes.ts';
import { policyOf, ruleOf, templateOf } from '../support/policies.ts';
import { ann, ben, eve, HOUR, openDoor, person, TENANT, type Harness } from './harness.ts';

const kinds: Readonly<Record<string, Contact['kind']>> = { ann: 'member', ben: 'member', eve: 'guest', robot: 'bot' };
const contact = (user: string): Contact | null => {
  const kind = kinds[user];
  return kind === undefined ? null : { ...person(user, user[0]?.toUpperCase() + user.slice(1)), kind };
};
const chat = {
  platform: 'playground',
  findContact: async (key) => (key.startsWith(`${TENANT}:`) ? contact(key.slice(TENANT.length + 1)) : null),
  findHandle: async (handle, tenant) => (tenant === null || tenant === TENANT ? contact(handle.replace(/^@/, '')) : null),
} satisfies Pick<Adapter, 'platform' | 'findContact' | 'findHandle'>;

let door: Harness;
let policy: Policy | null;
beforeEach(async () => {
  policy = null;
  door = await openDoor({ core: { directory: createDirectory([chat as unknown as Adapter]) }, policy: () => policy });
});
afterEach(() => door.close());

async function tokenOf(name: string, as?: Person, scopes: readonly TokenScope[] = ['read']): Promise<{ bearer: string }> {
  const made = await door.apiTokens.create(name, { scopes, ...(as && { as: { key: as.key, name: as.name } }) });
  if (!made.ok) throw new Error(made.code);
  return { bearer: made.value };
}

describe('people whom a person can name', () => {
  const search = async (text: string, way: object, more: object = {}): Promise<string[]> => {
    const { json } = await door.ask('POST', '/api/persons/search', { json: { text, ...more }, ...way });
    return json.persons?.map((one: { person: string; name: string }) => `${one.person} ${one.name}`) ?? [json.code];
  };

  test('are those of their own shares by a part of the name, and anybody by an exact handle: no workspace can be listed', async () => {
    const anns = await tokenOf('laptop', ann);
    expect(await search('be', anns)).toEqual([]);
    await door.begin('sealed');
    await door.begin('sealed');
    for (const text of ['be', 'BEN', 'playground:be', 'playground:', '@be'])
      expect(await search(text, anns), text).toEqual([`${ben.key} Ben`]);
    // The label of a share names nobody.
    expect(await search('Stripe', anns)).toEqual([]);
    for (const text of ['@eve', 'playground:@eve', eve.key]) expect(await search(text, anns), text).toEqual([`${eve.key} Eve`]);
    for (const text of ['ev', 'playground:@ev', '@robot', '@nobody', 'slack:@eve', '@ann', '*', '%', 'slack:be', 'slack:'])
      expect(await search(text, anns), text).toEqual([]);
    expect(await search('', anns)).toEqual(['input.invalid']);
  });

  test('are nobody else’s: not a stranger’s, not a program’s, whatever page they ask for', async () => {
    const share = await door.begin('sealed');
    const before = `${door.time.now + 1}.${share.id}`;
    for (const way of [await tokenOf('phone', eve), await tokenOf('ci')])
      for (const more of [{}, { before }]) expect(await search('ben', way, more)).toEqual([]);
    expect(await search('ben', await tokenOf('laptop', ann), { before })).toEqual([`${ben.key} Ben`]);
    const anns = await tokenOf('desk', ann);
    for (const forged of ['x', '1', `${before}0`, `${before}.1`, `-1.${share.id}`])
      expect(await search('ben', anns, { before: forged })).toEqual(['input.invalid']);
    expect(await search('@eve', {})).toEqual(['session.required']);
  });
});

describe('templates', () => {
  test('are those that the policy lets this person use, with what each leaves to choose', async () => {
    const list = async (way: object) => (await door.ask('GET', '/api/templates', way)).json;
    const [anns, ci] = [await tokenOf('laptop', ann), await tokenOf('ci')];
    expect(await list(anns)).toEqual({ rows: [], needed: { person: false, link: false }, next: null });
    policy = policyOf({
      rules: [ruleOf({ when: { from: ['program'] }, templates: ['for-programs'] })],
      templates: [
        templateOf({ name: 'for-members', from: ['member'] }),
        templateOf({ name: 'for-programs', from: ['program'], rule: ruleOf({ modes: ['sealed'], longestMs: HOUR }) }),
      ],
    });
    const [theirs, programs] = [await list(anns), await list(ci)];
    expect(theirs.rows.map(({ name }: { name: string }) => name)).toEqual(['for-members']);
    expect(programs.rows.map(({ name, link }: { name: string; link: unknown }) => [name, link])).toEqual([['for-programs', null]]);
    expect(programs.rows[0].person).toMatchObject({ modes: ['sealed'], longestMs: HOUR });
    expect([theirs.needed.person, programs.needed.person]).toEqual([false, true]);
    const one = async (name: string, way: object) => (await door.ask('GET', `/api/templates/${name}`, way)).json;
    expect(await one('for-members', anns)).toEqual(theirs.rows[0]);
    // What a person may not use is as what there is not.
    for (const name of ['for-programs', 'nothing', 'For-Members']) expect((await one(name, anns)).code, name).toBe('request.path');
    expect((await one('for-members', ci)).code).toBe('request.path');
    expect((await one('for-members', {})).code).toBe('session.required');
  });

  test('are read page by page in the order of their names, also while the policy changes', async () => {
    const way = await tokenOf('laptop', ann);
    const list = async (query = '') => (await door.ask('GET', `/api/templates?${query}`, way)).json;
    const names = (rows: readonly { readonly name: string }[]): string[] => rows.map(({ name }) => name);
    const having = (...all: string[]) => policyOf({ templates: all.map((name) => templateOf({ name })) });
    policy = having('d', 'a', 'c', 'b', 'e');
    const first = await list('limit=2');
    expect([names(first.rows), first.next]).toEqual([['a', 'b'], 'b']);
    policy = having('e', 'aa', 'c');
    const rest = await list(`limit=2&before=${first.next}`);
    expect([names(rest.rows), rest.next]).toEqual([['c', 'e'], null]);
    expect(names((await list()).rows)).toEqual(['aa', 'c', 'e']);
    for (const bad of ['limit=0', 'limit=51', 'before=X', 'before=1.a', 'more=1'])
      expect((await list(bad)).code, bad).toBe('input.invalid');
  });
});

describe('tokens', () => {
  test('are listed newest first, page by page, also while they come and go, and end by their id within a second', async () => {
    const admin = await tokenOf('admin', undefined, ['admin']);
    for (let n = 0; n < 7; n += 1) {
      // Three in one moment.
      if (n % 3 === 0) door.time.now += 1_000;
      await tokenOf(`t${n}`);
    }
    const page = async (query: string) => (await door.ask('GET', `/api/tokens?${query}`, admin)).json;
    const first = await page('limit=3');
    expect(first.rows).toHaveLength(3);
    const victim = first.rows[0].id as string;
    expect((await door.ask('DELETE', `/api/tokens/${victim}`, admin)).status).toBe(204);
    await tokenOf('late');
    const names: string[] = first.rows.map(({ name }: { name: string }) => name);
    for (let { next } = first; next !== null;) {
      const more = await page(`limit=3&before=${next}`);
      names.push(...more.rows.map(({ name }: { name: string }) => name));
      ({ next } = more);
    }
    expect(names.toSorted()).toEqual(['admin', 't0', 't1', 't2', 't3', 't4', 't5', 't6']);
    expect((await page('')).rows.map(({ name }: { name: string }) => name)).not.toContain(first.rows[0].name);
    for (const bad of ['limit=0', 'limit=51', 'limit=x', 'before=x', 'more=1']) expect((await page(bad)).code, bad).toBe('input.invalid');
    // Nothing of a token stands in the list, and a name is no id.
    expect(JSON.stringify(await page(''))).not.toContain('nt2_');
    expect((await door.ask('DELETE', '/api/tokens/late', admin)).status).toBe(204);
    expect((await page('')).rows.map(({ name }: { name: string }) => name)).toContain('late');
  });

  test('show when they were last used, and one that was ended here is refused at another instance within a second', async () => {
    const [admin, reader] = [await tokenOf('admin', undefined, ['admin']), await tokenOf('reader')];
    expect((await door.ask('GET', '/api/tenant', { ...reader, twin: true })).status).toBe(200);
    await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => setImmediate(resolve));
    const rows = (await door.ask('GET', '/api/tokens', admin)).json.rows as { id: string; name: string; lastUsedAt: number | null }[];
    const row = rows.find(({ name }) => name === 'reader')!;
    expect(row.lastUsedAt).toBe(door.time.now);
    await door.ask('DELETE', `/api/tokens/${row.id}`, admin);
    door.time.now += 1_000;
    expect((await door.ask('GET', '/api/tenant', { ...reader, twin: true })).json.code).toBe('token.invalid');
  });
});

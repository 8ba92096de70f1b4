import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDoor, type Harness } from './harness.ts';

describe('API tokens', () => {
  let door: Harness;
  beforeAll(async () => {
    door = await openDoor();
  });
  afterAll(() => door.close());

  async function create(name: string): Promise<string> {
    const made = await door.apiTokens.create(name);
    return made.ok ? made.value : made.code;
  }

  it('a token is shown once; the store keeps only its hash', async () => {
    const token = await create('deploy');
    expect(token).toMatch(/^nt2_[a-z2-7]{38}$/);
    expect(token.slice(4, 10)).toBe(door.ids.tagOf('local:local'));
    const settings = await door.store.listSettings('api-token');
    expect(JSON.stringify(settings)).not.toContain(token.slice(10));
    expect(await door.apiTokens.list()).toEqual([
      {
        id: expect.stringMatching(/^[a-z2-7]{16}$/),
        kind: 'program',
        name: 'deploy',
        person: 'local:local:deploy',
        personName: null,
        scopes: ['create', 'read'],
        createdAt: door.time.now,
        lastUsedAt: null,
        untilAt: null,
      },
    ]);
  });

  it('a name is taken once, and has to be one', async () => {
    expect(await create('deploy')).toBe('share.exists');
    for (const name of ['', 'UPPER', 'a b', '-a', 'a-', 'a'.repeat(41), '../x', 'ä'])
      expect(await create(name), name).toBe('input.invalid');
  });

  it('a revoked token stops working within a second', async () => {
    const bearer = await create('short-lived');
    expect((await door.ask('GET', '/api/tenant', { bearer })).status).toBe(200);
    expect(await door.apiTokens.revoke('short-lived')).toBe(true);
    expect(await door.apiTokens.revoke('short-lived')).toBe(false);
    door.time.now += 1_000;
    expect((await door.ask('GET', '/api/tenant', { bearer })).json.code).toBe('token.invalid');
  });

  it('two that were made at the same moment under one name are revoked together', async () => {
    const tokens = await Promise.all([create('twice'), create('twice')]);
    expect(await door.apiTokens.revoke('twice')).toBe(true);
    door.time.now += 1_000;
    for (const bearer of tokens) expect((await door.ask('GET', '/api/tenant', { bearer })).json.code).toBe('token.invalid');
    expect((await door.apiTokens.list()).map(({ name }) => name)).not.toContain('twice');
  });

  it('a program needs no Origin, but a browser on a foreign page is refused even with a token', async () => {
    const bearer = await create('worker');
    const body = { mode: 'link', kind: 'note', label: 'x', note: '', expiresInMs: 3_600_000 };
    expect((await door.ask('POST', '/api/shares', { json: body, bearer })).status).toBe(201);
    const foreign = await door.ask('POST', '/api/shares', { json: body, bearer, headers: { origin: 'https://evil.example' } });
    expect([foreign.status, foreign.json.code]).toEqual([403, 'request.origin']);
  });
});

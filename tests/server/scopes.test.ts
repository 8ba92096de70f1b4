// What each route needs of a token, as a table: every route with every scope.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TOKEN_SCOPES, type TokenScope } from '../../src/core/token-scopes.ts';
import { newId } from '../support/shares.ts';
import { openDoor, type Harness } from './harness.ts';

/** `any`: every token. `browser`: none. */
const TAKES: Readonly<Record<string, readonly TokenScope[] | 'any' | 'browser'>> = {
  'GET /api/session': 'any',
  'POST /api/session': 'browser',
  'POST /api/session/look': 'browser',
  'DELETE /api/session': 'browser',
  'POST /api/logins': 'any',
  'POST /api/logins/token': 'any',
  'POST /api/logins/withdraw': 'any',
  'POST /api/machines': 'any',
  'POST /api/machines/token': 'any',
  'GET /api/machines/nonce': 'any',
  'POST /api/machines/session': 'browser',
  'GET /api/machines/prekeys': 'browser',
  'POST /api/machines/prekeys': 'browser',
  'GET /api/machines': ['read'],
  'DELETE /api/machines/:id': ['create'],
  'PUT /api/machines/:id/workload': ['create'],
  'DELETE /api/machines/:id/workload': ['create'],
  'GET /api/devices': ['read'],
  'DELETE /api/devices/:id': ['create'],
  'GET /api/tenant': ['create', 'read'],
  'POST /api/shares': ['create'],
  'POST /api/shares/search': ['read'],
  'GET /api/board': 'browser',
  'POST /api/board/search': 'browser',
  'POST /api/board/groups': 'browser',
  'POST /api/board/overdue': 'browser',
  'POST /api/board/export': 'browser',
  'POST /api/board/session': 'browser',
  'DELETE /api/board/session': 'browser',
  'GET /board/callback': 'browser',
  'POST /board/backchannel-logout': 'browser',
  'GET /api/rotations': ['read'],
  'POST /api/rotations/:id': ['create'],
  'POST /api/incidents': ['create'],
  'POST /api/calendar': ['create'],
  'DELETE /api/calendar': ['create'],
  'GET /calendar/:id': 'any',
  'GET /api/envelope-keys': ['read'],
  'POST /api/envelope-keys': ['create'],
  'GET /api/envelopes': ['read'],
  'POST /api/envelopes': ['create'],
  'GET /api/envelopes/:id': ['read'],
  'POST /api/envelopes/:id': ['create'],
  'POST /api/envelopes/:id/open': ['create'],
  'GET /api/offboardings': ['read'],
  'POST /api/offboardings': ['create'],
  'GET /api/offboardings/:id': ['read'],
  'POST /api/offboardings/:id/tick': ['create'],
  'GET /api/offboardings/:id/report': ['read'],
  'GET /api/offboardings/:id/signature': ['read'],
  'POST /api/requests': ['create'],
  'POST /api/requests/ways': ['create'],
  'GET /api/requests/:id': 'any',
  'POST /api/requests/:id/answer': 'any',
  'GET /api/shares/:id': ['read'],
  'GET /api/shares/:id/sign-in': 'any',
  'POST /api/shares/:id/sign-in': 'browser',
  'GET /api/shares/:id/events': ['read'],
  'POST /api/shares/:id/tell': ['create'],
  'PUT /api/shares/:id/payload': ['create'],
  'GET /api/shares/:id/payload': 'any',
  'POST /api/shares/:id/accept': ['create'],
  'POST /api/shares/:id/decline': ['create'],
  'POST /api/shares/:id/remind': ['create'],
  'POST /api/shares/:id/seal': ['create'],
  'POST /api/shares/:id/prekey': ['create'],
  'GET /api/shares/:id/prekeys': ['read'],
  'POST /api/shares/:id/prekeys': ['create'],
  'POST /api/shares/:id/extend': ['create'],
  'POST /api/shares/:id/again': ['create'],
  'POST /api/shares/:id/revoke': ['create'],
  'POST /api/shares/:id/claim': ['create'],
  'POST /api/shares/:id/deliver': 'any',
  'POST /api/shares/:id/broken': 'any',
  'POST /api/files': ['create'],
  'GET /api/files/:id': ['create'],
  'PUT /api/files/:id/chunks/:index': ['create'],
  'DELETE /api/files/:id': ['create'],
  'GET /api/shares/:id/files/:file/chunks/:index': 'any',
  'POST /api/shares/:id/files/done': 'any',
  'POST /api/persons/search': ['create', 'read'],
  'GET /api/templates': ['create', 'read'],
  'GET /api/templates/:id': ['create', 'read'],
  'GET /api/tokens': ['admin'],
  'DELETE /api/tokens/:id': ['admin'],
  'GET /api/webhooks': ['admin'],
  'POST /api/webhooks': ['admin'],
  'DELETE /api/webhooks/:id': ['admin'],
  'POST /api/webhooks/:id/rotate': ['admin'],
  'POST /api/webhooks/:id/test': ['admin'],
  'GET /api/webhooks/:id/given-up': ['admin'],
  'POST /api/webhooks/:id/replay': ['admin'],
  'GET /api/shares/:id/receipt': ['read', 'audit'],
  'GET /api/shares/:id/receipt.sig': ['read', 'audit'],
  'GET /api/shares/:id/consistency': ['read', 'audit'],
  'POST /api/evidence/search': ['audit'],
  'POST /api/evidence/export': ['audit'],
  'GET /log/:tag/checkpoint': ['audit'],
  'GET /log/:tag/tile/*': ['audit'],
  'GET /.well-known/nt2/keys': 'any',
  'GET /.well-known/nt2/address': 'any',
};

/** Pages and probes, which read no token. */
const WITHOUT =
  /^GET \/(?:|go|devices|mine|ask|board|offboard|vault|file|nt2-file\.html|pages\.sha256|verify|s\/.*|r\/.*|assets\/.*|favicon\.ico|robots\.txt|healthz|readyz|api|api\/openapi\.json|reference)$/;

describe('the scopes of a token', () => {
  let door: Harness;
  const tokens = new Map<TokenScope | 'all', string>();
  const rows = Object.entries(TAKES);

  beforeAll(async () => {
    door = await openDoor();
    for (const scope of TOKEN_SCOPES) tokens.set(scope, await made(scope, [scope]));
    tokens.set('all', await made('all', TOKEN_SCOPES));
    // The first use of each is written after its answer; time stands still from here on.
    for (const bearer of tokens.values()) await ask('GET /api/session', bearer);
    for (let used = 0; used < tokens.size; used = (await door.apiTokens.list()).filter(({ lastUsedAt }) => lastUsedAt !== null).length)
      await new Promise((resolve) => setImmediate(resolve));
  });
  afterAll(() => door.close());

  async function made(name: string, scopes: readonly TokenScope[]): Promise<string> {
    const token = await door.apiTokens.create(name, { scopes });
    if (!token.ok) throw new Error(token.code);
    return token.value;
  }

  async function ask(name: string, bearer: string | undefined) {
    const [method = '', path = ''] = name.split(' ');
    const at = path
      .replace(':id', newId('abcdef'))
      .replace(':file', newId('abcdef'))
      .replace(':index', '0')
      .replace(':tag', 'abcdef')
      .replace('*', '0/000');
    const json = method === 'GET' ? {} : { json: { not: 'a body of ours' } };
    return door.ask(method, at, { ...json, ...(bearer !== undefined && { bearer }) });
  }

  it('every route has a row, and every row a route', () => {
    const served = door.server.routes.map(({ method, path }) => `${method} ${path}`).filter((name) => !WITHOUT.test(name));
    expect(rows.map(([name]) => name).toSorted()).toEqual(served.toSorted());
  });

  it.each(rows)('%s takes these tokens and no other: %j', async (name, takes) => {
    const before = door.dump(['buckets']);
    for (const scope of TOKEN_SCOPES) {
      const { status, json, headers } = await ask(name, tokens.get(scope));
      if (takes === 'browser') expect([status, json.code], scope).toEqual([403, 'request.role']);
      else if (takes === 'any' || takes.includes(scope)) expect(['auth.scope', 'request.role'], scope).not.toContain(json.code);
      else {
        expect([status, json.code, json.scope], scope).toEqual([403, 'auth.scope', takes[0]]);
        expect(json.detail).toContain(`“${takes[0]}”`);
        expect(headers.get('www-authenticate')).toBe(`Bearer error="insufficient_scope", scope="${takes[0]}"`);
      }
    }
    // What is refused has reached no handler, and a body that is none has changed nothing elsewhere.
    expect(door.dump(['buckets'])).toBe(before);
    const isForTokens = typeof takes !== 'string' && takes.every((scope) => scope === 'audit' || scope === 'admin');
    if (isForTokens) expect((await ask(name, undefined)).json.code).toBe('token.invalid');
    expect((await ask(name, `nt2_${'a'.repeat(38)}`)).json.code).toBe('token.invalid');
  });

  it('a token with all of them may all that they may, and still has no session of a browser', async () => {
    for (const [name, takes] of rows) {
      const { json } = await ask(name, tokens.get('all'));
      if (takes === 'browser') expect(json.code, name).toBe('request.role');
      else expect(['auth.scope', 'request.role'], name).not.toContain(json.code);
    }
  });
});

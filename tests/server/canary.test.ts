import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Fault } from '../../src/core/refusal.ts';
import { ann, HOST, noChat, openDoor, type Harness } from './harness.ts';
import { askedByBen, claiming, credential, linkClaim, newBrowser, readyLink, readySealed, SECRET, sealing, wireSeal } from './wire.ts';

const CANARY = 'canary-7f3a91c2-do-not-repeat';

describe('what the server writes down and says back', () => {
  let door: Harness;
  beforeAll(async () => {
    door = await openDoor();
  });
  afterAll(() => door.close());

  it('T13: no log line holds a token, key, note, cookie, name, address or label, at the most talkative level', async () => {
    const link = await readyLink(door);
    const sealed = await readySealed(door);
    const browser = await newBrowser(HOST);
    const claim = await linkClaim(door, link.id, link.linkKey, browser);
    await door.ask('POST', `/api/shares/${link.id}/claim`, { json: claim });
    await door.ask('POST', `/api/shares/${sealed.id}/claim`, {
      json: await claiming(sealed.recipient, sealed, door.time.now),
      cookie: sealed.bensCookie,
    });
    await door.ask('GET', `/api/shares/${sealed.id}`, { cookie: sealed.annsCookie, from: '198.51.100.77' });
    const log = door.lines.join('');
    expect(door.lines.length).toBeGreaterThan(5);
    const secrets = [
      link.token,
      link.body.seal.capsule,
      claim.note,
      claim.device,
      claim.secret,
      sealed.recipient.secretOf(sealed.id),
      sealed.annsCookie,
      sealed.bensCookie.slice(12, 40),
      Buffer.from(link.linkKey).toString('base64'),
      'Stripe',
      'Ann',
      '198.51.100.77',
      link.id,
      sealed.id.slice(6),
    ];
    for (const secret of secrets) expect(log.includes(secret), secret.slice(0, 12)).toBe(false);
  });

  it('T13: no log line of a request holds its link, its key, what is asked, by whom, or the answer, at the most talkative level', async () => {
    const names = ['LABEL', 'NOTE', 'FIELD', 'REASON', 'ONCE', 'PERSON'].map((name) => `${name}_${CANARY}`);
    const [label = '', note = '', field = '', reason = '', once = '', unknown = ''] = names;
    const [asked, toAnn] = [await askedByBen(door, 'link'), await askedByBen(door)];
    const anns = await door.signIn(ann);
    const wish = { kind: 'credential', label, note, fields: [field], expiresInMs: 3_600_000 };
    const headers = { 'idempotency-key': once };
    const before = door.lines.length;
    const made = await door.ask('POST', '/api/requests', { json: wish, cookie: asked.cookie, headers });
    expect(made.status).toBe(201);
    for (const to of [{ share: toAnn.id }, { person: `playground:toy:${unknown}` }, { share: unknown }])
      await door.ask('POST', '/api/requests', { json: { ...wish, to }, cookie: asked.cookie, headers });
    const input = (
      await sealing(await newBrowser(HOST), asked.share, { at: door.time.now, items: credential(SECRET), recipient: asked.key.recipient })
    ).input;
    const { openers: _none, ...answer } = wireSeal(input);
    await door.ask('GET', `/api/requests/${asked.id}`, { headers: { 'x-nt2-link': asked.secret } });
    const wrong = Buffer.from(asked.secret, 'base64').reverse().toString('base64');
    for (const secret of [wrong, asked.secret, asked.secret])
      await door.ask('POST', `/api/requests/${asked.id}/answer`, { json: { secret, ...answer }, headers: { 'content-length': '9000' } });
    await door.ask('POST', `/api/shares/${toAnn.id}/remind`, { json: {}, cookie: toAnn.cookie });
    await door.ask('POST', `/api/shares/${toAnn.id}/decline`, { json: { reason }, cookie: anns });
    await door.ask('POST', '/api/shares/search', { json: { text: label }, cookie: asked.cookie });
    const log = door.lines.slice(before).join('');
    expect(log).toContain('/api/requests/:id/answer');
    const opened = [asked.secret, wrong, asked.key.recipient, answer.capsule, answer.payload!, answer.note, answer.device, SECRET];
    const people = ['Ben', 'Ann', asked.cookie, made.json.id.slice(6), asked.id.slice(6), 'Stripe', 'STRIPE_KEY'];
    for (const secret of [...names, CANARY, ...opened, ...people]) expect(log.includes(secret), secret.slice(0, 12)).toBe(false);
  });

  it('T13: a log line has only the fields of the list', async () => {
    await door.ask('GET', `/api/shares/${'b'.repeat(32)}?q=${CANARY}`, { headers: { 'user-agent': CANARY, 'x-forwarded-for': CANARY } });
    const line: Record<string, unknown> = JSON.parse(door.lines.at(-1) ?? '{}');
    expect(line).toEqual({
      at: new Date(door.time.now).toISOString(),
      level: 'info',
      event: 'request',
      method: 'GET',
      route: '/api/shares/:id',
      status: 410,
      ms: expect.any(Number),
      code: 'share.gone',
      id: 'bbbbbb',
    });
  });

  it('T10: a link whose fragment became part of the path or the query gets the same page, and is neither logged nor repeated', async () => {
    const { id } = await readyLink(door);
    const page = await door.ask('GET', `/s/${id}`);
    const before = door.lines.length;
    for (const tail of [
      `%231${CANARY}`,
      `%25231${CANARY}`,
      `/${CANARY}`,
      `?k=${CANARY}`,
      `/..%2f${CANARY}`,
      `%00${CANARY}`,
      `%E0%A4%A${CANARY}`,
    ]) {
      const answer = await door.ask('GET', `/s/${id}${tail}`);
      expect([answer.status, answer.text], tail).toEqual([200, page.text]);
      expect([...answer.headers].join()).not.toContain(CANARY);
    }
    expect(door.lines.slice(before).join('')).toBe('');
    expect(page.headers.get('referrer-policy')).toBe('no-referrer');
  });

  it('T10: what stands at an unknown address is neither logged nor repeated, in whatever way it is written', async () => {
    const before = door.lines.length;
    const paths = [
      `/${CANARY}`,
      `//${CANARY}`,
      `/s//${CANARY}`,
      `/api/${CANARY}`,
      `/api//shares/${CANARY}`,
      `/api/shares/a/${CANARY}`,
      `/%2e%2e/${CANARY}`,
      `/assets/${CANARY}`,
      `/assets/..%2f${CANARY}`,
      `/API/shares/${CANARY}`,
      `/api/shares/${CANARY}%2Fclaim`,
    ];
    for (const path of paths) {
      for (const method of ['GET', 'POST', 'HEAD', 'PUT']) {
        const answer = await door.ask(method, path, method === 'POST' ? { json: { key: CANARY } } : {});
        expect(answer.status, `${method} ${path}`).toBeLessThan(500);
        expect(answer.text + [...answer.headers].join(), `${method} ${path}`).not.toContain(CANARY);
      }
    }
    expect(door.lines.slice(before).join('')).not.toContain(CANARY);
  });

  it('T13: a refusal repeats nothing of what was sent, not even the name of an unknown line', async () => {
    const { id, annsCookie } = await readySealed(door);
    const bodies: unknown[] = [
      CANARY,
      [CANARY],
      { [CANARY]: 1 },
      { token: CANARY, [CANARY]: CANARY },
      { note: CANARY, device: CANARY, openers: [{ proof: CANARY }] },
    ];
    for (const json of bodies) {
      for (const path of [
        '/api/session',
        '/api/shares',
        '/api/requests',
        `/api/requests/${id}/answer`,
        `/api/shares/${id}/claim`,
        `/api/shares/${id}/seal`,
        `/api/shares/${id}/revoke`,
      ]) {
        const { status, text } = await door.ask('POST', path, { json, cookie: annsCookie });
        expect(status, path).toBeGreaterThanOrEqual(400);
        expect(status, path).toBeLessThan(500);
        expect(text).not.toContain(CANARY);
      }
    }
    expect(door.lines.join('')).not.toContain(CANARY);
  });

  it('T13: a fault shows neither its message nor a stack, and is logged by its code alone', async () => {
    const failing = (error: Error) => {
      const fail = async (): Promise<never> => {
        throw error;
      };
      return openDoor({
        core: { watch: fail },
        limits: { consume: fail },
        lifecycle: { health: { store: { health: fail }, chat: noChat, logTrouble: () => null } },
      });
    };
    for (const [error, status, code] of [
      [new Error(CANARY), 500, 'server.fault'],
      [new TypeError(CANARY), 500, 'server.fault'],
      [new Fault('store.unavailable', CANARY), 503, 'store.busy'],
      [new Fault('store.corrupt', CANARY), 500, 'server.fault'],
    ] as const) {
      const broken = await failing(error);
      const answer = await broken.ask('POST', '/api/session', { json: { token: 'x' } });
      expect([answer.status, answer.json.code]).toEqual([status, code]);
      expect(answer.text + broken.lines.join('')).not.toMatch(new RegExp(`${CANARY}|at .*:\\d+|Error`));
      expect(broken.lines.join('')).toContain(error instanceof Fault ? error.code : 'server.fault');
      const told = await broken.ask('GET', '/readyz');
      expect([told.json.ready, told.json.parts.store]).toEqual([false, { ok: false, detail: 'It does not answer.' }]);
      expect(told.text).not.toContain(CANARY);
      await broken.close();
    }
  });
});

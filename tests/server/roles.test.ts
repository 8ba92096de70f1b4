import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ann, ben, eve, HOST, openDoor, type Harness } from './harness.ts';
import { accepting, claiming, newBrowser, readyLink, readySealed } from './wire.ts';

describe('who may do what', () => {
  let door: Harness;
  let eves: string;
  beforeAll(async () => {
    door = await openDoor();
    eves = await door.signIn(eve);
  });
  afterAll(() => door.close());

  it('T11: only the sender revokes, only the recipient declines; an id from chat is enough for neither', async () => {
    const { id, annsCookie, bensCookie } = await readySealed(door);
    const { token } = await readyLink(door);
    const step = (last: string, who: object) => door.ask('POST', `/api/shares/${id}/${last}`, { json: {}, ...who });
    for (const who of [{}, { cookie: eves }, { cookie: bensCookie }, { bearer: token }])
      expect([401, 403]).toContain((await step('revoke', who)).status);
    for (const who of [{}, { cookie: eves }, { cookie: annsCookie }, { bearer: token }])
      expect([401, 403]).toContain((await step('decline', who)).status);
    expect((await door.ask('GET', `/api/shares/${id}`, { cookie: annsCookie })).json.status).toBe('ready');
    expect((await step('revoke', { cookie: annsCookie })).status).toBe(204);
  });

  it('T11: nobody but the named recipient can accept or claim, whatever they sign', async () => {
    const { id, recipient, annsCookie, bensCookie } = await readySealed(door);
    const waiting = await door.begin('sealed');
    for (const cookie of [eves, annsCookie]) {
      const browser = await newBrowser(HOST);
      const { input } = await accepting(browser, waiting, door.time.now);
      expect((await door.ask('POST', `/api/shares/${waiting.id}/accept`, { json: input, cookie })).json.code).toBe('share.not_recipient');
      const claim = await claiming(recipient, { id }, door.time.now);
      expect((await door.ask('POST', `/api/shares/${id}/claim`, { json: claim, cookie })).json.code).toBe('share.not_recipient');
    }
    const own = await claiming(recipient, { id }, door.time.now);
    expect((await door.ask('POST', `/api/shares/${id}/claim`, { json: own, cookie: bensCookie })).status).toBe(200);
  });

  it('T11: a token of one program does nothing with the shares of another', async () => {
    const { id } = await readyLink(door);
    const { token } = await readyLink(door);
    expect((await door.ask('POST', `/api/shares/${id}/revoke`, { json: {}, bearer: token })).json.code).toBe('share.not_sender');
    const body = { mode: 'link', kind: 'note', label: 'x', note: '', expiresInMs: 3_600_000 };
    expect((await door.ask('POST', '/api/shares', { json: body, bearer: token })).status).toBe(201);
  });

  it('T12: no answer hands out the secret, its keys or a link that opens it, to anybody but the device that claims', async () => {
    const link = await readyLink(door);
    const sealed = await readySealed(door);
    const { linkKey, body } = link;
    const forbidden = [Buffer.from(linkKey).toString('base64'), body.seal.capsule, body.seal.payload ?? '', link.token];
    for (const who of [{}, { bearer: link.token }, { cookie: eves }, { cookie: sealed.annsCookie }, { cookie: sealed.bensCookie }]) {
      for (const path of [
        `/api/shares/${link.id}`,
        `/api/shares/${sealed.id}`,
        '/api/session',
        `/api/shares/${link.id}/payload`,
        `/s/${link.id}`,
      ]) {
        const { text } = await door.ask('GET', path, who);
        for (const secret of forbidden) expect(text.includes(secret.slice(0, 40)), path).toBe(false);
        expect(text).not.toMatch(/AGE-SECRET-KEY|nt2_[a-z2-7]{10}|#1[a-z2-7]{40}/);
      }
    }
    expect((await door.ask('GET', `/api/shares/${link.id}`)).json).toMatchObject({
      role: 'holder',
      status: 'ready',
      label: '',
      note: '',
      sender: null,
    });
  });

  it('T12: who is no party sees the same for a share that waits, one that is over and one that never was', async () => {
    const { id, annsCookie } = await readySealed(door);
    const over = await door.begin('sealed');
    expect((await door.ask('POST', `/api/shares/${over.id}/revoke`, { json: {}, cookie: annsCookie })).status).toBe(204);
    const never = `${id.slice(0, 6)}${'q'.repeat(26)}`;
    const said = await Promise.all(
      [id, over.id, never, 'x', 'A'.repeat(32), '..%2F..%2Fetc'].map((one) => door.ask('GET', `/api/shares/${one}`, { cookie: eves })),
    );
    for (const { status, text } of said) expect([status, text]).toEqual([410, said[0]?.text]);
  });

  it('a browser that is several people acts as the one whom the page names, else as the one who is a party', async () => {
    const both = await door.signIn(eve, ben, ann);
    const { json } = await door.ask('GET', '/api/session', { cookie: both });
    expect(json.persons.map(({ name }: { name: string }) => name)).toEqual(['Ann', 'Ben', 'Eve']);
    const ref = (name: string): string => json.persons.find((one: { name: string }) => one.name === name).ref;
    const share = await door.begin('sealed');
    const path = `/api/shares/${share.id}`;
    expect((await door.ask('GET', path, { cookie: both })).json.role).toBe('sender');
    expect((await door.ask('GET', path, { cookie: both, as: ref('Ben') })).json.role).toBe('recipient');
    expect((await door.ask('GET', path, { cookie: both, as: ref('Eve') })).status).toBe(410);
    expect((await door.ask('GET', path, { cookie: both, as: 'nobody' })).status).toBe(410);
    expect((await door.ask('POST', `${path}/revoke`, { json: {}, cookie: both, as: ref('Ben') })).json.code).toBe('share.not_sender');
    expect((await door.ask('POST', `${path}/decline`, { json: {}, cookie: both })).status).toBe(204);
  });
});

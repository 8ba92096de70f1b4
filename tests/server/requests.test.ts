// Requests at the web door: what the holder of a link may do, what a stranger learns, and what is counted.

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { encodeBase64 } from '../../src/crypto/bytes.ts';
import { newRequestSecret } from '../../src/crypto/keys/request-link.ts';
import { limits } from '../../src/core/limits.ts';
import { ann, HOST, openDoor, type Harness } from './harness.ts';
import { askedByBen, claiming, credential, delivering, newBrowser, opening, SECRET, sealing, wireSeal } from './wire.ts';

let door: Harness;
beforeEach(async () => {
  door = await openDoor();
});
afterEach(() => door.close());

type Asked = Awaited<ReturnType<typeof askedByBen>>;

async function answerOf({ share, key }: Asked, value = SECRET) {
  const sealed = await sealing(await newBrowser(HOST), share, { at: door.time.now, items: credential(value), recipient: key.recipient });
  return sealed.input;
}

/** With its length, as every browser says it. */
function send({ id }: Asked, json: object, from = '192.0.2.1') {
  const body = JSON.stringify(json);
  const headers = { 'content-length': String(body.length), 'content-type': 'application/json' };
  return door.ask('POST', `/api/requests/${id}/answer`, { body, headers, from });
}

/** As a page with no session asks. */
async function put(asked: Asked, { secret = asked.secret, value = SECRET, from = '192.0.2.1' } = {}) {
  const { openers: _none, ...body } = wireSeal(await answerOf(asked, value));
  return send(asked, { secret, ...body }, from);
}

describe('a request by link', () => {
  test('goes from a stranger’s hands into the asker’s browser, and nobody else reads it', async () => {
    const asked = await askedByBen(door, 'link');
    const view = await door.ask('GET', `/api/requests/${asked.id}`, { headers: { 'x-nt2-link': asked.secret } });
    expect(view.json).toMatchObject({ status: 'accepted', asked: { of: 'link', fields: ['STRIPE_KEY'] }, recipient: 'Ben', sender: null });
    const input = await answerOf(asked);
    const { openers: _none, ...body } = wireSeal(input);
    const given = await door.ask('POST', `/api/requests/${asked.id}/answer`, { json: { secret: asked.secret, ...body } });
    expect(given.status).toBe(204);
    const claim = await door.ask('POST', `/api/shares/${asked.id}/claim`, {
      json: await claiming(asked.asker, asked.share, door.time.now),
      cookie: asked.cookie,
    });
    const released = { capsule: Buffer.from(claim.json.capsule, 'base64'), payload: Buffer.from(claim.json.payload, 'base64') };
    const opened = await opening(asked.share, released, input.note, { accept: asked.key });
    expect(opened.items.items[0]?.fields[0]?.value).toBe(SECRET);
    const done = await door.ask('POST', `/api/shares/${asked.id}/deliver`, {
      json: await delivering(asked.asker, asked.share, door.time.now, opened.ack),
    });
    expect(done.status).toBe(204);
    expect(door.lines.join('\n')).not.toContain(SECRET);
    expect(door.lines.join('\n')).not.toContain(asked.secret);
  });

  test('T12: to a stranger with the id alone it is one that never was, whatever they send, and nothing is written', async () => {
    const asked = await askedByBen(door, 'link');
    const { version } = (await door.store.load(asked.id))!;
    const never = { ...asked, id: `${asked.id.slice(0, 6)}${'a'.repeat(26)}` as Asked['id'] };
    for (const secret of [encodeBase64(newRequestSecret()), encodeBase64(new Uint8Array(16))]) {
      const looks = await Promise.all(
        [asked, never].map(({ id }) => door.ask('GET', `/api/requests/${id}`, { headers: { 'x-nt2-link': secret } })),
      );
      expect(looks.map(({ status }) => status)).toEqual([410, 410]);
      expect(looks[0]!.text).toBe(looks[1]!.text);
      expect((await put(asked, { secret })).text).toBe((await put(never, { secret })).text);
    }
    expect((await door.ask('GET', `/api/requests/${asked.id}`)).status).toBe(410);
    expect((await door.ask('GET', `/api/shares/${asked.id}`)).status).toBe(410);
    const seal = { json: wireSeal(await answerOf(asked)), cookie: await door.signIn(ann) };
    expect((await door.ask('POST', `/api/shares/${asked.id}/seal`, seal)).json.code).toBe('share.not_sender');
    expect((await door.store.load(asked.id))?.version).toBe(version);
    expect((await door.ask('GET', `/api/requests/${asked.id}`, { headers: { 'x-nt2-link': asked.secret } })).json.status).toBe('accepted');
  });

  test('takes one answer: the second is refused after its press, and gone before it', async () => {
    const asked = await askedByBen(door, 'link');
    expect((await put(asked)).status).toBe(204);
    expect((await put(asked, { value: 'another' })).json.code).toBe('share.already_sealed');
    expect((await door.ask('GET', `/api/requests/${asked.id}`, { headers: { 'x-nt2-link': asked.secret } })).status).toBe(410);
  });

  test('a stranger’s answers are counted for their address, by the hour', async () => {
    await door.close();
    door = await openDoor({ limits: { uploadLimits: { shares: 10, bytes: 20_000, fileBytes: 1_000 } } });
    const asked = await askedByBen(door, 'link');
    const codes: string[] = [];
    for (let tries = 0; tries < 4; tries += 1) {
      codes.push((await put(asked, { secret: encodeBase64(newRequestSecret()) })).json.code);
    }
    expect(codes.slice(0, 2)).toEqual(['share.gone', 'share.gone']);
    expect(codes.at(-1)).toBe('quota.address');
    expect((await put(asked, { from: '192.0.2.99' })).status).toBe(204);
  });

  test('is begun from a session or by a program, which make the key and the link themselves', async () => {
    const asked = await askedByBen(door, 'link');
    const json = { kind: 'note', label: 'Door code', note: '', fields: [], expiresInMs: limits.expiry.initial };
    expect((await door.ask('POST', '/api/requests', { json })).json.code).toBe('session.required');
    const begun = await door.ask('POST', '/api/requests', { json, cookie: asked.cookie });
    expect(begun.status).toBe(201);
    expect(begun.json.url).toBe(`https://${HOST}/s/${begun.json.id}`);
    const program = await door.apiTokens.create('ci');
    expect((await door.ask('POST', '/api/requests', { json, bearer: program.ok ? program.value : '' })).status).toBe(201);
    const twice = { ...json, fields: ['A', 'A'] };
    expect((await door.ask('POST', '/api/requests', { json: twice, cookie: asked.cookie })).json).toMatchObject({ field: 'fields' });
  });
});

describe('a request to a person', () => {
  test('is given, reminded of, declined with a reason and taken back by its own people alone', async () => {
    const asked = await askedByBen(door);
    const anns = await door.signIn(ann);
    const at = `/api/shares/${asked.id}`;
    const nothing = { json: {} };
    expect((await door.ask('POST', `${at}/remind`, { ...nothing, cookie: anns })).json.code).toBe('share.not_sender');
    expect((await door.ask('POST', `${at}/remind`, { ...nothing, cookie: asked.cookie })).status).toBe(204);
    expect((await door.ask('POST', `${at}/revoke`, { ...nothing, cookie: anns })).json.code).toBe('share.not_sender');
    expect((await door.ask('POST', `${at}/decline`, { ...nothing, cookie: asked.cookie })).json.code).toBe('share.not_recipient');
    expect((await door.ask('GET', at, { cookie: anns })).json).toMatchObject({ role: 'sender', asked: { fields: ['STRIPE_KEY'] } });
    const tooLong = { json: { reason: 'x'.repeat(limits.note + 1) }, cookie: anns };
    expect((await door.ask('POST', `${at}/decline`, tooLong)).json).toMatchObject({ field: 'reason' });
    expect((await door.ask('POST', `${at}/decline`, { json: { reason: 'Ask Robin.' }, cookie: anns })).status).toBe(204);
    expect((await door.ask('GET', at, { cookie: asked.cookie })).json).toMatchObject({
      cause: 'declined',
      asked: { reason: 'Ask Robin.' },
    });
  });

  test('one browser that is signed in for both acts as each where it should', async () => {
    const asked = await askedByBen(door);
    const both = await door.signIn(ann, { key: asked.share.recipient!.key, name: 'Ben' });
    expect((await door.ask('POST', `/api/shares/${asked.id}/remind`, { json: {}, cookie: both })).status).toBe(204);
    expect((await door.ask('POST', `/api/shares/${asked.id}/revoke`, { json: {}, cookie: both })).status).toBe(204);
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { limits } from '../../src/core/limits.ts';
import { openDoor, type Harness } from './harness.ts';
import { programBody, readySealed } from './wire.ts';

describe('bad input', () => {
  let door: Harness;
  let annsCookie: string;
  let id: string;
  let token: string;
  beforeAll(async () => {
    door = await openDoor();
    ({ annsCookie, id } = await readySealed(door));
    const made = await door.apiTokens.create('ci');
    token = made.ok ? made.value : '';
  });
  afterAll(() => door.close());

  const wish = { mode: 'link', kind: 'note', label: 'x', note: '', expiresInMs: 3_600_000 };
  const create = (json: unknown) => door.ask('POST', '/api/shares', { json, cookie: annsCookie });
  const raw = (body: string | Uint8Array, type = 'application/json') =>
    door.ask('POST', '/api/shares', { body, cookie: annsCookie, headers: { 'content-type': type } });

  it.each([
    ['nothing', ''],
    ['half an object', '{"mode":"link"'],
    ['not a number', '{"expiresInMs":NaN}'],
    ['a comment', '{/*x*/}'],
    ['a list', '[]'],
    ['null', 'null'],
    ['a text', '"link"'],
    ['a number', '1e400'],
    ['ten thousand brackets', '['.repeat(10_000)],
    ['ten thousand closed brackets', `${'['.repeat(10_000)}${']'.repeat(10_000)}`],
    ['deep objects', `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`],
    ['a proto line', '{"__proto__":{"mode":"link"}}'],
    ['bytes that are no UTF-8', new Uint8Array([0x7b, 0xff, 0xfe, 0x7d])],
  ])('%s is answered with one sentence', async (_name, body) => {
    const answer = await raw(body);
    expect([answer.status, answer.json.code]).toEqual([400, 'input.invalid']);
    expect(answer.json.detail).toMatch(/^[A-Z][^\n]{20,200}\.$/);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
  });

  it.each([
    ['a negative expiry', { expiresInMs: -1 }, 'input.expiry'],
    ['a huge expiry', { expiresInMs: Number.MAX_SAFE_INTEGER }, 'input.expiry'],
    ['a broken expiry', { expiresInMs: 1.5 }, 'input.invalid'],
    ['an expiry beyond all numbers', { expiresInMs: 1e300 }, 'input.invalid'],
    ['an expiry as text', { expiresInMs: '3600000' }, 'input.invalid'],
    ['an unknown mode', { mode: 'plain' }, 'input.invalid'],
    ['an unknown kind', { kind: 'file' }, 'input.invalid'],
    ['an unknown line', { version: 2 }, 'input.invalid'],
    ['a label of control characters', { label: 'a\u0000b' }, 'input.invalid'],
    ['a label over the limit', { label: 'x'.repeat(limits.label + 1) }, 'input.invalid'],
    ['a label of lone surrogates', { label: '\ud800' }, 'input.invalid'],
    ['a note over the limit', { note: 'x'.repeat(limits.note + 1) }, 'input.invalid'],
  ])('%s is refused', async (_name, spoiled, code) => {
    const answer = await create({ ...wish, ...spoiled });
    expect([answer.status, answer.json.code]).toEqual([400, code]);
    expect(answer.json.detail.length).toBeGreaterThan(20);
  });

  it('right-to-left and zero-width tricks in a label are kept as they are, for the pages to show them', async () => {
    const made = await create({ ...wish, label: 'invoice\u202efdp.exe' });
    expect((await door.ask('GET', `/api/shares/${made.json.id}`, { cookie: annsCookie })).json.label).toBe('invoice\u202efdp.exe');
  });

  it('a label is one line, whatever its sender takes for the end of one', async () => {
    const made = await create({ ...wish, label: 'Stripe\u2028webhook\u2029 key' });
    expect((await door.ask('GET', `/api/shares/${made.json.id}`, { cookie: annsCookie })).json.label).toBe('Stripe webhook key');
  });

  it('another content type is refused before the body is looked at', async () => {
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data',
      'application/jsonp',
      'application/json; charset=utf-16',
      '',
    ]) {
      expect((await raw(JSON.stringify(wish), type)).json.code, type).toBe('request.type');
    }
    expect((await raw(JSON.stringify(wish), 'application/json; charset=UTF-8')).status).toBe(201);
  });

  it('a body is counted by the bytes that arrive, whatever Content-Length says', async () => {
    const long = JSON.stringify({ ...wish, note: 'x'.repeat(limits.bodyBytes) });
    const ask = (body: string | ReadableStream<Uint8Array>, length?: string) =>
      door.ask('POST', '/api/shares', {
        body,
        cookie: annsCookie,
        headers: { 'content-type': 'application/json', ...(length && { 'content-length': length }) },
      });
    expect((await ask(long)).json.code).toBe('input.too_large');
    expect((await ask(long, '10')).json.code).toBe('input.too_large');
    expect((await ask('{}', String(limits.bodyBytes + 1))).json.code).toBe('input.too_large');
    expect((await ask('{}', '-1')).status).toBe(413);
    const endless = new ReadableStream<Uint8Array>({ pull: (controller) => controller.enqueue(new Uint8Array(16_384).fill(32)) });
    expect((await ask(endless)).status).toBe(413);
  });

  it('an uploaded payload may have the limit and not a byte more', async () => {
    const share = await door.begin('sealed');
    const put = (size: number) =>
      door.ask('PUT', `/api/shares/${share.id}/payload`, {
        body: new Uint8Array(size),
        cookie: annsCookie,
        headers: { 'content-type': 'application/octet-stream' },
      });
    expect((await put(limits.payloadBytes)).status).toBe(204);
    expect((await put(limits.payloadBytes + 1)).status).toBe(413);
  });

  it('a program with a wrong clock, a foreign id, an altered capsule or base64 of another kind is told what is wrong', async () => {
    const post = (json: unknown) => door.ask('POST', '/api/shares', { json, bearer: token });
    const { body } = await programBody(door, 'ci');
    const other = `${body.id.startsWith('aaaaaa') ? 'bbbbbb' : 'aaaaaa'}${body.id.slice(6)}`;
    expect((await post({ ...body, id: other })).json).toMatchObject({ status: 400, field: 'id' });
    expect((await post({ ...body, createdAt: body.createdAt - 2 * limits.clockToleranceMs })).json.code).toBe('proof.stale');
    expect((await post({ ...body, expiresAt: body.createdAt + 1 })).json.code).toBe('input.expiry');
    for (const capsule of [`${body.seal.capsule}=`, ` ${body.seal.capsule}`, body.seal.capsule.replace(/=*$/, '-'), 'AAA', '']) {
      expect((await post({ ...body, seal: { ...body.seal, capsule } })).json.code, capsule.slice(-4)).toBe('input.invalid');
    }
    expect(
      (await post({ ...body, seal: { ...body.seal, payload: 'A'.repeat(limits.inlinePayloadBytes * 2) } })).status,
    ).toBeGreaterThanOrEqual(400);
    expect((await post({ ...body, seal: { ...body.seal, payload: undefined } })).json).toMatchObject({ status: 400 });
    expect((await post(body)).status).toBe(201);
  });

  it('an id that cannot be one is as gone as an unknown one', async () => {
    const said = new Set<string>();
    for (const strange of [
      'x',
      'a'.repeat(31),
      'a'.repeat(33),
      'A'.repeat(32),
      `${'a'.repeat(31)}1`,
      '%00',
      'a%2Fb',
      '👻',
      'a'.repeat(3_000),
    ]) {
      said.add((await door.ask('GET', `/api/shares/${strange}`, { cookie: annsCookie })).text);
    }
    said.add((await door.ask('GET', `/api/shares/${id.slice(0, 31)}${id.endsWith('a') ? 'b' : 'a'}`, { cookie: annsCookie })).text);
    expect([...said]).toHaveLength(1);
  });
});

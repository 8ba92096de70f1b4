import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeBase64 } from '../../src/crypto/bytes.ts';
import { openCover } from '../../src/crypto/capsule/link-cover.ts';
import { ann, eve, HOST, openDoor, type Ask, type Harness } from './harness.ts';
import { claiming, credential, linkClaim, newBrowser, readyChatLink, readyLink, sealing, wireSeal } from './wire.ts';

describe('what the page of a link may say before it is opened', () => {
  let door: Harness;
  beforeAll(async () => {
    door = await openDoor();
  });
  afterAll(() => door.close());

  const look = (id: string, who: Ask = {}) => door.ask('GET', `/api/shares/${id}`, who);
  const cookieOf = async (who: typeof ann): Promise<Ask> => ({ cookie: await door.signIn(who) });

  it('is given to everyone who asks, as bytes that only the whole link opens, and says nothing beside it', async () => {
    const { id, linkKey } = await readyChatLink(door);
    for (const who of [{}, await cookieOf(eve)]) {
      const { json } = await look(id, who);
      expect(json).toMatchObject({ role: 'holder', label: '', sender: null });
      const cover = decodeBase64(json.cover) as Uint8Array;
      expect(openCover(cover, { key: linkKey, share: id })).toMatchObject({ sender: 'Ann', label: 'Stripe webhook key' });
      expect(openCover(cover, { key: linkKey.map((byte) => byte ^ 1), share: id })).toBeNull();
    }
    expect((await look(id, await cookieOf(ann))).json).toMatchObject({ role: 'sender', cover: null });
  });

  it('stays the same while another person is reading, and goes with the end from the store too', async () => {
    const { id, linkKey } = await readyChatLink(door);
    const { now: _before, ...before } = (await look(id)).json;
    const browser = await newBrowser(HOST);
    await door.ask('POST', `/api/shares/${id}/claim`, { json: await linkClaim(door, id, linkKey, browser) });
    const { now: _after, ...after } = (await look(id)).json;
    expect(after).toEqual(before);
    await door.shares.reportBroken(id, { device: browser.device.publicKey, secret: browser.secretOf(id) });
    expect((await look(id)).status).toBe(410);
    const stored = await door.shares.find(id);
    expect(stored?.state).toMatchObject({ status: 'ended', seal: { device: expect.any(String) } });
    expect(JSON.stringify(stored)).not.toContain('cover');
  });

  it('may be missing: links of older pages and of programs open as ever', async () => {
    const share = await door.begin('link');
    const sealed = await sealing(await newBrowser(HOST), share, { at: door.time.now, items: credential('x') });
    const { cover: _, ...json } = wireSeal(sealed.input);
    expect((await door.ask('POST', `/api/shares/${share.id}/seal`, { json, ...(await cookieOf(ann)) })).status).toBe(204);
    expect((await look(share.id)).json.cover).toBeNull();
    const claim = await linkClaim(door, share.id, sealed.linkKey as Uint8Array, await newBrowser(HOST));
    expect((await door.ask('POST', `/api/shares/${share.id}/claim`, { json: claim })).status).toBe(200);
  });

  it('is refused where it is no cover, and for a share that is no link', async () => {
    const link = await door.begin('link');
    const sealed = await sealing(await newBrowser(HOST), link, { at: door.time.now, items: credential('x') });
    const who = await cookieOf(ann);
    const good = wireSeal(sealed.input);
    const cover = good.cover as string;
    for (const wrong of ['', cover.slice(4), `${cover}AAAA`, `${cover.slice(0, -2)}B=`, cover.replace(/^./, '_'), null, 7, [cover]]) {
      const { status, json } = await door.ask('POST', `/api/shares/${link.id}/seal`, { json: { ...good, cover: wrong }, ...who });
      expect([status, json.code]).toEqual([400, 'input.invalid']);
    }
    expect((await door.ask('POST', `/api/shares/${link.id}/seal`, { json: good, ...who })).status).toBe(204);

    const words = await door.begin('words');
    const other = wireSeal(
      (await sealing(await newBrowser(HOST), words, { at: door.time.now, items: credential('x'), words: 'five words' })).input,
    );
    const answer = await door.ask('POST', `/api/shares/${words.id}/seal`, { json: { ...other, cover }, ...who });
    expect([answer.status, answer.json.field]).toEqual([400, 'cover']);
  });

  it('lies with a program’s link too, and a seal that is repeated keeps the first', async () => {
    const { id, linkKey, body, token } = await readyLink(door);
    const cover = decodeBase64((await look(id)).json.cover) as Uint8Array;
    expect(openCover(cover, { key: linkKey, share: id })?.kind).toBe('credential');
    const again = { ...body.seal, cover: `A${body.seal.cover?.slice(1)}` };
    expect((await door.ask('POST', `/api/shares/${id}/seal`, { json: again, bearer: token })).status).toBe(204);
    expect(decodeBase64((await look(id)).json.cover)).toEqual(cover);
    expect(
      (await door.ask('POST', `/api/shares/${id}/claim`, { json: await claiming(await newBrowser(HOST), { id }, door.time.now) })).status,
    ).toBe(401);
  });
});

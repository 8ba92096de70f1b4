import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TenantTag } from '../../src/core/share.ts';
import type { Browser } from '../support/actors.ts';
import { eve, HOST, openDoor, type Ask, type Harness } from './harness.ts';
import { accepting, claiming, delivering, linkClaim, newBrowser, readyChatLink, readyLink, readySealed } from './wire.ts';

describe('what a stranger learns who has nothing but the address', () => {
  let door: Harness;
  let eves: string;
  beforeAll(async () => {
    door = await openDoor();
    eves = await door.signIn(eve);
  });
  afterAll(() => door.close());

  /** Every body that a stranger can make, sound ones and broken ones, on every route; the answers by name. */
  async function answers(id: string, who: Ask): Promise<Record<string, string>> {
    const browser = await newBrowser(HOST);
    const device = browser.device.publicKey;
    const { now } = door.time;
    const bodies: Record<string, [last: string, json: unknown]> = {};
    for (const [name, at] of [
      ['sound', now],
      ['of another hour', now - 3_600_000],
    ] as const) {
      bodies[`claim ${name}`] = ['claim', await claiming(browser, { id }, at)];
      bodies[`deliver ${name}`] = ['deliver', await delivering(browser, { id }, at, 'A'.repeat(43))];
      bodies[`accept ${name}`] = ['accept', (await accepting(browser, { id, mode: 'words', created: '' }, at)).input];
    }
    for (const [name, key] of [
      ['no note', device],
      ['no key', '!'.repeat(44)],
    ] as const) {
      bodies[`claim, ${name}`] = ['claim', { note: 'x', device: key, secret: device, openers: [] }];
      bodies[`deliver, ${name}`] = ['deliver', { note: 'x', device: key, ack: 'x' }];
      bodies[`accept, ${name}`] = ['accept', { note: 'x', device: key }];
      bodies[`seal, ${name}`] = ['seal', { note: 'x', device: key, capsule: 'AAAA', openers: [] }];
      bodies[`broken, ${name}`] = ['broken', { device: key, secret: device, reason: 'capsule' }];
    }
    for (const last of ['claim', 'deliver', 'accept', 'seal', 'broken', 'decline', 'revoke']) bodies[`${last}, nothing`] = [last, {}];
    const said: Record<string, string> = {};
    for (const [name, [last, json]] of Object.entries(bodies)) {
      const { status, text } = await door.ask('POST', `/api/shares/${id}/${last}`, { json, ...who });
      said[name] = `${status} ${text}`;
    }
    for (const last of ['', '/events', '/payload', '/receipt', '/receipt.sig', '/consistency?from=0&to=0']) {
      const { status, text } = await door.ask('GET', `/api/shares/${id}${last}`, who);
      said[`look${last}`] = `${status} ${text}`;
    }
    return said;
  }

  it('T12: whatever a stranger sends, a share that is over answers like one that never was', async () => {
    const sealed = await readySealed(door);
    await door.ask('POST', `/api/shares/${sealed.id}/revoke`, { json: {}, cookie: sealed.annsCookie });
    const link = await readyLink(door);
    await door.ask('POST', `/api/shares/${link.id}/revoke`, { json: {}, bearer: link.token });
    const never = `${sealed.id.slice(0, 6)}${'q'.repeat(26)}`;
    for (const who of [{}, { cookie: eves }]) {
      const expected = await answers(never, who);
      expect(await answers(sealed.id, who)).toEqual(expected);
      expect(await answers(link.id, who)).toEqual(expected);
    }
  });

  it('T12: a share whose time is over, and that nobody has swept yet, answers a stranger like one that never was', async () => {
    const sealed = await readySealed(door);
    const link = await readyLink(door);
    const never = `${sealed.id.slice(0, 6)}${'q'.repeat(26)}`;
    door.time.now += 2 * 3_600_000;
    eves = await door.signIn(eve);
    for (const who of [{}, { cookie: eves }]) {
      const expected = await answers(never, who);
      expect(await answers(sealed.id, who)).toEqual(expected);
      expect(await answers(link.id, who)).toEqual(expected);
    }
  });

  it('T12: nobody learns from the address of a link whether someone is reading at this moment', async () => {
    const [waits, read] = [await readyLink(door), await readyLink(door)];
    const claim = await linkClaim(door, read.id, read.linkKey, await newBrowser(HOST));
    expect((await door.ask('POST', `/api/shares/${read.id}/claim`, { json: claim })).status).toBe(200);
    for (const who of [{}, { cookie: eves }]) {
      const [one, other] = [await answers(waits.id, who), await answers(read.id, who)];
      delete one['look'];
      delete other['look'];
      expect(other).toEqual(one);
    }
    const stream = await door.ask('GET', `/api/shares/${waits.id}/events`);
    expect([stream.status, stream.json.code]).toEqual([401, 'session.required']);
  });

  it('a key that is none is a failed proof, and no fault of the server', async () => {
    const { id, annsCookie, bensCookie } = await readySealed(door);
    const device = '!'.repeat(44);
    for (const [last, json, cookie] of [
      ['claim', { note: 'x', device, secret: 'A'.repeat(44), openers: [] }, bensCookie],
      ['accept', { note: 'x', device }, bensCookie],
      ['seal', { note: 'x', device, capsule: 'AAAA', openers: [] }, annsCookie],
    ] as const) {
      const answer = await door.ask('POST', `/api/shares/${id}/${last}`, { json, cookie });
      expect([answer.status, answer.json.code], last).toEqual([401, 'proof.failed']);
    }
  });

  it('P17: a colleague who presses with the id alone, minute by minute, hides nobody who has taken over the account of the recipient', async () => {
    const { id, recipient, bensCookie } = await readySealed(door);
    const claim = (browser: Browser, cookie: string) =>
      claiming(browser, { id }, door.time.now).then((json) => door.ask('POST', `/api/shares/${id}/claim`, { json, cookie }));
    const refusals = async () => {
      await door.sign();
      const rows = await door.store.leaves(id.slice(0, 6) as TenantTag, 0, 1_024);
      return rows.filter((leaf) => leaf.includes(`share ${id}\n`)).flatMap((leaf) => /\nwhat (\S+)/.exec(leaf)?.[1] ?? []);
    };
    expect((await claim(recipient, bensCookie)).status).toBe(200);
    expect((await claim(await newBrowser(HOST), eves)).json.code).toBe('share.not_recipient');
    door.time.now += 1_000;
    expect((await claim(await newBrowser(HOST), bensCookie)).json.code).toBe('share.taken');
    expect(await refusals()).toEqual(['person', 'device']);
  });

  it('without the key of a link nobody rings its sender, neither while it is read nor after the end', async () => {
    const link = await readyChatLink(door);
    const holder = await newBrowser(HOST);
    const stranger = await claiming(await newBrowser(HOST), { id: link.id }, door.time.now);
    const knock = async () => (await door.ask('POST', `/api/shares/${link.id}/claim`, { json: stranger })).json.code;
    const rung = async () =>
      (await door.shares.find(link.id))?.outbox.filter((one) => one.kind === 'news' && one.news === 'intruder').length;
    await door.ask('POST', `/api/shares/${link.id}/claim`, { json: await linkClaim(door, link.id, link.linkKey, holder) });
    expect([await knock(), await rung()]).toEqual(['proof.failed', 0]);
    await door.shares.reportBroken(link.id, { device: holder.device.publicKey, secret: holder.secretOf(link.id) });
    const { version } = (await door.shares.find(link.id))!;
    expect([await knock(), await rung()]).toEqual(['share.gone', 0]);
    expect((await door.shares.find(link.id))?.version).toBe(version);
    // The sender must hear of one who has the key and comes too late.
    door.time.now += 60_000;
    const late = await linkClaim(door, link.id, link.linkKey, await newBrowser(HOST));
    expect((await door.ask('POST', `/api/shares/${link.id}/claim`, { json: late })).json.code).toBe('share.gone');
    expect(await rung()).toBe(1);
  });
});

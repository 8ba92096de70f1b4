import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { limits } from '../../src/core/limits.ts';
import type { Person, PersonKey, Share, TenantTag } from '../../src/core/share.ts';
import { hashB64 } from '../../src/crypto/bytes.ts';
import { parseLogEvent } from '../../src/crypto/events/event.ts';
import { signDeviceRequest } from '../../src/crypto/keys/device-request.ts';
import { generateDeviceKey } from '../../src/crypto/keys/device.ts';
import { signerFromKey, type Signer } from '../../src/crypto/note/signer.ts';
import { ann, ben, eve, HOST, openDoor, TENANT, type Answer, type Ask, type Harness } from './harness.ts';

const device = async (): Promise<Signer> => signerFromKey(await generateDeviceKey());
const cookieOf = (answer: Answer): string => (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';

describe('signing in by the key of a known browser', () => {
  let door: Harness;
  let share: Share;
  let D: Signer;
  beforeAll(async () => {
    door = await openDoor();
  });
  afterAll(() => door.close());
  beforeEach(async () => {
    door.time.now += 10_000;
    share = await door.begin('sealed');
    D = await device();
  });

  /** The press on the link from chat, in a browser with this key. */
  async function bind(who: Person, key: Signer, more: Ask = {}): Promise<Answer> {
    const token = await door.tokens.issue({ person: who, share: share.id, tenant: TENANT });
    const note = await signDeviceRequest({ kind: 'bond', host: HOST, token: hashB64(token) }, key);
    return door.ask('POST', '/api/session', { json: { token, bond: { note, device: key.publicKey } }, ...more });
  }
  const at = (id: string): string => `/api/shares/${id}/sign-in`;
  const nonceFor = async (id: string = share.id): Promise<string> => (await door.ask('GET', at(id))).json.nonce;
  const bodyOf = async (key: Signer, { id = share.id, host = HOST, nonce = '' }: { id?: string; host?: string; nonce?: string } = {}) => {
    const drawn = nonce || (await nonceFor(id));
    return { device: key.publicKey, nonce: drawn, note: await signDeviceRequest({ kind: 'sign-in', host, share: id, nonce: drawn }, key) };
  };
  const enter = async (key: Signer, more: Ask = {}): Promise<Answer> =>
    door.ask('POST', at(share.id), { json: await bodyOf(key), ...more });
  const personsOf = async (cookie: string, more: Ask = {}): Promise<string[]> =>
    (await door.ask('GET', '/api/session', { cookie, ...more })).json.persons.map(({ name }: { name: string }) => name);
  const devicesOf = async (cookie: string) => (await door.ask('GET', '/api/devices', { cookie })).json.persons?.[0]?.devices;
  /** What a stranger gets, to the byte. */
  const nobody = async (): Promise<string> => (await door.ask('GET', '/api/devices')).text;

  it('I2: a browser that came from chat once signs in at the plain address, as that person and no other', async () => {
    expect((await bind(ben, D)).status).toBe(200);
    const entered = await enter(D);
    expect([entered.status, entered.json]).toEqual([200, { person: { ref: expect.any(String), name: 'Ben' }, share: share.id }]);
    expect(await personsOf(cookieOf(entered))).toEqual(['Ben']);
    expect((await door.ask('GET', `/api/shares/${share.id}`, { cookie: cookieOf(entered) })).json.role).toBe('recipient');
  });

  it('I2: a session alone binds no browser: a stolen cookie ends with its twelve hours, and signs nothing in', async () => {
    const stolen = cookieOf(await bind(ben, D));
    const thief = await device();
    const answers = [
      await enter(thief, { cookie: stolen }),
      await door.ask('POST', '/api/session', { cookie: stolen, json: { token: '', bond: { note: 'x', device: thief.publicKey } } }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([401, 401]);
    door.time.now += limits.sessionMs;
    expect(await personsOf(stolen)).toEqual([]);
  });

  it('I2: a note serves once, also where two instances get it at the same time', async () => {
    await bind(ben, D);
    const json = await bodyOf(D);
    const answers = await Promise.all([false, true, false, true].map((twin) => door.ask('POST', at(share.id), { json, twin })));
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 401, 401, 401]);
    expect(answers.find(({ status }) => status === 401)?.text).toBe(await nobody());
    expect((await enter(D)).status).toBe(200);
  });

  it('I2: whatever is wrong, the answer is the same, and nothing is stored', async () => {
    await bind(ben, D);
    const other = await door.begin('sealed');
    const [stranger, sender] = [await device(), await device()];
    await bind(eve, sender);
    const unknown = `${share.id.slice(0, 6)}${'a'.repeat(26)}`;
    const early = await bodyOf(D);
    door.time.now += limits.nonceMs;
    const good = await bodyOf(D);
    const event = await signDeviceRequest({ kind: 'bond', host: HOST, token: good.nonce }, D);
    // What counts requests per minute is there for any request.
    const before = door.dump(['buckets']);
    const wrong: Record<string, { id?: string; json: object }> = {
      'a nonce that is over': { json: early },
      'another share': { id: other.id, json: good },
      'another share with its own nonce': { id: other.id, json: { ...good, nonce: await nonceFor(other.id) } },
      'another host': { json: await bodyOf(D, { host: 'evil.example' }) },
      'a nonce that nobody gave': { json: await bodyOf(D, { nonce: `${'a'.repeat(8)}.${'A'.repeat(22)}.${'A'.repeat(43)}` }) },
      'a nonce of no form': { json: await bodyOf(D, { nonce: 'x' }) },
      'a browser that is not known': { json: await bodyOf(stranger) },
      "the key of a known browser, without its owner's signature": { json: { ...(await bodyOf(stranger)), device: D.publicKey } },
      'a browser of another person': { json: await bodyOf(sender) },
      'a note for another purpose': { json: { ...good, note: event } },
      'a share that never was': { id: unknown, json: await bodyOf(D, { id: unknown }) },
      'no share at all': { id: 'x', json: await bodyOf(D, { id: 'x' }) },
      'a key that is none': { json: { ...good, device: Buffer.alloc(32).toString('base64') } },
    };
    for (const [what, { id = share.id, json }] of Object.entries(wrong)) {
      const answer = await door.ask('POST', at(id), { json });
      expect([answer.status, answer.text, answer.headers.get('set-cookie')], what).toEqual([401, await nobody(), null]);
    }
    expect(door.dump(['buckets'])).toBe(before);
    expect((await door.ask('POST', at(share.id), { json: good })).status).toBe(200);
  });

  it('I2: asking for nonces stores nothing, whoever asks and for whatever share', async () => {
    const before = door.dump();
    for (let n = 0; n < 50; n += 1) await nonceFor(`${share.id.slice(0, 30)}${'ab'[n % 2]}a`);
    expect(door.dump()).toBe(before);
  });

  it('I2: a person of another tenant is not a party here, whatever their browser is bound to', async () => {
    const elsewhere = { key: 'playground:other:ben' as PersonKey, name: 'Ben' };
    const token = await door.tokens.issue({ person: elsewhere, share: null, tenant: 'playground:other' });
    const note = await signDeviceRequest({ kind: 'bond', host: HOST, token: hashB64(token) }, D);
    expect((await door.ask('POST', '/api/session', { json: { token, bond: { note, device: D.publicKey } } })).status).toBe(200);
    expect((await enter(D)).status).toBe(401);
  });

  it('I2: a browser that is withdrawn signs in nowhere at once, and its sessions are over at every instance within a second', async () => {
    const phone = await device();
    const [here, there] = [cookieOf(await bind(ben, D)), cookieOf(await bind(ben, phone))];
    const later = cookieOf(await enter(phone));
    // Both instances have just believed in them.
    for (const twin of [false, true])
      expect([await personsOf(later, { twin }), await personsOf(there, { twin })]).toEqual([['Ben'], ['Ben']]);
    const listed = await devicesOf(here);
    const idOf = async (cookie: string) => (await devicesOf(cookie)).find(({ isThis }: { isThis: boolean }) => isThis).id;
    const lost = await idOf(there);
    expect(listed.map(({ id }: { id: string }) => id)).toEqual(expect.arrayContaining([await idOf(here), lost]));
    // Nobody else can, and they learn nothing.
    const foreign = await door.ask('DELETE', `/api/devices/${lost}`, { cookie: cookieOf(await bind(eve, await device())) });
    expect([foreign.status, (await enter(phone)).status]).toEqual([204, 200]);
    expect((await door.ask('DELETE', `/api/devices/${lost}`)).status).toBe(401);
    expect((await door.ask('DELETE', `/api/devices/${lost}`, { cookie: here })).status).toBe(204);
    for (const twin of [false, true]) {
      const json = await bodyOf(phone);
      expect([(await door.ask('POST', at(share.id), { json, twin })).text, twin]).toEqual([await nobody(), twin]);
    }
    door.time.now += 1_001;
    for (const twin of [false, true]) expect([await personsOf(later, { twin }), await personsOf(here, { twin })]).toEqual([[], ['Ben']]);
    // Back from chat it is known again, under another id, and what was signed in before stays out.
    const back = cookieOf(await bind(ben, phone));
    door.time.now += 1_001;
    expect([await personsOf(back), await personsOf(later), (await enter(phone)).status]).toEqual([['Ben'], [], 200]);
    expect((await devicesOf(here)).map(({ id }: { id: string }) => id)).not.toContain(lost);
  });

  it('I2: with a browser go the keys that it has left for later shares, and those of others stay', async () => {
    const phone = await device();
    const cookie = cookieOf(await bind(ben, D));
    await bind(ben, phone);
    const tag = share.id.slice(0, 6) as TenantTag;
    const left = (key: Signer) => ({
      key: `age1${key.publicKey}`,
      device: key.publicKey,
      madeAt: door.time.now,
      untilAt: door.time.now + 60_000,
      note: '',
    });
    await door.store.putPrekeys(tag, ben.key, [left(D), left(phone)], 10);
    const mine = (await devicesOf(cookie)).find(({ isThis }: { isThis: boolean }) => isThis);
    await door.ask('DELETE', `/api/devices/${mine.id}`, { cookie });
    expect((await door.store.freePrekeys(tag, ben.key, door.time.now)).map((prekey) => prekey.device)).toEqual([phone.publicKey]);
  });

  it('I2: who signs out is signed out: the browser is not known any more', async () => {
    const cookie = cookieOf(await bind(ben, D));
    await door.ask('DELETE', '/api/session', { cookie });
    expect((await enter(D)).status).toBe(401);
  });

  it('I2: a browser that nobody used for 90 days is not known any more; each use begins them anew', async () => {
    await bind(ben, D);
    door.time.now += limits.bondIdleMs - 60_000;
    const shareLater = await door.begin('sealed');
    const enterLater = async () => door.ask('POST', at(shareLater.id), { json: await bodyOf(D, { id: shareLater.id }) });
    expect((await enterLater()).status).toBe(200);
    door.time.now += 120_000;
    expect((await enterLater()).status).toBe(200);
    door.time.now += limits.bondIdleMs;
    share = await door.begin('sealed');
    expect((await enter(D)).status).toBe(401);
  });

  it('I2: a note that binds serves for its own link alone, and a broken one does not spend the link', async () => {
    const [one, two] = [
      await door.tokens.issue({ person: ben, share: null, tenant: TENANT }),
      await door.tokens.issue({ person: ann, share: null, tenant: TENANT }),
    ];
    const note = await signDeviceRequest({ kind: 'bond', host: HOST, token: hashB64(one) }, D);
    const bond = { note, device: D.publicKey };
    expect((await door.ask('POST', '/api/session', { json: { token: two, bond } })).json.code).toBe('proof.failed');
    expect((await door.ask('POST', '/api/session', { json: { token: one, bond } })).status).toBe(200);
    expect((await door.ask('POST', '/api/session', { json: { token: two } })).status).toBe(200);
    expect((await door.ask('POST', '/api/session', { json: { token: one, bond } })).status).toBe(401);
  });

  it('I2: one browser may be both people of a share, and says as whom it acts', async () => {
    await bind(ann, D);
    await bind(ben, D);
    const names = [];
    for (const as of ['sender', 'recipient']) names.push((await enter(D, { as })).json.person.name);
    expect(names).toEqual(['Ann', 'Ben']);
    const cookie = cookieOf(await enter(D, { as: 'recipient', cookie: cookieOf(await enter(D, { as: 'sender' })) }));
    const roles = [];
    for (const as of ['sender', 'recipient']) roles.push((await door.ask('GET', `/api/shares/${share.id}`, { cookie, as })).json.role);
    expect(roles).toEqual(['sender', 'recipient']);
    // A wish proves nothing.
    const alone = cookieOf(await enter(D, { as: 'recipient' }));
    expect((await door.ask('POST', `/api/shares/${share.id}/revoke`, { cookie: alone, as: 'sender', json: {} })).json.code).toBe(
      'share.not_sender',
    );
  });

  it('I2: the log says that a browser was bound, signed in and was withdrawn, and whose it is to nobody', async () => {
    const tag = share.id.slice(0, 6) as TenantTag;
    const from = (await door.store.entryRange(tag)).end;
    const cookie = cookieOf(await bind(ben, D));
    await enter(D);
    door.time.now += 5_000;
    await enter(D);
    await door.ask('DELETE', `/api/devices/${(await devicesOf(cookie)).find(({ isThis }: { isThis: boolean }) => isThis).id}`, { cookie });
    const leaves = await door.store.leaves(tag, from, 10);
    const events = leaves.map((leaf) => parseLogEvent(leaf));
    expect(events.map((event) => event?.type)).toEqual(['bound', 'signin', 'signin', 'unbound']);
    const who = events.map((event) => event?.lines[0]?.[1]);
    expect(new Set(who).size).toBe(4);
    for (const leaf of leaves) {
      expect(leaf).not.toContain(D.publicKey);
      // Without the salted hash and the tag, which spell a name by chance now and then.
      expect(leaf.replace(/^who .*$/m, '').replace(tag, '')).not.toMatch(/ben|ann|share /i);
      // Whoever guesses the pair cannot test it.
      expect(who).not.toContain(hashB64(JSON.stringify({ person: ben.key, device: D.publicKey })));
    }
    await door.sign();
    expect((await door.ask('GET', `/api/shares/${share.id}/receipt`, { cookie: cookieOf(await bind(ben, D)) })).text).not.toContain(
      'signin',
    );
  });

  it('I2: what a link from chat is about can be asked before it is spent, which spends nothing, and a spent one says nothing', async () => {
    const token = await door.tokens.issue({ person: ben, share: share.id, tenant: TENANT });
    const looks = async () => door.ask('POST', '/api/session/look', { json: { token } });
    for (let n = 0; n < 2; n += 1) {
      const { status, json, headers } = await looks();
      expect([status, json.person.name, json.share.role, json.share.sender, headers.get('set-cookie')]).toEqual([
        200,
        'Ben',
        'recipient',
        'Ann',
        null,
      ]);
    }
    const { json: look } = await looks();
    expect((await door.ask('POST', '/api/session', { json: { token } })).json.person).toEqual(look.person);
    expect((await looks()).json.code).toBe('token.invalid');
    const late = await door.tokens.issue({ person: ben, share: share.id, tenant: TENANT });
    door.time.now += limits.tokenMs;
    expect((await door.ask('POST', '/api/session/look', { json: { token: late } })).json.code).toBe('token.invalid');
    const ended = await door.tokens.issue({ person: eve, share: null, tenant: TENANT });
    door.time.now += 1;
    await door.ended.revokeAll(eve.key);
    expect((await door.ask('POST', '/api/session/look', { json: { token: ended } })).json.code).toBe('token.invalid');
  });

  it('I2: tries count for the address like every request that changes something', async () => {
    const tight = await openDoor({ limits: { rates: { address: 3, person: 100, tenant: 100 } } });
    const statuses = [];
    for (let n = 0; n < 5; n += 1) statuses.push((await tight.ask('POST', at(share.id), { json: await bodyOf(D) })).status);
    expect(statuses).toEqual([401, 401, 401, 429, 429]);
    await tight.close();
  });
});

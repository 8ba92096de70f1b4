// Shares with people of chat by nt2/client: one or several, waiting for the acceptance, comparing the words, and what is taken back.

import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { createDirectory } from '../../src/bot/directory.ts';
import type { Adapter } from '../../src/bot/port.ts';
import { createMemoryKeyStore, type Client, type SealingDevice } from '../../src/client/client.ts';
import { loadDevice, loadOrMakeKey } from '../../src/client/keys/own-keys.ts';
import { hashB64 } from '../../src/crypto/bytes.ts';
import { signPrekey } from '../../src/crypto/keys/prekey.ts';
import { PREKEY_LIFE_MS } from '../../src/crypto/share-terms.ts';
import { ann, ben, eve, HOST, openDoor, TENANT, type Harness } from '../server/harness.ts';
import { failureOf, fetchOf, programAt } from './client-at.ts';

const people = [ann, ben, eve];
const chat = {
  platform: 'playground',
  findContact: async (key: string) => {
    const found = people.find((one) => one.key === key);
    return found === undefined ? null : { ...found, kind: 'member' as const };
  },
  findHandle: async (handle: string) => {
    const found = people.find(({ key }) => key === `${TENANT}:${handle.replace(/^@/, '')}`);
    return found === undefined ? null : { ...found, kind: 'member' as const };
  },
};

let door: Harness;
let [anns, bens, eves]: Client[] = [];
const bensKeys = createMemoryKeyStore();
beforeAll(async () => {
  door = await openDoor({ core: { directory: createDirectory([chat as unknown as Adapter]) } });
  [anns, bens, eves] = [
    await programAt(door, { as: ann }),
    await programAt(door, { as: ben, keys: bensKeys }),
    await programAt(door, { as: eve }),
  ];
});
afterAll(() => door.close());

const SECRET = 'sk_live_people_canary_0c1e';
/** Opens what waits for them, as soon as it is there. */
async function openNext(client: Client, label: string): Promise<string | undefined> {
  const id = await vi.waitFor(
    async () => {
      const [row] = (await client.listPage({ states: ['mine'], text: label })).rows;
      if (row === undefined) throw new Error('nothing waits');
      return row.id;
    },
    { interval: 10, timeout: 20_000 },
  );
  return (await client.open(id)).items[0]?.fields[0]?.value;
}

it('a share to one person waits until they accept, and is sealed to the device whose words were compared', async () => {
  const compared: SealingDevice[] = [];
  const sharing = (anns as Client).share(SECRET, {
    label: 'For Ben',
    to: 'playground:@ben',
    compare: (device) => {
      compared.push(device);
      return true;
    },
  });
  expect(await openNext(bens as Client, 'For Ben')).toBe(SECRET);
  const { id, url } = await sharing;
  expect(url).toBe(`https://${HOST}/s/${id}`);
  expect(compared).toEqual([{ share: id, recipient: 'Ben', words: expect.stringMatching(/^[a-z]+( [a-z]+){5}$/) }]);
});

it('one to several people is one for each, and opened by each', async () => {
  const sharing = (anns as Client).share(SECRET, { label: 'For both', to: [ben.key, eve.key] });
  const opened = await Promise.all([openNext(bens as Client, 'For both'), openNext(eves as Client, 'For both')]);
  const { shares, failed } = await sharing;
  expect([opened, shares?.length, failed]).toEqual([[SECRET, SECRET], 2, []]);
});

it('words that are not the same, an end and an abort leave no share waiting', async () => {
  const client = await programAt(door, { as: eve });
  const wish = { label: 'Taken back', to: ben.key };
  const other = failureOf(client.share(SECRET, { ...wish, compare: () => false }));
  expect((await failureOf(openNext(bens as Client, 'Taken back'))).code).toBe('ended.revoked');
  expect((await other).code).toBe('compared');
  expect((await failureOf(client.share(SECRET, { ...wish, prekeyOnly: true }))).code).toBe('no_prekey');
  expect((await client.listPage({ states: ['others'] })).rows).toEqual([]);
  expect((await failureOf(client.share(SECRET, { label: 'Nobody', to: 'playground:@nobody' }))).code).toBe('person.refused');
  const stop = new AbortController();
  const aborted = failureOf(client.share(SECRET, { ...wish, label: 'Aborted' }, { signal: stop.signal }));
  await vi.waitFor(async () => expect((await client.listPage({ states: ['others'] })).rows[0]?.isEntered).toBe(true), {
    interval: 10,
    timeout: 20_000,
  });
  stop.abort();
  expect((await aborted).code).toBe('aborted');
  await vi.waitFor(async () => expect((await client.listPage({ states: ['others'] })).rows).toEqual([]), { interval: 10, timeout: 20_000 });
});

it('K2: what waits for an acceptance is gone on with by another process with the same keys, which hold no secret', async () => {
  const files = new Map<string, string>();
  const keys = {
    load: async (name: string) => files.get(name) ?? null,
    save: async (name: string, value: string) => void files.set(name, value),
    remove: async (name: string) => void files.delete(name),
  };
  const waiting = Promise.withResolvers<string>();
  // The first process is gone at that moment: nothing of it is taken back, and nothing goes on.
  const gone: typeof fetch = () => new Promise(() => undefined);
  let isGone = false;
  const first = await programAt(door, { as: ann, keys, fetch: (input, init) => (isGone ? gone : fetchOf(door))(input, init) });
  const lost = first.share(
    SECRET,
    {
      label: 'Gone on with',
      to: ben.key,
      onWaiting: ({ share, recipient }) => {
        isGone = true;
        expect(recipient).toBe('Ben');
        waiting.resolve(share);
      },
    },
    { deadlineMs: Infinity },
  );
  lost.catch(() => undefined);
  const id = await waiting.promise;
  expect([...files.keys()].filter((name) => name !== 'device')).toEqual([`pending:${id}`]);
  expect([...files.values()].join()).not.toContain(SECRET);
  const second = await programAt(door, { as: ann, keys });
  expect((await failureOf((await programAt(door, { as: ann })).resume(id))).code).toBe('no_pending');
  const [opened] = await Promise.all([openNext(bens as Client, 'Gone on with'), second.resume(id)]);
  expect(opened).toBe(SECRET);
  expect([...files.keys()]).toEqual(['device']);
  expect((await failureOf(second.resume(id))).code).toBe('no_pending');
});

it('K2: with words they are drawn when it goes on; what ended meanwhile, or is taken back, leaves no key behind', async () => {
  const keys = createMemoryKeyStore();
  const client = await programAt(door, { as: ann, keys });
  const begin = async (label: string, more: object = {}) => {
    const stop = new AbortController();
    const waiting = Promise.withResolvers<string>();
    const kept = { load: keys.load, save: keys.save, remove: async () => undefined };
    const ask: typeof fetch = async (input, init) => (stop.signal.aborted ? Promise.reject(new Error('gone')) : fetchOf(door)(input, init));
    const lost = (await programAt(door, { as: ann, keys: kept, fetch: ask })).share(
      SECRET,
      { label, to: ben.key, onWaiting: ({ share }) => waiting.resolve(share), ...more },
      { signal: stop.signal },
    );
    lost.catch(() => undefined);
    const id = await waiting.promise;
    stop.abort();
    await lost.catch(() => undefined);
    return id;
  };
  const locked = await begin('With words', { words: 'first words' });
  expect((await failureOf(client.resume(locked))).code).toBe('passphrase');
  const accepting = (bens as Client).open(locked, { passphrase: 'not them', deadlineMs: 20_000 });
  const { passphrase } = await client.resume(locked, { words: true });
  expect(passphrase).toMatch(/^\w+( \w+){4}$/);
  expect((await failureOf(accepting)).code).toBe('proof.failed');
  const declined = await begin('Declined');
  await door.ask('POST', `/api/shares/${declined}/decline`, { json: {}, cookie: await door.signIn(ben) });
  expect((await failureOf(client.resume(declined))).code).toBe('ended.declined');
  const back = await begin('Taken back again');
  await client.revoke(back);
  for (const id of [locked, declined, back]) expect(await keys.load(`pending:${id}`), id).toBeNull();
});

it('a key that a device of theirs has left is sealed to at once, and only where it is signed for them', async () => {
  const begun = await door.begin('sealed');
  await Promise.all([(bens as Client).open(begun.id), (anns as Client).give(begun.id, SECRET)]);
  const signer = await loadDevice(bensKeys);
  const key = (await loadOrMakeKey(bensKeys, 'ahead')).recipient;
  const madeAt = door.time.now;
  const prekey = {
    tag: begun.id.slice(0, 6),
    person: hashB64(ben.key),
    device: signer.publicKey,
    key,
    madeAt,
    untilAt: madeAt + PREKEY_LIFE_MS,
  };
  const note = await signPrekey(prekey, HOST, signer);
  const cookie = await door.signIn(ben);
  const left = await door.ask('POST', `/api/shares/${begun.id}/prekeys`, { json: { device: signer.publicKey, notes: [note] }, cookie });
  expect([left.status, left.text]).toEqual([204, '']);
  const { id } = await (anns as Client).share(SECRET, { label: 'Ahead', to: ben.key, prekeyOnly: true });
  expect((await (anns as Client).view(id)).seal?.prekey).toEqual({ device: signer.publicKey, key });
});

// Endpoints in the store: sealed, known to every instance within a second, with two secrets while one is replaced.

import { expect, it, onTestFinished } from 'vitest';
import { randomBytes } from '../../src/crypto/bytes.ts';
import { createSecretSettings } from '../../src/core/secret-settings.ts';
import { createEndpoints, type NewEndpoint } from '../../src/webhooks/endpoints.ts';
import { openWorld } from '../support/world.ts';

const HOUR = 3_600_000;
const URL = 'https://hooks.example.com/nt2/tok_canary_91c2';

async function open() {
  const world = await openWorld();
  onTestFinished(() => world.close());
  const { store } = world;
  const clock = (): number => world.now;
  const key = randomBytes(32);
  const instance = (keys = [key]) =>
    createEndpoints({
      store,
      clock,
      random: randomBytes,
      secretSettings: createSecretSettings({ store, key: keys[0]!, previous: keys.slice(1), random: randomBytes }),
    });
  return { world, store, key, instance };
}

it('is added once for each name, shows its secret once, and stands in the store without it and without its address', async () => {
  const { store, instance } = await open();
  const endpoints = instance();
  const added = (await endpoints.add('ops', URL)) as { ok: true } & NewEndpoint;
  expect(added).toMatchObject({
    ok: true,
    secret: expect.stringMatching(/^whsec_[A-Za-z0-9+/]{43}=$/),
    endpoint: { name: 'ops', url: URL },
  });
  expect(await endpoints.add('ops', URL)).toEqual({ ok: false, reason: 'taken' });
  expect(await endpoints.find('ops')).toEqual(added.endpoint);
  const rows = JSON.stringify(await store.listSettings(''));
  expect(rows).toContain(added.endpoint.id);
  for (const secret of [added.secret.slice(6), 'canary', 'example.com', 'ops']) expect(rows).not.toContain(secret);
});

it.each([
  ['Not A Name', URL, 'name'],
  ['ops', 'http://hooks.example.com/', 'url'],
  ['ops', 'https://user:pass@hooks.example.com/', 'url'],
  ['ops', 'https://hooks.example.com/#x', 'url'],
  ['ops', 'ftp://hooks.example.com/', 'url'],
  ['ops', 'hooks.example.com', 'url'],
  ['ops', `https://hooks.example.com/${'x'.repeat(2_000)}`, 'url'],
])('%s at %s is not one', async (name, url, reason) => {
  const { instance } = await open();
  expect(await instance().add(name, url)).toEqual({ ok: false, reason });
  expect(await instance().list()).toEqual([]);
});

it('there are ten at most, also on loopback', async () => {
  const { instance } = await open();
  const endpoints = instance();
  for (let n = 0; n < 10; n += 1) expect(await endpoints.add(`ops-${n}`, `http://127.0.0.1:${4_000 + n}/`)).toMatchObject({ ok: true });
  expect(await endpoints.add('ops-10', URL)).toEqual({ ok: false, reason: 'full' });
});

it('a new secret signs beside the old one for a day; a second rotation ends the oldest at once', async () => {
  const { world, instance } = await open();
  const endpoints = instance();
  await endpoints.add('ops', URL);
  const [first] = (await endpoints.find('ops'))!.secrets;
  const second = (await endpoints.rotate('ops'))!;
  expect(second.endpoint.secrets).toEqual([second.secret, first]);
  const third = (await endpoints.rotate('ops'))!;
  expect(third.endpoint.secrets).toEqual([third.secret, second.secret]);
  world.now += 24 * HOUR;
  expect((await instance().load(third.endpoint.id))?.secrets).toEqual([third.secret]);
  expect(await endpoints.rotate('other')).toBeNull();
});

it('every instance knows within a second what was added and removed, and asks the store once in that time', async () => {
  const { world, store, instance } = await open();
  let asked = 0;
  const { listSettings } = store;
  Object.assign(store, { listSettings: (prefix: string) => ((asked += 1), listSettings(prefix)) });
  const [one, other] = [instance(), instance()];
  expect(await other.ids()).toEqual([]);
  const { endpoint } = (await one.add('ops', URL)) as { ok: true } & NewEndpoint;
  expect(await one.ids()).toEqual([endpoint.id]);
  world.now += 1_000;
  asked = 0;
  expect(await Promise.all(Array.from({ length: 50 }, () => other.ids()))).toEqual(Array.from({ length: 50 }, () => [endpoint.id]));
  expect(asked).toBe(1);
  expect(await one.remove('ops')).toMatchObject({ id: endpoint.id });
  world.now += 1_000;
  expect([await other.ids(), await other.load(endpoint.id), await one.remove('ops')]).toEqual([[], null, null]);
});

it('under another root secret its id is still known, so that no hand-off fails, and it is not opened', async () => {
  const { key, instance } = await open();
  await instance().add('ops', URL);
  const stranger = instance([randomBytes(32)]);
  const [id = ''] = await stranger.ids();
  expect(id).toMatch(/^[a-z2-7]{8}$/);
  await expect(stranger.load(id)).rejects.toMatchObject({ code: 'vault.closed' });
  expect(await instance([randomBytes(32), key]).load(id)).toMatchObject({ name: 'ops' });
});

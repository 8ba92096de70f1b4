// A person's own shares with nt2/client: watching one, listing them, and what can be done about each.

import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { Client } from '../../src/client/client.ts';
import { ann, ben, HOUR, openDoor, type Harness } from '../server/harness.ts';
import { clientAt, failureOf, fetchOf, programAt } from './client-at.ts';

let door: Harness;
let sender: Client;
beforeAll(async () => {
  door = await openDoor();
  sender = await programAt(door);
});
afterAll(() => door.close());

it('watching hears each change until the end, and goes on after its stream was cut', async () => {
  const { id, url } = await sender.share('watched', { label: 'Watched' });
  // No pause before the next stream.
  vi.spyOn(Math, 'random').mockReturnValue(0);
  let streams = 0;
  const cut = await programAt(door, {
    as: ann,
    fetch: async (input, init) => {
      const answer = await fetchOf(door)(input, init);
      if (!(input as string).endsWith('/events')) return answer;
      streams += 1;
      if (streams === 2) void clientAt(door).open(shared.url);
      if (streams > 1) return answer;
      await answer.body?.cancel();
      return new Response('event: changed\ndata: {"version":1}\n\n', { headers: answer.headers });
    },
  });
  const shared = await cut.share('watched', { label: 'Cut' });
  const seen: string[] = [];
  for await (const { status } of cut.watch(shared.id)) seen.push(status);
  expect([seen[0], seen.at(-1), streams > 1]).toEqual(['ready', 'ended', true]);
  vi.restoreAllMocks();
  const once = sender.watch(id)[Symbol.asyncIterator]();
  expect((await once.next()).value).toMatchObject({ status: 'ready' });
  await clientAt(door).open(url);
  await once.return?.();
});

it('whoever stops watching leaves no stream behind, by a break and by a signal', async () => {
  const { id } = await sender.share('left', { label: 'Left' });
  const streams: AbortSignal[] = [];
  const watcher = await programAt(door, {
    as: ann,
    fetch: (input, init) => {
      if (init?.signal) streams.push(init.signal);
      return fetchOf(door)(input, init);
    },
  });
  const { id: own } = await watcher.share('left', { label: 'Left' });
  for await (const _ of watcher.watch(own)) break;
  const stop = new AbortController();
  const failed = failureOf(
    (async () => {
      for await (const _ of watcher.watch(own, { signal: stop.signal })) stop.abort();
    })(),
  );
  expect((await failed).code).toBe('aborted');
  expect(streams.every(({ aborted }) => aborted)).toBe(true);
  expect((await failureOf(sender.watch('a'.repeat(32))[Symbol.asyncIterator]().next())).code).toBe('share.gone');
  await sender.revoke(id);
});

it('the list is read page by page, and says what can be done about each', async () => {
  const lister = await programAt(door);
  for (let n = 0; n < 3; n += 1) await lister.share('value', { label: `Row ${n}` });
  const labels: string[] = [];
  for await (const { label } of lister.list({ states: ['others'] })) labels.push(label);
  expect(labels.toSorted()).toEqual(['Row 0', 'Row 1', 'Row 2']);
  const first = await lister.listPage({ limit: 2 });
  expect([first.rows.length, first.more]).toEqual([2, 1]);
  const second = await lister.listPage({ before: first.next });
  expect([second.rows.length, second.next]).toEqual([1, null]);
  const found: string[] = [];
  for await (const { label } of lister.list({ text: 'row 1', limit: 5 })) found.push(label);
  expect(found).toEqual(['Row 1']);
  expect(first.rows[0]?.can).toEqual(['extend', 'revoke']);
});

it('a share is extended, ended, begun again with other values, and reminded of no sooner than allowed', async () => {
  const own = await programAt(door, { as: ann });
  const { id, expiresAt } = await own.share('first', { label: 'Once more', expiresInMs: HOUR });
  await own.extend(id, expiresAt + HOUR);
  expect((await own.view(id)).expiresAt).toBe(expiresAt + HOUR);
  await own.revoke(id);
  const again = await own.again(id, 'second');
  expect((await clientAt(door).open(again.url ?? '')).items[0]?.fields[0]?.value).toBe('second');
  expect((await failureOf(own.again(id))).code).toBe('input.invalid');
  expect((await failureOf(own.remind(id))).status).toBeGreaterThanOrEqual(400);
  expect(await own.devices()).toEqual([expect.objectContaining({ name: 'ann', devices: [] })]);
  await own.withdrawDevice('none');
});

it('those whom a person has shared with are found by a part of their name', async () => {
  const own = await programAt(door, { as: ann });
  await door.begin('sealed');
  expect(await own.persons({ text: 'be' })).toEqual([{ person: ben.key, name: ben.name }]);
  expect(await own.persons({ text: 'nobody' })).toEqual([]);
});

// `nt2 webhook` where events were given up: which they are, and how they are sent again. The rest of it: main.test.ts.

import { rmSync } from 'node:fs';
import { expect, it, onTestFinished } from 'vitest';
import { openInstallation } from '../../src/app/installation.ts';
import { addWebhook, listWebhooks, replayWebhook } from '../../src/cli/webhooks.ts';
import { commitOf, aShare } from '../support/shares.ts';
import { newInstallation } from './installation.ts';
import { said } from './said.ts';

it('J6: what was given up is listed with its id, its time and the reason; one of it is sent again, or all, and nothing twice', async () => {
  const { folder, config } = newInstallation();
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const list = (...args: string[]) => said(() => listWebhooks(config, args));
  const replay = (...args: string[]) => said(() => replayWebhook(config, args));
  expect((await said(() => addWebhook(config, ['ops', 'https://hooks.example.com/canary']))).code).toBe(0);

  const { store, endpoints, close } = await openInstallation(config, { write: () => undefined, clock: Date.now });
  onTestFinished(close);
  const { id: endpoint } = (await endpoints.find('ops'))!;
  const share = aShare();
  const lane = { endpoint, share: share.id };
  const [created, sealed, ended] = [0, 1, 2].map((n) => `${share.id}_1_${n}`) as [string, string, string];
  const events = [`${created} ["share.created",1,1,{}]`, `${sealed} ["share.sealed",1,1,{}]`, `${ended} ["share.ended",1,1,{}]`];
  await store.commit(commitOf(share, { deliveries: { endpoints: [endpoint], events } }));
  const at = Date.now();
  for (const [id, reason] of [
    [created, 'status-500'],
    [sealed, 'silent'],
  ] as const)
    await store.buryDelivery(lane, { id, at, reason, untilAt: at + 60_000 });

  expect((await list()).out).toMatch(/^ops +https:\/\/hooks\.example\.com, waiting: 1 shares, given up: 2 events\n$/);
  const rows = (await list('ops')).out.split('\n').map((line) => line.split(/\s+/));
  const when = new Date(at).toISOString();
  expect(rows).toEqual([[created, 'share.created', when, 'status-500'], [sealed, 'share.sealed', when, 'silent'], ['']]);

  expect(await replay('ops', ended)).toMatchObject({ code: 1, err: 'No event with that id was given up.' });
  expect(await replay('ops', sealed)).toMatchObject({ code: 0, out: 'Events to be sent again: 1.\n' });
  expect((await store.deadDeliveries(endpoint)).map(({ id }) => id)).toEqual([created]);
  expect((await replay('ops')).out).toBe('Events to be sent again: 1.\n');
  expect((await replay('ops')).out).toBe('Events to be sent again: 0.\n');
  expect((await list('ops')).out).toBe('Nothing was given up.\n');
});

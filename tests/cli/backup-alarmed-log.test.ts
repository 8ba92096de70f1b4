// A backup of a log that had been stopped: the alarm stands in its record until a check has found the log whole.

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openInstallation } from '../../src/app/installation.ts';
import { backup } from '../../src/cli/backup/backup.ts';
import type { Config } from '../../src/config/settings.ts';
import { tagOf, type TenantTag } from '../../src/core/share.ts';
import { formatLogState, parseLogState } from '../../src/core/tlog/state/log-state.ts';
import { person, sealLink } from '../support/hand-offs.ts';
import { newInstallation } from './installation.ts';
import { said } from './said.ts';

let folder: string;
let config: Config;
let tag: TenantTag;

beforeAll(async () => {
  ({ folder, config } = newInstallation());
  const { shares, logs, store, close } = await openInstallation(config, { write: () => undefined });
  const { id, finish } = await sealLink(shares, { host: config.NT2_PUBLIC_URL.host, secret: 'whsec_canary', sender: person('ann') });
  await finish();
  tag = tagOf(id);
  expect(await logs.sequence(tag)).toBe('done');
  const { version, text } = (await store.readLog(tag))!;
  const state = parseLogState(text)!;
  const stopped = formatLogState({ ...state, alarm: { code: 'log.leaf', at: Date.now(), position: 0 } });
  const token = await store.acquireLease(`log:${tag}`, 'test', Date.now(), Date.now() + 1_000);
  const { size } = state.frontier;
  expect(await store.writeLog({ tag, version, token: token!, size, text: stopped, tiles: [], first: 0, positions: [] })).toBe(true);
  await close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('T13: a log with an alarm that is whole all the same is taken along, and the alarm stays in the store', async () => {
  expect(await said(() => backup(config, [join(folder, 'backup')]))).toMatchObject({ code: 0 });
  const { store, close } = await openInstallation(config, { write: () => undefined });
  expect(parseLogState((await store.readLog(tag))!.text)?.alarm).toMatchObject({ code: 'log.leaf', position: 0 });
  await close();
});

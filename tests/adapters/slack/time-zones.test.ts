// Where a person is, as Slack tells it.

import { expect, it } from 'vitest';
import { createTimeZones } from '../../../src/adapters/slack/time-zones.ts';
import type { Called } from '../../../src/adapters/slack/web-api.ts';
import type { PersonKey } from '../../../src/core/share.ts';

const CASEY = 'slack:T1:U2' as PersonKey;

function asking(answer: Called, isInstalled = true) {
  const asked: unknown[] = [];
  const zoneOf = createTimeZones({
    api: async (token, method, args) => (asked.push([token, method, args]), answer),
    installations: { byTenant: async (tenant) => (isInstalled ? ({ tenant, token: 'xoxb-1' } as never) : null) },
  });
  return { asked, zoneOf };
}

it('asks for this person, with the token of their workspace', async () => {
  const { asked, zoneOf } = asking({ ok: true, data: { ok: true, user: { tz: 'Europe/Berlin' } } } as unknown as Called);
  expect(await zoneOf(CASEY)).toBe('Europe/Berlin');
  expect(asked).toEqual([['xoxb-1', 'users.info', { user: 'U2' }]]);
});

it.each([
  ['Slack does not say', { ok: true, data: { user: {} } }, true],
  ['Slack refuses', { ok: false, error: 'ratelimited' }, true],
  ['the answer is another one', { ok: true, data: 'x' }, true],
  ['nt2 is not installed there', { ok: true, data: { user: { tz: 'Europe/Berlin' } } }, false],
])('is unknown where %s', async (_what, answer, isInstalled) => {
  expect(await asking(answer as unknown as Called, isInstalled).zoneOf(CASEY)).toBeNull();
});

// What is to be changed and who leaves, for the examples of docs/protocol/http.md: at a door of its own, whose policy names Ann.

import { OFFBOARD_STEPS } from '../../src/core/offboarding/record.ts';
import type { ShareId } from '../../src/core/share.ts';
import { policyOf } from '../support/policies.ts';
import { ann, ben, openDoor, TENANT } from '../server/harness.ts';
import { DIRECTORY } from './http-operator.ts';
import { createTell, type Seen } from './http-tell.ts';

const BOARD = { admins: [ann.key], auditors: [], accounts: [], labels: false } as const;
const DAY = 86_400_000;

export async function rotationExamples(told: Map<string, string>, seen: Seen): Promise<void> {
  const door = await openDoor({
    env: { NT2_CALENDAR: 'on' },
    core: { directory: DIRECTORY },
    policy: () => ({ ...policyOf({}), offboarders: [ann.key], board: BOARD }),
  });
  const tell = createTell(door, told, seen);
  try {
    const cookie = await door.signIn(ann);
    await door.begin('sealed');
    const id = `${door.ids.tagOf(TENANT)}${'a'.repeat(26)}` as ShareId;
    const now = door.time.now;
    const value = {
      id,
      version: 1,
      kind: 'credential',
      label: 'Stripe keys',
      template: null,
      giver: ann.key,
      owner: ann,
      why: 'template',
    } as const;
    const times = { startedAt: now, dueAt: now + 90 * DAY, nextAt: now + 83 * DAY, asked: 0, closed: null };
    const rotation = { ...value, ...times, holders: [{ share: id, person: ben, at: now }] };
    await door.store.putRotation(rotation, { until: null, at: now, deliveries: null });
    await tell('rotations.get', 'GET', '/api/rotations', { cookie });
    await tell('rotations.post', 'POST', `/api/rotations/${id}`, { json: { kind: 'snooze', days: 7 }, cookie });
    const feed = await tell('calendar.post', 'POST', '/api/calendar', { json: {}, cookie });
    await tell('calendar.get', 'GET', new URL(feed.json.url).pathname, {}, 'the days');
    await tell('calendar.delete', 'DELETE', '/api/calendar', { cookie });
    await tell('incidents.post', 'POST', '/api/incidents', { json: { start: true }, cookie: await door.signIn(ben) });
    await tell('board.overdue', 'POST', '/api/board/overdue', { json: { tenant: TENANT }, cookie });
    const begun = await tell('offboardings.post', 'POST', '/api/offboardings', { json: { person: ben.key }, cookie });
    const path = `/api/offboardings/${begun.json.id}`;
    for (const step of OFFBOARD_STEPS.slice(1)) await door.ask('POST', `${path}/tick`, { json: { step }, cookie });
    await tell('offboardings.tick', 'POST', `${path}/tick`, { json: { step: OFFBOARD_STEPS[0] }, cookie });
    await tell('offboardings.list', 'GET', '/api/offboardings', { cookie });
    await tell('offboardings.get', 'GET', path, { cookie });
    await tell('offboardings.report', 'GET', `${path}/report`, { cookie }, 'the report');
    await door.sign();
    await tell('offboardings.signature', 'GET', `${path}/signature`, { cookie }, 'the signature');
  } finally {
    await door.close();
  }
}

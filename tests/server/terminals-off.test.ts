// The operator has switched terminals off: none comes in, and none that was in acts as anyone.

import { afterAll, beforeAll, expect, it } from 'vitest';
import { randomBytes } from '../../src/crypto/bytes.ts';
import { createDeviceCodes, type DeviceCodes } from '../../src/core/device-codes.ts';
import { createTerminals } from '../../src/core/terminals.ts';
import { parseUserCode, type UserCode } from '../../src/core/user-code.ts';
import { openDoor, ann, type Harness } from './harness.ts';
import { chat, member } from './policy-people.ts';

let door: Harness;
/** As the server was before, with terminals, at the same store. */
let before: { readonly codes: DeviceCodes; readonly token: string };

beforeAll(async () => {
  door = await openDoor({ env: { NT2_TERMINALS: 'off' } });
  const { store, bonds, ids: tenantTags, serverCrypto } = door;
  const parts = { store, clock: () => door.time.now, random: randomBytes, tenantTags, takesTerminals: true };
  const terminals = createTerminals({ ...parts, bonds, isGone: () => Promise.resolve(false) });
  before = {
    codes: createDeviceCodes({ ...parts, mac: (text) => serverCrypto.mac('login', text) }),
    token: (await terminals.letIn(ann, 'laptop')).token,
  };
});
afterAll(() => door.close());

const redeem = (code: string) => door.ask('POST', '/api/logins/token', { json: { device_code: code }, server: true });

/** A code that was drawn before. */
async function drawn(): Promise<{ readonly device: string; readonly code: UserCode }> {
  const started = await before.codes.start({ kind: 'terminal', name: 'laptop', address: '192.0.2.1' });
  if (!started.ok) throw new Error(started.code);
  return { device: started.value.deviceCode, code: parseUserCode(started.value.userCode) ?? expect.fail('that is no code') };
}

it('no code is drawn, and one sentence says why', async () => {
  const { status, json } = await door.ask('POST', '/api/logins', { json: { name: 'laptop' }, server: true });
  expect([status, json.code, json.error]).toEqual([403, 'login.off', 'access_denied']);
  expect(json.detail).toContain('its operator has switched that off');
});

it('a code that was drawn before is neither confirmed nor redeemed, also where its person had said yes', async () => {
  const [waits, confirmed] = [await drawn(), await drawn()];
  await before.codes.answer(confirmed.code, { by: ann, isConfirmed: true });
  expect(await chat(door, member(), { kind: 'command', text: `login ${waits.code}`, people: [] })).toBe('login.off');
  expect(await chat(door, member(), { kind: 'action', action: 'let-in', ref: waits.code })).toBe('login.off');
  for (const { device } of [waits, confirmed]) expect((await redeem(device)).json.code).toBe('login.off');
});

it('what was let in is out; its person still sees it and can remove it', async () => {
  expect((await door.ask('GET', '/api/devices', { bearer: before.token })).status).toBe(401);
  const cookie = await door.signIn(ann);
  expect((await door.ask('GET', '/api/devices', { cookie })).json.persons[0].devices).toMatchObject([{ name: 'laptop' }]);
});

it('machines are another thing, and go on', async () => {
  expect(await door.deviceCodes.start({ kind: 'machine', name: 'ci', address: '192.0.2.3', key: 'D' })).toMatchObject({ ok: true });
});

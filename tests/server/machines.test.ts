// A machine, whole: enrolled from chat, shared with, opened by its key alone, proven by a receipt, and revoked on every instance.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectMachine } from '../../src/client/machine/machine.ts';
import { enrolMachine } from '../../src/client/machine/enrol.ts';
import type { Contact } from '../../src/bot/port.ts';
import type { PersonKey, Share } from '../../src/core/share.ts';
import { parseUserCode } from '../../src/core/user-code.ts';
import { hashB64 } from '../../src/crypto/bytes.ts';
import { signDeviceRequest } from '../../src/crypto/keys/device-request.ts';
import { machineSigner, parseMachineKey, formatMachineKey, type MachineKey } from '../../src/crypto/keys/machine.ts';
import { prekeyHash } from '../../src/crypto/keys/prekey.ts';
import { verifyReceipt } from '../../src/crypto/receipt/verify.ts';
import { credential, newBrowser, sealing } from '../support/actors.ts';
import { ann, eve, HOST, openDoor, PUBLIC_URL, TENANT, type Harness } from './harness.ts';
import { chat, member } from './policy-people.ts';

let door: Harness;
beforeAll(async () => (door = await openDoor()));
afterAll(() => door.close());

let addresses = 0;
/** As `fetch` would reach the server from a machine of its own. */
const through = (twin = false): typeof fetch => {
  const from = `198.51.100.${(addresses += 1)}`;
  return async (url, { method = 'GET', headers, body } = {}) => {
    const path = (url as string).slice(PUBLIC_URL.length);
    const sent = { headers: headers as Record<string, string>, ...(typeof body === 'string' && { body }) };
    const answer = await door.ask(method, path, { ...sent, server: true, from, twin });
    return new Response(answer.status === 204 ? null : answer.text, { status: answer.status, headers: answer.headers });
  };
};
const connection = (ask = through()) => ({ origin: PUBLIC_URL, headers: () => ({}), fetch: ask });

/** What its owner answers in chat stands in for the wait. */
async function enrol(name: string, answer: 'let-in' | 'not-me' | null = 'let-in', owner = ann): Promise<MachineKey> {
  let code = '';
  const pause = async (ms: number): Promise<void> => {
    door.time.now += ms;
    if (code === '' || answer === null) return;
    await chat(door, member(owner), { kind: 'action', action: answer, ref: parseUserCode(code) ?? '' });
    code = '';
  };
  const onCode = ({ command }: { command: string }): void => void (code = command.split(' ').at(-1) ?? '');
  return (await enrolMachine(connection(), { name, onCode, pause })).key;
}

const said = (actor: Contact, text: string): Promise<string> => chat(door, actor, { kind: 'command', text, people: [] });
const machineOf = (key: MachineKey, twin = false) => connectMachine({ key, fetch: through(twin), now: () => door.time.now });
const search = async (by = ann) => (await door.ask('POST', '/api/shares/search', { json: {}, cookie: await door.signIn(by) })).json.rows;

/** The share that Ann has just begun in chat, and that her browser seals to what the machine had left. */
async function sealed(secret: string): Promise<Share> {
  const [row] = await search();
  const share = (await door.shares.find(row.id)) as Share;
  const taken = await door.shares.takePrekey(share.id, ann.key);
  if (!taken.ok || taken.value === null) throw new Error('it has left no key');
  const { device, key, note } = taken.value;
  const prekey = { device, hash: prekeyHash(note) };
  const { input } = await sealing(await newBrowser(HOST), share, { at: door.time.now, items: credential(secret), recipient: key, prekey });
  expect((await door.shares.seal(share.id, ann.key, input)).ok).toBe(true);
  return share;
}

const refused = (code: string) => expect.objectContaining({ code });

describe('a machine', () => {
  it('is enrolled in chat, gets a share, opens it by its key with nobody there, and the receipt says that it was a machine', async () => {
    const key = await enrol('ci');
    expect(parseMachineKey(formatMachineKey(key))).toEqual(key);
    expect(await (await machineOf(key)).refill()).toBe(20);
    expect(await said(member(), 'share machine:ci deploy key')).toBe('ok');
    const { id, recipient } = await sealed('hunter2');
    expect(recipient).toEqual({ key: `${TENANT}:machine~ci`, name: 'ci (machine)' });
    // Another process of the machine, which kept nothing but its key.
    const machine = await machineOf(key, true);
    expect(await machine.waiting()).toEqual([{ id, label: 'deploy key', other: 'Ann' }]);
    const opened = await machine.open(id);
    expect([opened.items[0]?.fields[0]?.value, opened.sender, opened.isConfirmed]).toEqual(['hunter2', 'Ann', true]);
    await expect(machine.open(id)).rejects.toEqual(refused('share.gone'));
    expect(await machine.refill()).toBe(19);

    await door.sign();
    const { text } = await door.ask('GET', `/api/shares/${id}/receipt`, { cookie: await door.signIn(ann) });
    const device = (await machineSigner(key.seed)).publicKey;
    expect(await verifyReceipt({ text, keys: [await door.keyOf(id.slice(0, 6))] })).toMatchObject({
      ok: true,
      story: { parties: { sender: ann.key, recipient: `${TENANT}:machine~ci` }, cause: 'delivered' },
    });
    for (const type of ['accepted', 'claimed', 'delivered'])
      expect(text).toMatch(new RegExp(`type ${type}\n[^]*?device ${device.replaceAll(/[+/]/g, '\\$&')}`));
  });

  it('is nobody’s before its owner has said yes, and never after a no; its code is good for the key that asked, once', async () => {
    await expect(enrol('no', 'not-me')).rejects.toEqual(refused('login.denied'));
    expect(await said(member(), 'share machine:no deploy key')).toBe('ok');
    expect((await search()).filter(({ other }: { other: string }) => other === 'no (machine)')).toEqual([]);
    await expect(enrol('late', null)).rejects.toEqual(refused('login.over'));
    const seed = new Uint8Array(32).fill(7);
    const { publicKey: device } = await machineSigner(seed);
    const { device_code: code } = (
      await door.ask('POST', '/api/machines', { json: { name: 'x', device }, server: true, from: '192.0.2.77' })
    ).json;
    const other = await machineSigner(new Uint8Array(32).fill(8));
    const note = await signDeviceRequest({ kind: 'bond', host: HOST, token: hashB64(code) }, other);
    const stolen = await door.ask('POST', '/api/machines/token', { json: { device_code: code, device, note }, server: true });
    expect([stolen.status, stolen.json.code]).toEqual([401, 'proof.failed']);
  });

  it('has a name of its own among all of its tenant, and is its owner’s alone to revoke', async () => {
    await enrol('deploy');
    await expect(enrol('deploy', 'let-in', eve)).rejects.toEqual(refused('machine.taken'));
    const eves = await door.signIn(eve);
    expect((await door.ask('GET', '/api/machines', { cookie: eves })).json).toEqual({ machines: [] });
    expect((await door.ask('DELETE', '/api/machines/deploy', { cookie: eves })).status).toBe(204);
    await said(member(eve), 'revoke machine:deploy');
    const { machines } = (await door.ask('GET', '/api/machines', { cookie: await door.signIn(ann) })).json;
    expect(machines.map(({ name }: { name: string }) => name)).toEqual(['ci', 'deploy']);
  });

  it('revoked in chat, it signs in nowhere, its session ends on the other instance too, and nothing is sealed to its keys', async () => {
    const key = await enrol('old');
    const [here, there] = [await machineOf(key), await machineOf(key, true)];
    await here.refill();
    await said(member(), 'share machine:old deploy key');
    const { id } = await sealed('hunter3');
    await said(member(), 'revoke machine:old');
    door.time.now += 1_000;
    // As any stranger to it is answered.
    for (const machine of [here, there]) await expect(machine.open(id)).rejects.toEqual(refused('share.gone'));
    await expect(machineOf(key)).rejects.toEqual(refused('session.required'));
    expect(await door.store.freePrekeys(door.ids.tagOf(TENANT), `${TENANT}:machine~old` as PersonKey, door.time.now)).toEqual([]);
    const before = (await search()).length;
    expect(await said(member(), 'share machine:old deploy key')).toBe('ok');
    expect(await search()).toHaveLength(before);
  });

  it('is named by the API as machine:ci, in its own tenant alone, and only sealed', async () => {
    const cookie = await door.signIn(ann);
    const post = (to: string, mode = 'sealed') =>
      door.ask('POST', '/api/shares', {
        json: { mode, kind: 'credential', label: 'from a page', note: '', expiresInMs: 3_600_000, to },
        cookie,
      });
    const { json, status } = await post('machine:ci');
    expect([status, (await door.shares.find(json.id))?.recipient?.name]).toEqual([201, 'ci (machine)']);
    for (const [to, mode, code] of [
      ['machine:nobody', 'sealed', 'person.refused'],
      ['machine:ci x', 'sealed', 'person.refused'],
      [`${TENANT}:machine~ci`, 'sealed', 'person.refused'],
      ['machine:ci', 'words', 'input.invalid'],
    ] as const)
      expect((await post(to, mode)).json.code, `${to} ${mode}`).toBe(code);
  });

  it('begins nothing itself: it has nobody who could say what for', async () => {
    const wish = { mode: 'link', kind: 'credential', label: 'x', note: '', expiresInMs: 3_600_000 };
    const cookie = await door.signIn({ key: `${TENANT}:machine~ci` as PersonKey, name: 'ci (machine)' });
    const { json } = await door.ask('POST', '/api/shares', { json: wish, cookie });
    expect(json.code).toBe('person.refused');
  });

  it('its code lets in what its owner saw on the card alone: no terminal by a machine’s, and no machine by a terminal’s', async () => {
    const from = '192.0.2.78';
    const post = (path: string, json: object) => door.ask('POST', path, { json, server: true, from });
    const confirm = (code: string) => chat(door, member(), { kind: 'action', action: 'let-in', ref: parseUserCode(code) ?? '' });
    const signer = await machineSigner(new Uint8Array(32).fill(9));
    const device = signer.publicKey;
    const asMachine = async (code: string) => {
      const note = await signDeviceRequest({ kind: 'bond', host: HOST, token: hashB64(code) }, signer);
      return post('/api/machines/token', { device_code: code, device, note });
    };
    const machine = (await post('/api/machines', { name: 'runner', device })).json;
    const terminal = (await post('/api/logins', { name: 'laptop' })).json;
    await confirm(machine.user_code);
    await confirm(terminal.user_code);
    expect((await post('/api/logins/token', { device_code: machine.device_code })).json.code).toBe('login.over');
    expect((await asMachine(terminal.device_code)).json.code).toBe('login.over');
    // Neither was spent by it.
    expect((await asMachine(machine.device_code)).json).toMatchObject({ name: 'runner', owner: 'Ann' });
    expect((await post('/api/logins/token', { device_code: terminal.device_code })).json).toMatchObject({ token_type: 'Bearer' });
  });

  it('a stranger who knows its name and public key is answered as anyone is', async () => {
    const { json } = await door.ask('GET', '/api/machines/nonce');
    const mallory = await machineSigner(new Uint8Array(32).fill(9));
    const tenant = door.ids.tagOf(TENANT);
    for (const name of ['ci', 'never']) {
      const note = await signDeviceRequest({ kind: 'machine', host: HOST, name: `${tenant}/${name}`, nonce: json.nonce }, mallory);
      const body = { tenant, name, device: mallory.publicKey, note, nonce: json.nonce };
      const answer = await door.ask('POST', '/api/machines/session', { json: body });
      expect([answer.status, answer.json.code]).toEqual([401, 'session.required']);
    }
  });
});

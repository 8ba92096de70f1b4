// A machine that is bound to a provider: key and token together open, and neither alone. Log and receipt say which token it was.

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { enrolMachine } from '../../src/client/machine/enrol.ts';
import { connectMachine } from '../../src/client/machine/machine.ts';
import { openMachineSession } from '../../src/client/machine/session.ts';
import type { WorkloadBinding } from '../../src/core/ports/workload-verifier.ts';
import type { Share } from '../../src/core/share.ts';
import { parseUserCode } from '../../src/core/user-code.ts';
import { hashB64 } from '../../src/crypto/bytes.ts';
import type { MachineKey } from '../../src/crypto/keys/machine.ts';
import { prekeyHash } from '../../src/crypto/keys/prekey.ts';
import { verifyReceipt } from '../../src/crypto/receipt/verify.ts';
import { credential, newBrowser, sealing } from '../support/actors.ts';
import { startIssuer, type Issuer } from '../support/issuer.ts';
import { ann, eve, HOST, openDoor, PUBLIC_URL, type Harness } from './harness.ts';
import { chat, member } from './policy-people.ts';

let door: Harness;
let issuer: Issuer;
beforeAll(async () => {
  issuer = await startIssuer(() => door.time.now);
  door = await openDoor({ env: { NT2_WORKLOAD_ISSUERS: issuer.url } });
});
afterAll(async () => {
  await door.close();
  await issuer.close();
});
beforeEach(() => {
  issuer.state.answer = null;
});

const ask: typeof fetch = async (url, { method = 'GET', headers, body } = {}) => {
  const sent = { headers: headers as Record<string, string>, ...(typeof body === 'string' && { body }) };
  const answer = await door.ask(method, (url as string).slice(PUBLIC_URL.length), { ...sent, server: true });
  return new Response(answer.status === 204 ? null : answer.text, { status: answer.status, headers: answer.headers });
};
const main = (): WorkloadBinding => ({ issuer: issuer.url, claims: { repository: 'acme/app', ref: 'refs/heads/main' } });

/** With the keys that it leaves at once, in the session of its enrolment: a laptop has no token. */
async function enrol(name: string, workload?: WorkloadBinding): Promise<MachineKey> {
  let code = '';
  const pause = async (ms: number): Promise<void> => {
    door.time.now += ms;
    await chat(door, member(ann), { kind: 'action', action: 'let-in', ref: parseUserCode(code) ?? '' });
  };
  const session = openMachineSession(PUBLIC_URL, ask);
  const onCode = ({ command }: { command: string }): void => void (code = command.split(' ').at(-1) ?? '');
  const { key } = await enrolMachine(session, { name, workload, onCode, pause });
  expect(await (await connectMachine({ key, session, now: () => door.time.now })).refill()).toBe(20);
  return key;
}

let cookie = '';
beforeEach(async () => {
  cookie = await door.signIn(ann);
});
async function shared(name: string): Promise<Share> {
  const wish = { mode: 'sealed', kind: 'credential', label: 'deploy key', note: '', expiresInMs: 3_600_000, to: `machine:${name}` };
  const { id } = (await door.ask('POST', '/api/shares', { json: wish, cookie })).json;
  const share = (await door.shares.find(id)) as Share;
  const taken = await door.shares.takePrekey(id, ann.key);
  if (!taken.ok || taken.value === null) throw new Error('it has left no key');
  const { device, key, note } = taken.value;
  const prekey = { device, hash: prekeyHash(note) };
  const { input } = await sealing(await newBrowser(HOST), share, {
    at: door.time.now,
    items: credential('canary'),
    recipient: key,
    prekey,
  });
  expect((await door.shares.seal(id, ann.key, input)).ok).toBe(true);
  return share;
}

type Find = (audience: string) => Promise<string | null>;
const machineOf = (key: MachineKey, findToken?: Find) => connectMachine({ key, fetch: ask, now: () => door.time.now, findToken });
const fresh: Find = (audience) => issuer.sign(audience);
const refused = (code: string, detail = '') => expect.objectContaining({ code, detail: expect.stringContaining(detail) });

describe('a machine that is bound to a provider', () => {
  it('opens with key and token; the log has a hash of which token, and the receipt opens it for sender and machine alike', async () => {
    const key = await enrol('bound', main());
    const { id } = await shared('bound');
    let token = '';
    const machine = await machineOf(key, async (audience) => {
      expect(audience).toBe(PUBLIC_URL);
      return (token = await issuer.sign(audience));
    });
    expect((await machine.open(id)).items[0]?.fields[0]?.value).toBe('canary');
    await door.sign();
    const { text } = await door.ask('GET', `/api/shares/${id}/receipt`, { cookie });
    expect(text).toMatch(/^nt2\/receipt\/v3\n/);
    expect(text).toMatch(/nt2\/event\/v3\ntype claimed\n[^]*\nlease \S+\nworkload \S+\n/);
    const told = await verifyReceipt({ text, keys: [await door.keyOf(id.slice(0, 6))] });
    const workload = { issuer: issuer.url, subject: 'repo:acme/app:ref:refs/heads/main', token: hashB64(token) };
    expect(told).toMatchObject({ ok: true, story: { cause: 'delivered', workload } });
    for (const said of [text, door.lines.join('')]) expect(said).not.toContain(token);
    // Changed by a hair, it is not what the machine has signed.
    const changed = text.replace('refs/heads/main', 'refs/heads/evil');
    expect(await verifyReceipt({ text: changed, keys: [await door.keyOf(id.slice(0, 6))] })).toEqual({
      ok: false,
      code: 'opening.workload',
    });
  });

  it('opens nothing by its key alone, wherever it is asked: it signs in nowhere, and a session from before claims nothing', async () => {
    const key = await enrol('alone');
    const { id } = await shared('alone');
    const before = await machineOf(key);
    expect((await door.ask('PUT', '/api/machines/alone/workload', { json: main(), cookie })).status).toBe(204);
    await expect(before.open(id)).rejects.toEqual(refused('workload.required', 'token of the provider'));
    await expect(machineOf(key)).rejects.toEqual(refused('workload.required'));
    await expect(machineOf(key, () => Promise.resolve(null))).rejects.toEqual(refused('workload.required'));
    expect((await door.shares.find(id))?.state.status).toBe('ready');
    // Its list says so, and freed, its key is enough again.
    const { machines } = (await door.ask('GET', '/api/machines', { cookie })).json;
    expect(machines.find(({ name }: { name: string }) => name === 'alone').workload).toEqual(main());
    expect((await door.ask('DELETE', '/api/machines/alone/workload', { cookie })).status).toBe(204);
    expect((await (await machineOf(key)).open(id)).isConfirmed).toBe(true);
  });

  it.each([
    ['of another repository', { repository: 'evil/app' }, 'Its repository isn’t'],
    ['of a branch', { ref: 'refs/heads/feature' }, 'Its ref isn’t'],
    ['without a claim that is wanted', { ref: undefined }, 'Its ref isn’t'],
    ['with a list where a text is wanted', { ref: ['refs/heads/main'] }, 'Its ref isn’t'],
    ['for another server', { aud: 'https://other.example' }, 'another audience'],
    ['that is over', { iat: 1, exp: 2 }, 'expired'],
  ])('is refused a token %s, at the door and at the share', async (name, claims, said) => {
    const key = await enrol(
      `m${hashB64(name)
        .replaceAll(/[^a-z0-9]/g, '')
        .slice(0, 12)}x`,
      main(),
    );
    await expect(machineOf(key, (audience) => issuer.sign(audience, claims))).rejects.toEqual(refused('workload.refused', said));
  });

  it('finds its provider away: nothing is lost, and it opens once that is back', async () => {
    const key = await enrol('away', main());
    const { id } = await shared('away');
    door.time.now += 601_000;
    issuer.state.answer = { status: 500, body: '' };
    await expect(machineOf(key, fresh)).rejects.toEqual(refused('workload.away', 'right now'));
    issuer.state.answer = null;
    expect((await (await machineOf(key, fresh)).open(id)).isConfirmed).toBe(true);
  });

  it('opens one share by a token, however often it asks for that one, and no other: a token from a log is worth nothing afterwards', async () => {
    const key = await enrol('once', main());
    const [first, second] = [await shared('once'), await shared('once')];
    const token = await issuer.sign(PUBLIC_URL);
    const same: Find = () => Promise.resolve(token);
    const gone = (): Promise<void> => Promise.reject(new Error('killed'));
    await expect((await machineOf(key, same)).open(first.id, gone)).rejects.toThrow('killed');
    await expect((await machineOf(key, same)).open(second.id)).rejects.toEqual(refused('workload.spent', 'each opens one share'));
    expect((await (await machineOf(key, same)).open(first.id)).isConfirmed).toBe(true);
    // One run opens several when its provider gives a token for each.
    expect((await (await machineOf(key, fresh)).open(second.id)).isConfirmed).toBe(true);
  });

  it('its claim is asked for a token again when it is repeated: a copied key reads nothing of what was claimed', async () => {
    const key = await enrol('again', main());
    const { id } = await shared('again');
    const machine = await machineOf(key, fresh);
    await expect(machine.open(id, () => Promise.reject(new Error('killed')))).rejects.toThrow('killed');
    expect((await door.shares.find(id))?.state.status).toBe('claimed');
    // The session goes on, and the token of this run is spent in it.
    await expect((await machineOf(key, fresh)).open(id, () => Promise.reject(new Error('again')))).rejects.toThrow('again');
    const stolen = await connectMachine({ key, session: openMachineSession(PUBLIC_URL, ask), now: () => door.time.now });
    await expect(stolen.open(id)).rejects.toMatchObject({ code: expect.stringMatching(/session|share\.gone|workload/) });
  });

  it('is shown as what it asks for on the card in chat, before its owner says yes', async () => {
    const { user_code: code } = (
      await door.ask('POST', '/api/machines', { json: { name: 'shown', device: hashB64('key'), workload: main() }, server: true })
    ).json;
    const waiting = await door.deviceCodes.look(parseUserCode(code)!, ann.key);
    expect(waiting).toMatchObject({ ok: true, value: { workload: main() } });
  });

  it.each([
    ['a provider whom the operator has not named', { issuer: 'https://evil.example', claims: { sub: 'x' } }, 'issuer'],
    ['no claim', { claims: {} }, 'claims'],
    ['a claim that names nobody in particular', { claims: { ref: 'refs/heads/main' } }, 'claims'],
    ['an empty claim', { claims: { sub: '' } }, 'claims'],
    ['a claim with a line break', { claims: { sub: 'a\nb' } }, 'claims'],
    ['nine claims', { claims: Object.fromEntries(Array.from({ length: 9 }, (_, n) => [n === 0 ? 'sub' : `c${n}`, 'x'])) }, 'claims'],
  ])('is not bound to %s', async (_, odd, field) => {
    const workload = { ...main(), ...odd };
    const asked = await door.ask('POST', '/api/machines', { json: { name: 'odd', device: hashB64('key'), workload }, server: true });
    expect(asked.json).toMatchObject({ code: 'input.invalid', field });
    const bound = await door.ask('PUT', '/api/machines/bound/workload', { json: workload, cookie });
    expect(bound.json).toMatchObject({ code: 'input.invalid', field });
  });

  it('is its owner’s alone to bind and to free', async () => {
    const eves = await door.signIn(eve);
    for (const [method, json] of [
      ['PUT', main()],
      ['DELETE', undefined],
    ] as const)
      expect((await door.ask(method, '/api/machines/bound/workload', { ...(json && { json }), cookie: eves })).json.code).toBe(
        'person.refused',
      );
    expect((await door.ask('DELETE', '/api/machines/bound/workload')).json.code).toBe('session.required');
  });

  it('a machine that is bound to nothing writes no second proof into the log', async () => {
    const key = await enrol('free');
    const { id } = await shared('free');
    const before = (await door.shares.find(id))?.state.status;
    const { claimWith } = await import('../../src/client/machine/second-proof.ts');
    const { machineSigner } = await import('../../src/crypto/keys/machine.ts');
    const signer = await machineSigner(key.seed);
    const body = await claimWith(await issuer.sign(PUBLIC_URL))({
      share: id,
      at: door.time.now,
      link: null,
      words: null,
      secret: hashB64('secret'),
      host: HOST,
      signer,
    });
    const person = (await door.machines.find('playground:toy', 'free'))!.person;
    const { json } = await door.ask('POST', `/api/shares/${id}/claim`, { json: body, cookie: await door.signIn(person) });
    expect([json.code, json.field, before]).toEqual(['input.invalid', 'workload', 'sealed']);
  });

  it('each change of what it must show stands in the log before it counts', async () => {
    const tag = door.ids.tagOf('playground:toy');
    const leaves = await door.store.leaves(tag, 0, 1_000);
    const demands = leaves.filter((leaf) => leaf.includes('\ntype demand\n'));
    expect(demands.length).toBeGreaterThan(3);
    expect(demands.join('')).toContain('\nbinding none\n');
    expect(demands.join('')).not.toContain('acme');
  });
});

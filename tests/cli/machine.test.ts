// `nt2 machine`, with the real web door behind it: the key lies in one file, and what is shared is opened by it with nobody there.

import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync, chmodSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { addMachine, machine, openAsMachine } from '../../src/cli/machine/machine.ts';
import { UsageError } from '../../src/cli/output.ts';
import type { Share } from '../../src/core/share.ts';
import { parseUserCode } from '../../src/core/user-code.ts';
import { prekeyHash } from '../../src/crypto/keys/prekey.ts';
import { credential, newBrowser, sealing } from '../support/actors.ts';
import { ann, HOST, openDoor, PUBLIC_URL, TENANT, type Harness } from '../server/harness.ts';

let door: Harness;
const folder = mkdtempSync(join(tmpdir(), 'nt2-machine-'));
const file = join(folder, 'ci.key');
const out: string[] = [];
const errors: string[] = [];
beforeAll(async () => {
  door = await openDoor();
  // What it leaves is dated by its own clock.
  door.time.now = Date.now();
});
afterAll(async () => {
  await door.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => out.push(String(text)) > 0);
  vi.spyOn(console, 'error').mockImplementation((text) => void errors.push(String(text)));
});
afterEach(() => {
  vi.restoreAllMocks();
  out.length = errors.length = 0;
});

const ask: typeof fetch = async (url, { method = 'GET', headers, body } = {}) => {
  const sent = { headers: headers as Record<string, string>, ...(typeof body === 'string' && { body }) };
  const answer = await door.ask(method, (url as string).slice(PUBLIC_URL.length), { ...sent, server: true });
  return new Response(answer.status === 204 ? null : answer.text, { status: answer.status, headers: answer.headers });
};
/** Its owner answers in chat while it waits. */
const here = (isConfirmed = true, env: Record<string, string> = {}) => ({
  env,
  fetch: ask,
  write: async (text: string) => void out.push(text),
  pause: async (ms: number) => {
    const shown = errors.map((text) => parseUserCode(/login (\S+)/.exec(text)?.[1] ?? '')).find((code) => code !== null);
    if (shown) await door.deviceCodes.answer(shown, { by: ann, isConfirmed });
    door.time.now += ms;
  },
});

async function shared(secret: string): Promise<Share> {
  const found = await door.machines.find(TENANT, 'ci');
  const made = await door.shares.create({
    sender: ann,
    recipient: found!.person,
    tenant: TENANT,
    mode: 'sealed',
    kind: 'credential',
    label: 'deploy key',
    note: '',
    entry: 'page',
    via: 'chat',
    place: null,
    expiresInMs: 3_600_000,
    from: 'member',
    to: 'machine',
  });
  if (!made.ok) throw new Error(made.code);
  const share = made.value;
  const taken = await door.shares.takePrekey(share.id, ann.key);
  if (!taken.ok || taken.value === null) throw new Error('it has left no key');
  const { device, key, note } = taken.value;
  const prekey = { device, hash: prekeyHash(note) };
  const { input } = await sealing(await newBrowser(HOST), share, { at: door.time.now, items: credential(secret), recipient: key, prekey });
  expect((await door.shares.seal(share.id, ann.key, input)).ok).toBe(true);
  return share;
}

describe('nt2 machine', () => {
  it('keeps its key in a new file of this user alone, opens by it, and prints neither key nor secret elsewhere', async () => {
    expect(await addMachine(['ci', '--server', PUBLIC_URL, '--key', file], here())).toBe(0);
    expect(out.join('')).toContain('Ann has enrolled ci');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const seed = /seed (\S+)/.exec(readFileSync(file, 'utf8'))?.[1] ?? '';
    const { id } = await shared('canary-of-ci');
    expect([out, errors, door.lines].flat().join('')).not.toContain(seed);
    out.length = 0;
    expect(await openAsMachine(['--key', file, '--format', 'dotenv'], here())).toBe(0);
    expect(out).toEqual(['STRIPE_SECRET=canary-of-ci\n']);
    expect([errors, door.lines].flat().join('')).not.toContain('canary-of-ci');
    expect((await door.shares.find(id))?.state).toMatchObject({ status: 'ended', cause: 'delivered' });
  });

  it('opens one share by its address, with the key in the environment, as a CI has it, and says when nothing waits', async () => {
    const env = { NT2_MACHINE_KEY: readFileSync(file, 'utf8').replaceAll('\n', '\r\n') };
    const { id } = await shared('canary-2');
    expect(await openAsMachine([`${PUBLIC_URL}/s/${id}`], here(true, env))).toBe(0);
    expect(JSON.parse(out.join(''))).toMatchObject({
      id,
      label: 'deploy key',
      sender: 'Ann',
      items: [{ fields: [{ value: 'canary-2' }] }],
    });
    await expect(openAsMachine([], here(true, env))).rejects.toMatchObject({ exitCode: 75 });
  });

  it('says that it arrived once it is written: where its reader is gone, it opens the share once more', async () => {
    const { id } = await shared('canary-3');
    const gone = { ...here(), write: () => Promise.reject(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' })) };
    await expect(openAsMachine([id, '--key', file], gone)).rejects.toMatchObject({ code: 'EPIPE' });
    expect((await door.shares.find(id))?.state.status).toBe('claimed');
    expect(await openAsMachine([id, '--key', file], here())).toBe(0);
    expect(out.join('')).toContain('canary-3');
    expect((await door.shares.find(id))?.state).toMatchObject({ status: 'ended', cause: 'delivered' });
  });

  it('takes no key that others can read, none that is none, and repeats nothing of it', async () => {
    const open = join(folder, 'open.key');
    writeFileSync(open, readFileSync(file));
    chmodSync(open, 0o644);
    await expect(openAsMachine(['--key', open], here())).rejects.toMatchObject({
      code: 'files.unfit',
      message: expect.stringContaining('chmod 600'),
    });
    const wrong = openAsMachine([], here(true, { NT2_MACHINE_KEY: 'sk_live_canary' }));
    await expect(wrong).rejects.toMatchObject({ code: 'files.unfit', message: expect.not.stringContaining('canary') });
    await expect(openAsMachine([], here())).rejects.toBeInstanceOf(UsageError);
  });

  it('writes over no key, and leaves no file where its owner said no', async () => {
    await expect(addMachine(['ci2', '--server', PUBLIC_URL, '--key', file], here())).rejects.toMatchObject({ code: 'files.unfit' });
    const no = join(folder, 'no.key');
    expect(await addMachine(['ci3', '--server', PUBLIC_URL, '--key', no], here(false))).toBe(77);
    expect(() => statSync(no)).toThrow('ENOENT');
  });

  it('takes the code back on Ctrl-C, and leaves no file and no listener', async () => {
    const left = join(folder, 'left.key');
    const pause = async (_: number, signal: AbortSignal): Promise<void> => {
      process.emit('SIGINT');
      signal.throwIfAborted();
    };
    const stopped = { ...here(), pause };
    expect(await addMachine(['ci4', '--server', PUBLIC_URL, '--key', left], stopped)).toBe(130);
    const code = parseUserCode(/login (\S+)/.exec(errors.join(''))?.[1] ?? '');
    expect(await door.deviceCodes.answer(code!, { by: ann, isConfirmed: true })).toMatchObject({ ok: false, code: 'token.invalid' });
    expect(process.listenerCount('SIGTERM')).toBe(0);
    expect(() => statSync(left)).toThrow('ENOENT');
  });

  it('keeps the key of a machine that is enrolled, whatever fails after that', async () => {
    const kept = join(folder, 'kept.key');
    const cut: typeof fetch = async (url, init) => {
      if ((url as string).endsWith('/prekeys')) throw new TypeError('reset');
      return ask(url, init);
    };
    vi.spyOn(Math, 'random').mockReturnValue(0);
    expect(await addMachine(['ci5', '--server', PUBLIC_URL, '--key', kept], { ...here(), fetch: cut })).toBe(0);
    expect(out.join('')).toContain('none is left at the server yet');
    await expect(openAsMachine(['--key', kept], here())).rejects.toMatchObject({ exitCode: 75 });
    const found = await door.machines.find(TENANT, 'ci5');
    expect((await door.machines.freePrekeys(found!.person.key)).length).toBeGreaterThan(0);
  });

  it('goes on where the server is away or busy for a moment, and asks nobody over an open wire', async () => {
    const said = [503, 0, 429];
    const away: typeof fetch = async (url, init) => {
      if (!(url as string).endsWith('/token') || said.length === 0) return ask(url, init);
      const status = said.shift();
      if (!status) throw new TypeError('reset');
      return Response.json({ code: status === 503 ? 'store.busy' : 'rate.limited', detail: 'a sentence' }, { status });
    };
    expect(await addMachine(['ci6', '--server', PUBLIC_URL, '--key', join(folder, 'ci6.key')], { ...here(), fetch: away })).toBe(0);
    expect(said).toEqual([]);
    const open = addMachine(['ci7', '--server', 'http://nt2.example', '--key', join(folder, 'ci7.key')], here());
    await expect(open).rejects.toThrow(/must be the address of a server/);
    expect(() => statSync(join(folder, 'ci7.key'))).toThrow('ENOENT');
  });

  it.each([['add'], ['add', 'ci'], ['open', 'x'], ['list', 'x'], ['revoke'], ['revoke', 'Not a name'], ['sk_live_canary']])(
    'says how it is called, and repeats nothing: %s %s',
    async (...args) => {
      const failed = await machine([...args.filter((arg) => arg !== undefined), ...(args[0] === 'open' ? ['--key', file] : [])]).catch(
        (error: unknown) => error,
      );
      expect(failed).toBeInstanceOf(UsageError);
      expect(String(failed)).not.toContain('canary');
    },
  );
});

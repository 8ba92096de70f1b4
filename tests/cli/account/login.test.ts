// `nt2 login`, `nt2 logout` and `nt2 devices` against the real web door: what a person sees, what stays on the machine, and how it ends.

import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { credentialsPath } from '../../../src/cli/account/credentials-file.ts';
import { loadCredentials } from '../../../src/cli/account/credentials.ts';
import { openKeyring, type Keyring } from '../../../src/cli/account/keyring.ts';
import { showDevices } from '../../../src/cli/account/devices.ts';
import { login } from '../../../src/cli/account/login.ts';
import { logout } from '../../../src/cli/account/logout.ts';
import { UsageError } from '../../../src/cli/output.ts';
import { parseUserCode } from '../../../src/core/user-code.ts';
import { ann, openDoor, PUBLIC_URL, type Harness } from '../../server/harness.ts';

let door: Harness;
let folder: string;
let env: Record<string, string>;
let printed: { out: string; err: string };
/** What the person does while the terminal waits. */
let onWait: (code: string) => unknown;
/** Answers in place of the server, where it says something. */
let inBetween: (path: string) => Response | null;

beforeEach(async () => {
  door = await openDoor();
  folder = mkdtempSync(join(tmpdir(), 'nt2-login-'));
  env = { XDG_CONFIG_HOME: folder };
  printed = { out: '', err: '' };
  onWait = () => undefined;
  inBetween = () => null;
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    init.signal?.throwIfAborted();
    const { origin, pathname } = new URL(url);
    if (origin !== PUBLIC_URL) throw new TypeError('no such host');
    return inBetween(pathname) ?? door.server.request(pathname, init, { incoming: { socket: { remoteAddress: '192.0.2.1' } } });
  });
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => ((printed.out += String(text)), true));
  vi.spyOn(console, 'error').mockImplementation((text) => void (printed.err += `${text}\n`));
});
afterEach(async () => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
  await door.close();
});

const shownCode = (): string => [...printed.err.matchAll(/\/nt2 login (\S+)/g)].at(-1)?.[1] ?? '';
const answer = (isConfirmed: boolean) => (code: string) => door.deviceCodes.answer(parseUserCode(code)!, { by: ann, isConfirmed });

const signIn = (
  args = ['https://nt2.example', '--name', 'laptop'],
  more: { isTerminal?: boolean; env?: Record<string, string>; keyring?: Keyring } = {},
) =>
  login(args, {
    isTerminal: true,
    keyring: null,
    env,
    ...more,
    pause: async (ms, signal) => {
      door.time.now += ms;
      await onWait(shownCode());
      signal.throwIfAborted();
    },
  });

describe('nt2 login', () => {
  it('shows the code and the machine’s name, waits, and keeps the token for this user alone', async () => {
    onWait = answer(true);
    expect(await signIn()).toBe(0);
    expect(printed.err).toMatch(/In chat, type: {2}\/nt2 login [A-Z]{4}-[A-Z]{4}\n/);
    expect(printed.err).toContain('“laptop”');
    expect(printed.out).toContain(`Logged in at ${PUBLIC_URL} as Ann.`);
    const path = credentialsPath(env);
    expect([statSync(path).mode & 0o777, statSync(join(folder, 'nt2')).mode & 0o777]).toEqual([0o600, 0o700]);
    const found = await loadCredentials(env);
    expect(found).toEqual({ url: PUBLIC_URL, token: expect.stringMatching(/^nt2t_/), person: 'Ann' });
    expect((await door.ask('GET', '/api/session', { bearer: found?.token ?? '' })).json.persons).toMatchObject([{ name: 'Ann' }]);
    // T13: neither printed nor in a line of the server's log.
    for (const text of [printed.out, printed.err, door.lines.join('')]) expect(text).not.toContain(found?.token);
  });

  it('puts the token into the keyring where there is one, and then into no file', async () => {
    const held = new Map<string, string>();
    class AsyncEntry {
      readonly #name: string;
      constructor(service: string, name: string, { linux }: { linux: { store: string } }) {
        this.#name = [service, name, linux.store].join(' ');
      }
      getPassword = async () => held.get(this.#name) ?? null;
      setPassword = async (token: string) => void held.set(this.#name, token);
      deletePassword = async () => held.delete(this.#name);
    }
    const keyring = openKeyring(() => ({ AsyncEntry }))!;
    onWait = answer(true);
    expect(await signIn(undefined, { keyring })).toBe(0);
    const token = held.get(`nt2 ${PUBLIC_URL} secret-service`) ?? '';
    expect(readFileSync(credentialsPath(env), 'utf8')).not.toContain(token);
    expect(printed.out).toContain('The token is in the system’s keyring.');
    expect(await loadCredentials(env, { keyring })).toEqual({ url: PUBLIC_URL, token, person: 'Ann' });
    await keyring.remove(PUBLIC_URL);
    for (const none of [keyring, null]) await expect(loadCredentials(env, { keyring: none })).rejects.toThrow(/keyring does not give/);
  });

  it('takes the file where the keyring is locked, and repeats nothing that the keyring says', async () => {
    class AsyncEntry {
      getPassword = () => Promise.reject(new Error('canary'));
      setPassword = () => Promise.reject(new Error('canary'));
      deletePassword = () => Promise.reject(new Error('canary'));
    }
    const keyring = openKeyring(() => ({ AsyncEntry }))!;
    onWait = answer(true);
    expect(await signIn(undefined, { keyring })).toBe(0);
    expect(await loadCredentials(env, { keyring: null })).toMatchObject({ url: PUBLIC_URL, person: 'Ann' });
    expect(printed.out + printed.err).not.toContain('canary');
    expect([await keyring.load(PUBLIC_URL), openKeyring(() => null)]).toEqual([null, null]);
  });

  it('goes on while the server is away for a moment, and asks more slowly where it says so', async () => {
    const said = [503, 0, 400];
    const waits: number[] = [];
    let before = door.time.now;
    inBetween = (path) => {
      if (path !== '/api/logins/token') return null;
      waits.push(door.time.now - before);
      before = door.time.now;
      const status = said.shift();
      if (status === 0) throw new TypeError('reset');
      const code = status === 503 ? 'store.busy' : 'login.early';
      return status === undefined ? null : Response.json({ code, detail: 'a sentence', retryAfterMs: 12_000 }, { status });
    };
    onWait = (code) => (said.length === 0 ? answer(true)(code) : null);
    expect(await signIn()).toBe(0);
    expect(waits).toEqual([5_000, 10_000, 15_000, 12_000]);
  });

  it('does what a client does with a log-in that was not kept: it ends at the server, so that none stands there that nobody has', async () => {
    onWait = async (code) => {
      await answer(true)(code);
      // In place of a disk that is full.
      writeFileSync(join(folder, 'nt2'), '');
    };
    await expect(signIn()).rejects.toThrow(/nt2 login/);
    expect(await door.bonds.list(ann.key)).toEqual([]);
  });

  it('a server that lies can neither write over the screen nor have another command typed', async () => {
    onWait = answer(true);
    const lie = '\u001b[2J\u001b]0;canary\u0007';
    inBetween = (path) =>
      path === '/api/logins/token'
        ? Response.json({ access_token: `nt2t_${'a'.repeat(38)}`, person: `Ann${lie}` })
        : path === '/api/session'
          ? Response.json({ code: 'request.role', detail: lie }, { status: 403 })
          : null;
    expect(await signIn()).toBe(0);
    expect(await logout([], env)).toBe(77);
    const codes = ['ABCD-EFGH; /nt2 revoke', '', 'abcd-efgh'];
    for (const user_code of codes) {
      inBetween = () => Response.json({ device_code: 'x', user_code, expires_in: 600, interval: 5 });
      expect(await signIn()).toBe(70);
    }
    expect(printed.out + printed.err).not.toMatch(/\u001b|\u0007|; \/nt2/);
  });

  it('ends when the person says that it is not theirs, and when nobody answers in time', async () => {
    onWait = answer(false);
    expect(await signIn()).toBe(77);
    expect(printed.err).toContain('isn’t theirs');
    onWait = () => undefined;
    expect(await signIn()).toBe(75);
    expect(await loadCredentials(env)).toBeNull();
  });

  it('takes the code back on Ctrl-C: nobody can let in what nobody waits for', async () => {
    onWait = () => process.emit('SIGINT');
    expect(await signIn()).toBe(130);
    expect(printed.err).toContain('The code is worth nothing any more.');
    expect(await answer(true)(shownCode())).toMatchObject({ ok: false, code: 'token.invalid' });
    expect([process.listenerCount('SIGINT'), process.listenerCount('SIGHUP')]).toEqual([0, 0]);
  });

  it('ends the earlier log-in of this machine, so that the list of devices has each once', async () => {
    onWait = answer(true);
    await signIn();
    const before = (await loadCredentials(env))?.token ?? '';
    await signIn();
    expect((await loadCredentials(env))?.token).not.toBe(before);
    expect(await door.bonds.list(ann.key)).toHaveLength(1);
  });

  it.each([
    ['no terminal', { isTerminal: false }],
    ['CI', { env: { CI: 'true' } }],
  ])('is refused where nobody sits, with what helps there: %s', async (_what, more) => {
    expect(await signIn(undefined, more)).toBe(77);
    expect(printed.err).toContain('set NT2_URL and NT2_TOKEN');
    expect(printed.err).toContain('nt2 token create');
  });

  it('says what is wrong with an address, and sends nothing there', async () => {
    for (const typed of ['http://nt2.example', 'https://ann:canary@nt2.example', 'https://nt2.example/path', 'ftp://nt2.example', '::'])
      await expect(signIn([typed])).rejects.toThrow(/must be the address of a server/);
    for (const typed of [[], ['a', 'b'], ['nt2.example', '--name', ''], ['nt2.example', '--token', 'canary']])
      await expect(signIn(typed)).rejects.toThrow(UsageError);
    expect(await signIn(['other.example'])).toBe(69);
    inBetween = () => new Response('<html>', { status: 200 });
    expect(await signIn()).toBe(70);
    expect(printed.err).not.toContain('canary');
  });
});

describe('nt2 devices and nt2 logout', () => {
  beforeEach(async () => {
    onWait = answer(true);
    await signIn();
    printed.out = '';
  });

  it('lists terminals and browsers with their last use, and removes one', async () => {
    await door.bonds.bind(ann.key, 'a browser');
    expect(await showDevices([], env)).toBe(0);
    const [terminal, browser] = printed.out.split('\n').toSorted((one) => (one.includes('laptop') ? -1 : 1));
    expect(terminal).toMatch(/^[a-z2-7]{8} {2}laptop +since 2026-11-20 {2}used 2026-11-20 12:00Z {2}this one$/);
    expect(browser).toMatch(/^[a-z2-7]{8} {2}a browser +since 2026-11-20 {2}used 2026-11-20 12:00Z$/);
    expect(await showDevices(['--remove', browser?.slice(0, 8) ?? ''], env)).toBe(0);
    expect(await door.bonds.list(ann.key)).toHaveLength(1);
    for (const typed of ['', 'a', 'zzzzzzzz']) await expect(showDevices(['--remove', typed], env)).rejects.toThrow(UsageError);
    printed.out = '';
    await showDevices(['--json'], env);
    expect(JSON.parse(printed.out)).toMatchObject([{ name: 'laptop', isThis: true }]);
  });

  it('logs out at the server and here', async () => {
    const { token } = (await loadCredentials(env))!;
    expect(await logout([], env)).toBe(0);
    expect((await door.ask('GET', '/api/devices', { bearer: token })).status).toBe(401);
    expect(readFileSync(credentialsPath(env), 'utf8')).not.toContain(token);
    expect([await logout([], env), await showDevices([], env)]).toEqual([77, 77]);
  });

  it('deletes the token here where the server is away, and says what is left to do', async () => {
    let tries = 0;
    inBetween = () => {
      tries += 1;
      throw new TypeError('reset');
    };
    vi.spyOn(Math, 'random').mockReturnValue(0);
    expect(await logout([], env)).toBe(69);
    // As a client tries: what may be sent twice is sent again.
    expect(tries).toBe(5);
    expect(printed.err).toContain('/nt2 devices');
    expect(await loadCredentials(env)).toBeNull();
  });
});

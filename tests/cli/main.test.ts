// The command as a person runs it: a process of its own, its output and its exit code.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config/read.ts';
import { newSecret } from '../../src/cli/keygen.ts';
import { COMMAND_NAMES } from '../../src/cli/main.ts';
import { freePort, tryEnvironment } from '../../src/cli/serve.ts';
import { startNt2, type Ran } from './run.ts';

describe('the nt2 command', () => {
  let folder: string;
  let env: Record<string, string>;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'nt2-cli-'));
    env = {
      NT2_PUBLIC_URL: 'https://nt2.example.com',
      NT2_SECRET: newSecret(),
      NT2_STORE: `sqlite:${join(folder, 'nt2.db')}`,
      NT2_STATE_DIR: folder,
    };
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const nt2 = (args: string[], given = env, input?: string): Promise<Ran> =>
    startNt2(args, { env: given, folder, ...(input !== undefined && { input }) }).done;

  it('says what it can do, and nothing that it cannot', async () => {
    const { code, out } = await nt2(['--help']);
    expect(code).toBe(0);
    for (const name of COMMAND_NAMES) expect(out).toContain(`  nt2 ${name}`);
    expect(out).not.toMatch(/nt2 vault/);
    expect((await nt2([])).code).toBe(64);
  });

  it('says its version, which is that of package.json', async () => {
    const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as { version: string };
    expect(await nt2(['--version'], {})).toEqual({ code: 0, out: `nt2 ${version}\n`, err: '' });
  });

  it('a command that it does not know is not repeated, since people paste secrets', async () => {
    const { code, out, err } = await nt2(['sk_live_canary_51', 'x']);
    expect([code, out]).toEqual([64, '']);
    expect(err).toBe('nt2 does not know this command; see nt2 --help.\n');
  });

  it.each([
    [['serv'], 'did you mean `nt2 serve`?'],
    [['docotr'], 'did you mean `nt2 doctor`?'],
    [['exprot'], 'did you mean `nt2 evidence export`?'],
    [['log', 'verfy'], 'did you mean `nt2 log verify`?'],
    [['rotate', 'x'], 'did you mean `nt2 webhook rotate`?'],
    [['log'], 'nt2 log needs one of these after it: keys, verify, tail, export, new-generation;'],
  ])('a slip of the finger is told what was meant: %j', async (typed, says) => {
    const { code, err } = await nt2(typed);
    expect([code, err]).toEqual([64, expect.stringContaining(says)]);
  });

  it.each([[['help', 'token', 'create']], [['token', 'create', '--help']]])('shows the flags of one command: %j', async (typed) => {
    const { code, out } = await nt2(typed);
    expect([code, out]).toEqual([
      0,
      expect.stringMatching(/^nt2 token create <name>\n[^]*--auditor[^]*For example:\n {4}nt2 token create ci --scope create,read\n$/),
    ]);
  });

  it('makes a root secret that the server takes', async () => {
    const { out } = await nt2(['keygen'], {});
    expect(readConfig({ NT2_PUBLIC_URL: 'https://nt2.example.com', NT2_SECRET: out }).ok).toBe(true);
  });

  it('T19: does not start without settings: every fault in a line of its own, exit code 78', async () => {
    const { code, out, err } = await nt2(['serve'], { NT2_SECRET: 'change-me', NT2_PORT: 'x' });
    expect([code, out]).toEqual([78, '']);
    expect(err.trim().split('\n')).toEqual([
      expect.stringContaining('NT2_PUBLIC_URL'),
      expect.stringContaining('NT2_SECRET'),
      expect.stringContaining('NT2_PORT'),
    ]);
    expect(err).not.toContain('change-me');
  });

  it('shows the settings without their secrets', async () => {
    const { code, out } = await nt2(['config'], { ...env, NT2_STORE: 'redis://:hunter2@cache:6379' });
    expect(code).toBe(0);
    expect(out).toMatch(/NT2_SECRET +\(given\)/);
    expect(out + env['NT2_SECRET']).toContain('https://nt2.example.com');
    expect(out).not.toContain('hunter2');
    expect(out).not.toContain(env['NT2_SECRET'] ?? '?');
  });

  it('makes, lists and revokes API tokens', async () => {
    const made = await nt2(['token', 'create', 'ci']);
    expect([made.code, made.out]).toEqual([0, expect.stringMatching(/^nt2_[a-z2-7]{38}\n$/)]);
    expect((await nt2(['token', 'create', 'ci'])).code).toBe(1);
    const listed = await nt2(['token', 'list']);
    expect(listed.out).toMatch(/^ci +create,read  local:local:ci  made 20\d\d-\S+  never used  [a-z2-7]{16}\n$/);
    expect(listed.out).not.toContain(made.out.trim());
    expect((await nt2(['token', 'revoke', 'ci'])).code).toBe(0);
    expect((await nt2(['token', 'list'])).out).toBe('No API tokens.\n');
    expect((await nt2(['token', 'create', 'Not A Name'])).code).toBe(64);
  });

  it('adds, tests, turns, lists and removes webhooks, and prints no address', async () => {
    const received: string[] = [];
    const receiver = createHttpServer(({ headers }, response) => {
      received.push(String(headers['webhook-id']));
      response.writeHead(204).end();
    });
    const port = await new Promise<number>((resolve) =>
      receiver.listen(0, '127.0.0.1', () => resolve((receiver.address() as AddressInfo).port)),
    );
    // J6: a proxy would look up the name itself, so none is asked, whatever stands in the environment and whatever Node makes of it.
    const proxy = { HTTP_PROXY: 'http://127.0.0.1:1', HTTPS_PROXY: 'http://127.0.0.1:1', NO_PROXY: '', NODE_USE_ENV_PROXY: '1' };
    const inside = { ...env, ...proxy, NT2_WEBHOOK_NETWORKS: '127.0.0.1' };
    // From standard input, where no process list shows the path.
    const added = await nt2(['webhook', 'add', 'ops', '-'], env, `http://127.0.0.1:${port}/canary\n`);
    expect([added.code, added.out]).toEqual([0, expect.stringMatching(/^whsec_\S{44}\n$/)]);
    expect((await nt2(['webhook', 'add', 'ops', 'ftp://x'])).code).toBe(64);
    const [refused, arrived] = [await nt2(['webhook', 'test', 'ops']), await nt2(['webhook', 'test', 'ops'], inside)];
    receiver.close();
    expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('NT2_WEBHOOK_NETWORKS does not name it')]);
    expect([arrived.code, arrived.out, received.length]).toEqual([0, 'It arrived: 204.\n', 1]);
    expect((await nt2(['webhook', 'rotate', 'ops'])).out).toMatch(/^whsec_/);
    const listed = (await nt2(['webhook', 'list'])).out;
    expect(listed).toMatch(/^ops +http:\/\/127\.0\.0\.1:\d+, waiting: 0 shares, given up: 0 events, two secrets\n$/);
    expect((await nt2(['webhook', 'list', 'ops'])).out).toBe('Nothing was given up.\n');
    expect((await nt2(['webhook', 'replay', 'ops'])).out).toBe('Events to be sent again: 0.\n');
    expect((await nt2(['webhook', 'remove', 'ops'])).code).toBe(0);
    expect([(await nt2(['webhook', 'test', 'ops'])).code, (await nt2(['webhook', 'list'])).out]).toEqual([1, 'No webhooks.\n']);
  });

  it('the doctor tells settings, pages and store apart', async () => {
    const policy = join(folder, 'policy.yaml');
    writeFileSync(policy, 'policy: 1\nversion: "7"\n');
    const { out } = await nt2(['doctor'], { ...env, NT2_POLICY: policy });
    expect(out).toMatch(/ok {5}policy 7 \(SHA-256 \S{44}\): 0 rules, 0 templates/);
    expect(out).toMatch(/ok {5}settings/);
    expect(out).toMatch(/(ok|FAULT) .*pages/);
    expect(out).toMatch(/ok {5}store answers \(sqlite\+wal\)/);
    expect(out).toMatch(/\n\n(Ready\.|Not ready: 1 fault\.)\n$/);
    writeFileSync(policy, 'policy: 2\nfoo: 1\n');
    const ill = await nt2(['doctor'], { ...env, NT2_STORE: 'redis://127.0.0.1:1', NT2_POLICY: policy });
    expect(ill.code).toBe(78);
    for (const fault of ['policy.yaml:1:1 version is missing', 'policy.yaml:1:9 policy must be 1', 'policy.yaml:2:1 foo is no key'])
      expect(ill.out).toMatch(new RegExp(`FAULT +\\S*${fault}`));
    expect(ill.out).toMatch(/FAULT +.*Redis/i);
    expect(await nt2(['doctor'], {})).toMatchObject({ code: 78, out: expect.stringMatching(/\nNot ready: [23] faults\.\n$/) });
  });

  it('a store that a newer nt2 has written is left alone: exit code 78 and the reason, which the doctor says too', async () => {
    const file = join(folder, 'newer.db');
    const db = new DatabaseSync(file);
    db.exec('PRAGMA user_version = 99');
    db.close();
    const newer = { ...env, NT2_STORE: `sqlite:${file}` };
    const reason = /written by a newer nt2 \(format 99, this one knows \d+\)\. Start that version\./;
    expect(await nt2(['token', 'list'], newer)).toMatchObject({ code: 78, out: '', err: expect.stringMatching(reason) });
    expect(await nt2(['doctor'], newer)).toMatchObject({ code: 78, out: expect.stringMatching(reason) });
  });

  it('prints the manifest of the package for Teams, with the id of the app at each place, and says what it lacks', async () => {
    const id = 'a1b2c3d4-0000-4000-8000-00000000b07a';
    const whole = ['manifest', '--platform', 'teams', '--app-id', id, '--url', 'https://nt2.example.com/'];
    const { code, out } = await nt2(whole, {});
    expect([code, out.split(id).length - 1]).toEqual([0, 3]);
    expect(JSON.parse(out)).toMatchObject({ validDomains: ['nt2.example.com'], bots: [{ botId: id }] });
    for (const less of [whole.slice(0, 3), whole.slice(0, 5), [...whole.slice(0, 6), 'http://x'], [...whole, '--mode', 'http']])
      expect((await nt2(less, {})).code, less.join(' ')).toBe(64);
    expect((await nt2(['manifest', '--app-id', id], {})).code).toBe(64);
  });

  it('prints the Slack manifest for each way to run it, and says what it lacks', async () => {
    const plain = await nt2(['manifest'], {});
    expect([plain.code, JSON.parse(plain.out)]).toMatchObject([0, { settings: { socket_mode_enabled: true } }]);
    const http = await nt2(['manifest', '--mode', 'http', '--url', 'https://nt2.example.com/', '--workspaces', 'many'], {});
    expect(http.out).toContain('"https://nt2.example.com/slack/oauth_redirect"');
    expect(plain.out).not.toContain('history');
    expect((await nt2(['manifest', '--pastes', 'on'], {})).out).toContain('"channels:history"');
    for (const args of [
      ['--mode', 'http'],
      ['--mode', 'ftp'],
      ['--pastes', 'yes'],
      ['--url', 'http://x'],
      ['--url'],
      ['--mode', 'socket', '--mode', 'http'],
    ]) {
      expect((await nt2(['manifest', ...args], {})).code, args.join(' ')).toBe(64);
    }
    expect((await nt2(['doctor', '--dm'])).code).toBe(64);
  });

  it('accepting a roll-back that has not happened changes nothing', async () => {
    const { code, out } = await nt2(['store', 'accept-rollback']);
    expect([code, out]).toEqual([0, 'The store is not behind: nothing to accept.\n']);
  });

  it('a trial keeps its secret to itself, and the same one the next time', async () => {
    const place = join(folder, 'try');
    const first = tryEnvironment(place, 4180);
    expect(readConfig(first).ok).toBe(true);
    const file = join(place, 'secret');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const kept = readFileSync(file, 'utf8');
    expect(tryEnvironment(place, 4181)).toMatchObject({
      NT2_PUBLIC_URL: 'http://127.0.0.1:4181',
      NT2_HOST: '127.0.0.1',
      NT2_PLAYGROUND: 'on',
    });
    expect(readFileSync(file, 'utf8')).toBe(kept);
  });

  it('a trial takes the next port when one is taken', async () => {
    const first = await freePort(42_180);
    const server = createServer().listen(first, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    expect(await freePort(first)).toBeGreaterThan(first);
    server.close();
    mkdirSync(folder, { recursive: true });
  });
});

// Every command, with secrets in all that it is given: what it prints has none of them, but for the one thing that it is there to print.

import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { COMMANDS } from '../../src/cli/help/commands.ts';
import { main } from '../../src/cli/main.ts';
import { ann, openDoor, PUBLIC_URL, type Harness } from '../server/harness.ts';
import { sweep } from '../support/sweep.ts';
import { said, type Said } from './said.ts';

const VALUE = 'whsec_canary_of_a_value_93';
const ROOT = randomBytes(32).toString('base64url');
const OTHERS = {
  NT2_METRICS_TOKEN: 'canary-metrics-token-00000',
  SLACK_BOT_TOKEN: 'xoxb-canary',
  SLACK_SIGNING_SECRET: 'c'.repeat(31) + '7',
};

let door: Harness;
let folder: string;
let token: string;
/** What must be seen nowhere; what a command makes is added as soon as it was printed once. */
let canaries: string[];
/** Of the share that the commands are about. */
let id = '';

beforeAll(async () => {
  door = await openDoor({ env: { NT2_SECRET: ROOT } });
  door.time.now = Date.now();
  folder = mkdtempSync(join(tmpdir(), 'nt2-canaries-'));
  const made = await door.apiTokens.create('terminal', { as: { key: ann.key, name: null } });
  if (!made.ok) throw new Error(made.code);
  token = made.value;
  canaries = [VALUE, ROOT, token, ...Object.values(OTHERS), 'AGE-SECRET-KEY-1'];
  writeFileSync(join(folder, 'key.txt'), VALUE);
  const settings = { NT2_SECRET: ROOT, NT2_PUBLIC_URL: PUBLIC_URL, NT2_STORE: `sqlite:${door.file}`, NT2_STATE_DIR: dirname(door.file) };
  const own = { NT2_URL: PUBLIC_URL, NT2_TOKEN: token, XDG_STATE_HOME: folder, XDG_CONFIG_HOME: folder };
  for (const [name, value] of Object.entries({ ...settings, ...OTHERS, ...own })) vi.stubEnv(name, value);
  vi.stubGlobal('fetch', (input: string | URL, init?: RequestInit) => {
    const { pathname, search } = new URL(input);
    return door.server.request(pathname + search, init, { incoming: { socket: { remoteAddress: '192.0.2.1' } } });
  });
});
afterAll(async () => {
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
  await door.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Expected {
  readonly code?: number | 'any';
  /** What it is there to print. */
  readonly meant?: RegExp;
}

/** Runs it, and sweeps what it printed, less `meant`: what it is there to print, on standard output alone. */
async function nt2(args: readonly string[], { code = 0, meant }: Expected = {}): Promise<Said> {
  const done = await said(() => main(args));
  // A run that fails for another reason would show nothing.
  if (code !== 'any') expect([done.code, done.err], args.join(' ')).toEqual([code, expect.anything()]);
  const found = meant === undefined ? [] : [...done.out.matchAll(meant)].map(([text]) => text);
  if (meant !== undefined) expect(found.length, args.join(' ')).toBeGreaterThan(0);
  const out = found.reduce((text, one) => text.replace(one, ''), done.out);
  const places = [
    { name: 'stdout', bytes: out },
    { name: 'stderr', bytes: done.err },
  ];
  expect(sweep(places, [...canaries, ...found]), args.join(' ')).toEqual([]);
  canaries.push(...found.filter((one) => one.length > 10 && !canaries.includes(one)));
  return done;
}

const idIn = (text: string): string => /\b[a-z2-7]{32}\b/.exec(text)?.[0] ?? expect.fail('no id was printed');
const FRAGMENT = /(?<=#)[a-z0-9-]{20,}/gi;
const WORDS = /(?<="passphrase":")[a-z ]+/g;
const ANY_TOKEN = /nt2_[a-z2-7]{38}/g;
const SIGNING = /whsec_[A-Za-z0-9+/=]{20,}/g;

/** Runs of each command, in this order, with its shares; `--json` wherever there is such a flag. */
const LIVES: Readonly<Record<string, () => Promise<unknown>>> = {
  async share() {
    const { out } = await nt2(['share', '--link', '--file', join(folder, 'key.txt'), '--label', 'Stripe key'], { meant: FRAGMENT });
    id = idIn(out);
    writeFileSync(join(folder, 'link'), out);
    await nt2(['share', '--link', '--words', '--json', '--from', `cat ${join(folder, 'key.txt')}`], {
      meant: new RegExp(`${FRAGMENT.source}|${WORDS.source}`, 'gi'),
    });
    await nt2(['share', '--save', join(folder, 'a.nt2share'), '--json', '--file', join(folder, 'key.txt')], { meant: WORDS });
    // Refused: too late a time, an unknown person, a value where none belongs.
    await nt2(['share', '--link', '--expires', '99d', '--file', join(folder, 'key.txt')], { code: 64 });
    await nt2(['share', '--to', 'slack:@nobody', '--file', join(folder, 'key.txt')], { code: 67 });
    await nt2(['share', '--link', VALUE], { code: 64 });
  },
  request: () => nt2(['request', '--to', 'slack:@nobody', '--field', 'A_KEY', '--json'], { code: 67 }),
  async list() {
    for (const more of [[], ['--all'], ['--json'], [VALUE]]) await nt2(['list', ...more]);
  },
  status: () => bothWays(['status', id]),
  // Nobody is known whom a link waits for.
  remind: () => bothWays(['remind', id], 65),
  extend: () => bothWays(['extend', id, '--expires', '2d']),
  async receipt() {
    await bothWays(['receipt', id], 75);
    await door.sign();
    await bothWays(['receipt', id]);
  },
  async open() {
    await nt2(['open', '--yes', '--link-file', join(folder, 'link'), '--exec', '--', 'true']);
    // Opened before: what it says of that repeats nothing of the link.
    await nt2(['open', '--yes', '--link-file', join(folder, 'link'), '--json'], { code: 2 });
  },
  async resend() {
    await nt2(['resend', id, '--file', join(folder, 'key.txt'), '--json'], { meant: FRAGMENT });
  },
  async revoke() {
    const { out } = await nt2(['share', '--link', '--file', join(folder, 'key.txt')], { meant: FRAGMENT });
    await nt2(['revoke', idIn(out)]);
    await nt2(['revoke', idIn(out), '--json'], { code: 2 });
  },
  devices: () => bothWays(['devices']),
  'rotation list': async () => {
    await bothWays(['rotation', 'list']);
    await nt2(['rotation', 'list', '--overdue']);
  },
  'rotation calendar': async () => {
    await bothWays(['rotation', 'calendar'], 69);
    await nt2(['rotation', 'calendar', '--end']);
  },
  'rotation done': () => bothWays(['rotation', 'done', id], 77),
  'rotation snooze': () => bothWays(['rotation', 'snooze', id, '--days', '3'], 77),
  'rotation owner': () => nt2(['rotation', 'owner', id, '--to', 'playground:@nobody'], { code: 67 }),
  'rotation set': () => nt2(['rotation', 'set', id, '--on', '2099-01-31'], { code: 65 }),
  incident: async () => {
    await bothWays(['incident']);
    await nt2(['incident', '--start']);
  },
  'offboard start': async () => {
    await nt2(['offboard', 'start', 'playground:@ben'], { code: 2 });
    await nt2(['offboard', 'start', 'playground:@ben', '--yes'], { code: 77 });
  },
  'offboard list': () => bothWays(['offboard', 'list']),
  'offboard show': () => nt2(['offboard', 'show', id], { code: 77 }),
  'offboard tick': () => nt2(['offboard', 'tick', id, 'cloud'], { code: 77 }),
  'offboard report': async () => {
    await nt2(['offboard', 'report', id], { code: 77 });
    await nt2(['offboard', 'report', id, '--sig'], { code: 77 });
  },
  // There is none of this id: what is done with one is in glass.test.ts.
  'glass key': () => nt2(['glass', 'key', '--name', 'laptop']),
  'glass members': () => nt2(['glass', 'members']),
  'glass seal': () => nt2(['glass', 'seal', 'x', '--member', 'aaaaaaaa', '--after', '2h', '--again', id], { code: 77 }),
  'glass list': () => nt2(['glass', 'list']),
  'glass show': () => nt2(['glass', 'show', id], { code: 77 }),
  'glass ask': () => nt2(['glass', 'ask', id, '--reason', 'x', '--drill'], { code: 77 }),
  'glass agree': () => nt2(['glass', 'agree', id], { code: 77 }),
  'glass refuse': () => nt2(['glass', 'refuse', id], { code: 77 }),
  'glass open': () => nt2(['glass', 'open', id], { code: 77 }),
  'glass end': () => nt2(['glass', 'end', id, '--yes'], { code: 77 }),
  'machine list': () => nt2(['machine', 'list']),
  'machine revoke': () => nt2(['machine', 'revoke', 'ci'], { code: 1 }),
  'token create': () => nt2(['token', 'create', 'ci'], { meant: ANY_TOKEN }),
  'token list': () => nt2(['token', 'list']),
  'token revoke': () => nt2(['token', 'revoke', 'ci']),
  'webhook add': () => nt2(['webhook', 'add', 'siem', 'https://93.184.216.34/hook'], { meant: SIGNING }),
  'webhook list': () => nt2(['webhook', 'list']),
  'webhook rotate': () => nt2(['webhook', 'rotate', 'siem'], { meant: SIGNING }),
  'webhook replay': () => nt2(['webhook', 'replay', 'siem']),
  'webhook remove': () => nt2(['webhook', 'remove', 'siem']),
  'sign-out': () => nt2(['sign-out', ann.key]),
  'log keys': () => nt2(['log', 'keys', '--next']),
  'log verify': () => nt2(['log', 'verify']),
  'policy schema': () => nt2(['policy', 'schema']),
  config: async () => {
    for (const more of [[], ['--markdown']]) await nt2(['config', ...more]);
  },
  keygen: () => nt2(['keygen'], { meant: /^[A-Za-z0-9_-]{43}$/gm }),
  version: () => nt2(['version']),
  man: () => nt2(['man']),
  completion: async () => {
    for (const shell of ['bash', 'zsh', 'fish']) await nt2(['completion', shell]);
  },
  help: async () => {
    for (const name of ['', ...COMMANDS.map((command) => command.name)]) await nt2(['help', ...name.split(' ')]);
  },
};
const bothWays = async (args: readonly string[], code = 0): Promise<void> => {
  await nt2(args, { code });
  await nt2([...args, '--json'], { code });
};

/** What they print in a life of their own is looked at there. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  login: 'tests/cli/account/login.test.ts',
  logout: 'tests/cli/account/login.test.ts',
  'machine add': 'tests/cli/machine.test.ts',
  'machine open': 'tests/cli/machine.test.ts',
  'machine bind': 'tests/cli/machine.test.ts',
  'machine free': 'tests/cli/machine.test.ts',
  people: 'tests/cli/follow.test.ts',
  try: 'tests/e2e/playground-try.test.ts',
  init: 'tests/cli/init.test.ts',
  manifest: 'tests/adapters/slack/manifest.test.ts',
  'policy check': 'tests/cli/policy.test.ts',
  'policy explain': 'tests/cli/policy.test.ts',
  doctor: 'tests/cli/main.test.ts',
  serve: 'tests/e2e/sweep.test.ts',
  health: 'tests/cli/main.test.ts',
  forget: 'tests/cli/forget.test.ts',
  'webhook test': 'tests/cli/webhooks.test.ts',
  verify: 'tests/cli/verify.test.ts',
  'evidence export': 'tests/cli/evidence.test.ts',
  'evidence pack': 'tests/cli/evidence-pack.test.ts',
  'log tail': 'tests/cli/log-files.test.ts',
  'log export': 'tests/cli/log-files.test.ts',
  'log new-generation': 'tests/cli/log-files.test.ts',
  'pages key': 'tests/cli/pages.test.ts',
  'pages list': 'tests/cli/pages.test.ts',
  'pages sign': 'tests/cli/pages.test.ts',
  'pages verify': 'tests/cli/pages.test.ts',
  scan: 'tests/cli/scan.test.ts',
  'witness compare': 'tests/witness/compare.test.ts',
  'witness init': 'tests/witness/process.test.ts',
  'witness serve': 'tests/witness/process.test.ts',
  backup: 'tests/cli/backup.test.ts',
  restore: 'tests/cli/restore.test.ts',
  'store accept-rollback': 'tests/cli/restore.test.ts',
};

describe('T13, K9: what a command prints', () => {
  it('every command is here, or is said where it is', () => {
    expect([...Object.keys(LIVES), ...Object.keys(ELSEWHERE)].toSorted()).toEqual(COMMANDS.map(({ name }) => name).toSorted());
  });

  it.each(Object.entries(LIVES))('nt2 %s: no secret but the one that it is there to print', async (_name, live) => {
    expect.hasAssertions();
    await live();
  });

  it.each(COMMANDS.map(({ name }) => name))(
    'nt2 %s: a secret that was pasted as a flag is not repeated, and neither by its help',
    async (name) => {
      expect.hasAssertions();
      for (const pasted of [[`--${VALUE}`], [`--token=${VALUE}`], ['--help', VALUE]])
        await nt2([...name.split(' '), ...pasted], { code: 'any' });
    },
  );
});

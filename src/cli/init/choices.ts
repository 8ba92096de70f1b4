// What `nt2 init` needs to know, from flags or from questions on a terminal. It never asks for a token: terminals echo and are recorded.

import { readConfig } from '../../config/read.ts';
import { refusedPort } from '../address.ts';
import { newSecret } from '../keygen.ts';
import { UsageError } from '../output.ts';

export interface InitChoices {
  /** The public address, without a slash at its end. */
  readonly url: string;
  readonly store: 'sqlite' | 'redis' | 'sentinel';
  readonly slack: 'socket' | 'http' | 'none';
  readonly discord: 'on' | 'off';
}

/** Asks the person at the terminal one question; null without a terminal. */
export type Ask = ((question: string) => Promise<string>) | null;

const USAGE =
  'nt2 init asks on a terminal, or takes --url https://… --store sqlite|redis|sentinel --slack socket|http|none --discord on|off --yes';
const QUESTIONS = {
  '--store': {
    question:
      'Where should shares be stored: one SQLite file, the Redis of compose.yml, or the Redis with replicas and Sentinels of compose.cluster.yml?',
    allowed: ['sqlite', 'redis', 'sentinel'],
  },
  '--slack': { question: 'Slack: over a socket (no inbound connection needed), over HTTP, or none?', allowed: ['none', 'socket', 'http'] },
  '--discord': { question: 'Discord?', allowed: ['off', 'on'] },
} as const;

/** @throws UsageError when flags do not fit, or when one is missing and there is no terminal to ask on. */
export async function choose(args: readonly string[], ask: Ask): Promise<InitChoices> {
  const given = parseFlags(args);
  if (ask === null && !given.has('--yes')) throw new UsageError(USAGE);
  const asked = given.has('--yes') ? null : ask;
  const url = await readUrl(given.get('--url'), asked);
  const store = await readOne('--store', given, asked);
  const slack = await readOne('--slack', given, asked);
  const discord = await readOne('--discord', given, asked);
  if (slack === 'http' && !url.startsWith('https:')) throw new UsageError('Slack over HTTP needs an address that begins with https://');
  return { url, store, slack, discord };
}

function parseFlags(args: readonly string[]): ReadonlyMap<string, string> {
  const given = new Map<string, string>();
  const rest = [...args];
  for (let name = rest.shift(); name !== undefined; name = rest.shift()) {
    const value = name === '--yes' ? 'yes' : rest.shift();
    const isKnown = ['--yes', '--url', ...Object.keys(QUESTIONS)].includes(name);
    if (!isKnown || value === undefined || given.has(name)) throw new UsageError(USAGE);
    given.set(name, value);
  }
  return given;
}

async function readUrl(flag: string | undefined, ask: Ask): Promise<string> {
  for (let complaint = ''; ;) {
    const question = 'Under which address will people reach nt2, such as https://nt2.example.com? ';
    const text = flag ?? (await ask?.(complaint + question))?.trim();
    if (text === undefined) throw new UsageError(USAGE);
    const read = readConfig({ NT2_PUBLIC_URL: text, NT2_SECRET: newSecret() });
    const refused = read.ok ? refusedPort(read.config.NT2_PUBLIC_URL) : null;
    if (read.ok && refused === null) return read.config.NT2_PUBLIC_URL.origin;
    const fault = read.ok ? (refused ?? '') : read.issues.map((one) => one.message).join(' ');
    if (ask === null || flag !== undefined) throw new UsageError(`--url ${fault.replace(/\.$/, '')}`);
    complaint = `It ${fault}\n`;
  }
}

type Allowed<N extends keyof typeof QUESTIONS> = (typeof QUESTIONS)[N]['allowed'][number];

/** Enter means the first of the allowed words. */
async function readOne<N extends keyof typeof QUESTIONS>(name: N, given: ReadonlyMap<string, string>, ask: Ask): Promise<Allowed<N>> {
  const { question } = QUESTIONS[name];
  const allowed: readonly Allowed<N>[] = QUESTIONS[name].allowed;
  const [first] = allowed as readonly [Allowed<N>];
  const flag = given.get(name);
  for (let complaint = ''; ; complaint = `Please type ${allowed.join(' or ')}.\n`) {
    const typed = flag ?? (await ask?.(`${complaint}${question} ${allowed.join(', ')} [${first}] `))?.trim().toLowerCase();
    const found = allowed.find((word) => word === (typed || first));
    if (found !== undefined) return found;
    if (flag !== undefined) throw new UsageError(`${name} is ${allowed.join(' or ')}`);
  }
}

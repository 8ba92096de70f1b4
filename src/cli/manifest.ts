// `nt2 manifest`: prints the app manifest to paste into Slack, for the way in which nt2 will run, or that of the package for Teams.

import { slackManifest, teamsManifest } from '../app/platforms.ts';
import { print, UsageError } from './output.ts';

const CHOICES = {
  '--platform': ['slack', 'teams'],
  '--mode': ['socket', 'http'],
  '--workspaces': ['one', 'many'],
  '--pastes': ['off', 'on'],
} as const;

const FLAGS = [...Object.keys(CHOICES), '--url', '--app-id'];
const ENTRA_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export async function manifest(args: readonly string[]): Promise<number> {
  const given = new Map<string, string>();
  for (let n = 0; n < args.length; n += 2) {
    const [name = '', value] = args.slice(n, n + 2);
    if (!FLAGS.includes(name) || value === undefined || given.has(name)) {
      throw new UsageError(
        'nt2 manifest takes --platform slack|teams; --mode socket|http, --url https://…, --workspaces one|many, --pastes off|on of Slack; --app-id …, --url https://… of Teams',
      );
    }
    given.set(name, value);
  }
  if (choice('--platform', given) === 'teams') return printTeams(given);
  if (given.has('--app-id')) throw new UsageError('--app-id is of --platform teams');
  const mode = choice('--mode', given);
  const workspaces = choice('--workspaces', given);
  const url = given.get('--url') ?? '';
  if (url === '' && (mode === 'http' || workspaces === 'many')) throw new UsageError('that needs --url, the NT2_PUBLIC_URL');
  if (url !== '' && !isAddress(url)) throw new UsageError('--url must be an address that begins with https://');
  const made = await slackManifest({
    mode,
    workspaces,
    watches: choice('--pastes', given) === 'on',
    url: url === '' ? '' : new URL(url).origin,
  });
  return print(JSON.stringify(made, null, 2));
}

async function printTeams(given: ReadonlyMap<string, string>): Promise<number> {
  const [appId = '', url = ''] = [given.get('--app-id'), given.get('--url')];
  const others = [...given.keys()].filter((name) => !['--platform', '--app-id', '--url'].includes(name));
  if (others.length > 0) throw new UsageError(`${others.join(' and ')} is of Slack`);
  if (!ENTRA_ID.test(appId)) throw new UsageError('that needs --app-id, the TEAMS_APP_ID');
  if (!isAddress(url)) throw new UsageError('that needs --url, the NT2_PUBLIC_URL, which begins with https://');
  return print(JSON.stringify(await teamsManifest({ appId, url: new URL(url).origin }), null, 2));
}

function choice<N extends keyof typeof CHOICES>(name: N, given: ReadonlyMap<string, string>): (typeof CHOICES)[N][number] {
  const choices: readonly (typeof CHOICES)[N][number][] = CHOICES[name];
  const [first] = choices;
  const chosen = choices.find((one) => one === (given.get(name) ?? first));
  if (chosen === undefined) throw new UsageError(`${name} is ${choices.join(' or ')}`);
  return chosen;
}

const isAddress = (url: string): boolean => URL.canParse(url) && new URL(url).protocol === 'https:';

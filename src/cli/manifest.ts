// `nt2 manifest`: prints the app manifest to paste into Slack, for the way in which nt2 will run.

import { slackManifest } from '../app/platforms.ts';
import { print, UsageError } from './output.ts';

const CHOICES = { '--mode': ['socket', 'http'], '--workspaces': ['one', 'many'], '--pastes': ['off', 'on'] } as const;

export async function manifest(args: readonly string[]): Promise<number> {
  const given = new Map<string, string>();
  for (let n = 0; n < args.length; n += 2) {
    const [name = '', value] = args.slice(n, n + 2);
    if (!['--mode', '--url', '--workspaces', '--pastes'].includes(name) || value === undefined || given.has(name)) {
      throw new UsageError('nt2 manifest takes --mode socket|http, --url https://…, --workspaces one|many, --pastes off|on');
    }
    given.set(name, value);
  }
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

function choice<N extends keyof typeof CHOICES>(name: N, given: ReadonlyMap<string, string>): (typeof CHOICES)[N][number] {
  const choices: readonly (typeof CHOICES)[N][number][] = CHOICES[name];
  const [first] = choices;
  const chosen = choices.find((one) => one === (given.get(name) ?? first));
  if (chosen === undefined) throw new UsageError(`${name} is ${choices.join(' or ')}`);
  return chosen;
}

const isAddress = (url: string): boolean => URL.canParse(url) && new URL(url).protocol === 'https:';

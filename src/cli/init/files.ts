// The files of a new installation, as text. Settings name secrets only by their files, so that nothing secret stands in an environment.

import { slackManifest } from '../../app/platforms.ts';
import { newSecret } from '../keygen.ts';
import type { InitChoices } from './choices.ts';
import type { NewFile } from './new-file.ts';
import { redisFiles, sentinelFiles } from './redis.ts';

/** A file that the operator makes. */
interface Place {
  readonly setting: string;
  readonly path: string;
  readonly what: string;
}

const place = (setting: string, what: string): Place => ({
  setting: `${setting}_FILE`,
  path: `secrets/${setting.toLowerCase().replaceAll('_', '-')}`,
  what,
});

/**
 * Where the tokens of the chosen platforms go. The operator makes these files: nt2 names a missing file at its start, but could not tell an
 * empty one from a mistake.
 */
export function placesOf({ slack, discord }: Pick<InitChoices, 'slack' | 'discord'>): Place[] {
  return [
    ...(slack === 'none' ? [] : [place('SLACK_BOT_TOKEN', 'Slack: Bot User OAuth Token, xoxb-…')]),
    ...(slack === 'socket' ? [place('SLACK_APP_TOKEN', 'Slack: app-level token with connections:write, xapp-…')] : []),
    ...(slack === 'http' ? [place('SLACK_SIGNING_SECRET', 'Slack: Signing Secret')] : []),
    ...(discord === 'on' ? [place('DISCORD_TOKEN', 'Discord: bot token')] : []),
  ];
}

export async function filesOf(choices: InitChoices): Promise<NewFile[]> {
  const { url, store, slack } = choices;
  const settings = {
    NT2_PUBLIC_URL: url,
    NT2_SECRET_FILE: 'secrets/root',
    ...(store !== 'sqlite' && { NT2_STORE_FILE: 'secrets/store' }),
    ...Object.fromEntries(placesOf(choices).map(({ setting, path }) => [setting, path])),
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}`);
  const files: NewFile[] = [
    { path: 'secrets/root', mode: 0o600, text: newSecret() },
    { path: 'nt2.env', mode: 0o600, text: ['# Settings of nt2; all that there are: nt2 config --markdown', ...lines].join('\n') },
  ];
  if (store === 'redis') files.push(...redisFiles());
  if (store === 'sentinel') files.push(...sentinelFiles());
  if (slack !== 'none') {
    const manifest = await slackManifest({ mode: slack, url, workspaces: 'one' });
    files.push({ path: 'slack-manifest.json', mode: 0o644, text: JSON.stringify(manifest, null, 2) });
  }
  return files;
}

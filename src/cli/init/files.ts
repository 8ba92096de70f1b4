// The files of a new installation, as text. Settings name secrets only by their files, so that nothing secret stands in an environment.

import { createHash } from 'node:crypto';
import { slackManifest } from '../../app.ts';
import { newSecret } from '../keygen.ts';
import type { Choices } from './choices.ts';

export interface NewFile {
  readonly path: string;
  readonly mode: number;
  readonly text: string;
}

/** A file that the operator makes himself. */
export interface Place {
  readonly setting: string;
  readonly path: string;
  readonly what: string;
}

/** What nt2 may do in Redis, and no more: the line of docs/storage.md. */
const RULES =
  '~nt2:* &nt2:* -@all +client|setname +config|get +del +eval +evalsha +exists +get +getdel +getrange +hdel +hget +hgetall +hlen +hmget +hset +info +llen +lrange +mget +pexpire +pttl +publish +rpush +sadd +set +smembers +srem +strlen +subscribe +time +unsubscribe +wait +zadd +zcard +zrangebyscore +zrem +zremrangebyscore +zrevrange +zscore';

const place = (setting: string, what: string): Place => ({
  setting: `${setting}_FILE`,
  path: `secrets/${setting.toLowerCase().replaceAll('_', '-')}`,
  what,
});

/** Where the tokens of the chosen platforms go. They are left to be made: a file that is missing is told at the start, an empty one is not. */
export function placesOf({ slack, discord }: Pick<Choices, 'slack' | 'discord'>): Place[] {
  return [
    ...(slack === 'none' ? [] : [place('SLACK_BOT_TOKEN', 'Slack: Bot User OAuth Token, xoxb-…')]),
    ...(slack === 'socket' ? [place('SLACK_APP_TOKEN', 'Slack: app-level token with connections:write, xapp-…')] : []),
    ...(slack === 'http' ? [place('SLACK_SIGNING_SECRET', 'Slack: Signing Secret')] : []),
    ...(discord === 'on' ? [place('DISCORD_TOKEN', 'Discord: bot token')] : []),
  ];
}

export async function filesOf(choices: Choices): Promise<NewFile[]> {
  const { url, store, slack } = choices;
  const settings = {
    NT2_PUBLIC_URL: url,
    NT2_SECRET_FILE: 'secrets/root',
    ...(store === 'redis' && { NT2_STORE_FILE: 'secrets/store' }),
    ...Object.fromEntries(placesOf(choices).map(({ setting, path }) => [setting, path])),
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}`);
  const files: NewFile[] = [
    { path: 'secrets/root', mode: 0o600, text: newSecret() },
    { path: 'nt2.env', mode: 0o600, text: ['# Settings of nt2; all that there are: nt2 config --markdown', ...lines].join('\n') },
  ];
  if (store === 'redis') files.push(...redisFiles(newSecret()));
  if (slack !== 'none') {
    const manifest = await slackManifest({ mode: slack, url, workspaces: 'one' });
    files.push({ path: 'slack-manifest.json', mode: 0o644, text: JSON.stringify(manifest, null, 2) });
  }
  return files;
}

/** The list of users holds only the hash of 32 random bytes, so Redis may read it under whatever user it runs. */
function redisFiles(password: string): NewFile[] {
  const hash = createHash('sha256').update(password).digest('hex');
  return [
    { path: 'secrets/store', mode: 0o600, text: `redis://nt2:${password}@redis:6379` },
    { path: 'secrets/redis.acl', mode: 0o644, text: `user default off\nuser nt2 on #${hash} ${RULES}` },
  ];
}

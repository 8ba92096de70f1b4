import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config/read.ts';

const HEX = '0123456789abcdef'.repeat(2);
const base = { NT2_PUBLIC_URL: 'https://nt2.example.com', NT2_SECRET: randomBytes(32).toString('base64url') };
const line = { LINE_CHANNEL_TOKEN: `${HEX}+/=`, LINE_CHANNEL_SECRET: HEX, LINE_LOGIN_ID: '1650000000', LINE_LOGIN_SECRET: HEX };
const bot = { SLACK_BOT_TOKEN: 'xoxb-1-2-abc' };

const ID = '7E4A47B1-0000-4000-8000-0000000000AA';
const TEAMS = { TEAMS_APP_ID: ID, TEAMS_APP_SECRET: 'x'.repeat(40), TEAMS_TENANT: ID };

function told(env: Record<string, string>): string {
  const read = readConfig({ ...base, ...env });
  return read.ok ? '' : read.issues.map(({ name, message }) => `${name} ${message}`).join('\n');
}

describe('the settings of chat platforms', () => {
  it.each([
    ['Socket Mode', { ...bot, SLACK_APP_TOKEN: 'xapp-1-a' }],
    ['HTTP', { ...bot, SLACK_SIGNING_SECRET: HEX }],
    [
      'many workspaces',
      { SLACK_SIGNING_SECRET: HEX, SLACK_CLIENT_ID: '12.34', SLACK_CLIENT_SECRET: HEX, SLACK_WORKSPACES: 'T1ACME, E1ORG' },
    ],
    ['LINE, for named groups', { ...line, LINE_GROUPS: `C${HEX},  C${HEX}` }],
    ['LINE, for anyone', { ...line, LINE_GROUPS: 'any' }],
    ['Discord over the gateway', { DISCORD_TOKEN: 'a.b.c' }],
    ['Teams', TEAMS],
    ['Teams of a government', { ...TEAMS, TEAMS_CLOUD: 'gcch' }],
    ['Discord over HTTP', { DISCORD_TOKEN: 'a.b.c', DISCORD_PUBLIC_KEY: HEX + HEX }],
  ])('%s is fit', (_name, env) => {
    expect(told(env)).toBe('');
  });

  it.each([
    ['a bot token where the app token belongs', { ...bot, SLACK_APP_TOKEN: 'xoxb-1-2' }, 'which belongs in SLACK_BOT_TOKEN'],
    ['an app token where the bot token belongs', { SLACK_BOT_TOKEN: 'xapp-1' }, 'which belongs in SLACK_APP_TOKEN'],
    ['a user token', { SLACK_BOT_TOKEN: 'xoxp-1', SLACK_APP_TOKEN: 'xapp-1' }, 'this is a user token'],
    ['no way in', bot, 'SLACK_APP_TOKEN is missing'],
    ['no token', { SLACK_APP_TOKEN: 'xapp-1' }, 'SLACK_BOT_TOKEN is missing'],
    [
      'many workspaces, and nobody has said which',
      { SLACK_SIGNING_SECRET: HEX, SLACK_CLIENT_ID: '1.2', SLACK_CLIENT_SECRET: HEX },
      'SLACK_WORKSPACES is missing',
    ],
    [
      'half of the client',
      { SLACK_SIGNING_SECRET: HEX, SLACK_CLIENT_ID: '1.2', SLACK_WORKSPACES: 'any' },
      'SLACK_CLIENT_SECRET is missing',
    ],
    [
      'one workspace and many',
      { ...bot, SLACK_SIGNING_SECRET: HEX, SLACK_CLIENT_ID: '1.2', SLACK_CLIENT_SECRET: HEX, SLACK_WORKSPACES: 'any' },
      'give one of the two',
    ],
    ['the app of Teams alone', { TEAMS_APP_ID: ID }, 'TEAMS_TENANT is missing'],
    ['a name in place of the id of a tenant', { ...TEAMS, TEAMS_TENANT: 'acme.onmicrosoft.com' }, 'as Entra shows it'],
    ['another cloud', { ...TEAMS, TEAMS_CLOUD: 'mars' }, 'must be public, gcch or dod'],
    ['LINE without groups', line, 'LINE_GROUPS is missing'],
    ['half of LINE', { LINE_CHANNEL_SECRET: HEX }, 'LINE_CHANNEL_TOKEN is missing: the five settings of LINE belong together'],
    ['a group of LINE by its name', { ...line, LINE_GROUPS: 'our team' }, 'must be ids of groups'],
    ['only the public key of Discord', { DISCORD_PUBLIC_KEY: HEX + HEX }, 'DISCORD_TOKEN is missing'],
  ])('%s is told in words', (_name, env, says) => {
    expect(told(env)).toContain(says);
  });
});

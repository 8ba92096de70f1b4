// What a process must have and must not have, by its role.

import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config/read.ts';

const secret = (): string => randomBytes(32).toString('base64url');
const NT2_SECRET = secret();
const base = { NT2_PUBLIC_URL: 'https://nt2.example.com', NT2_SECRET, NT2_STORE: 'redis://cache' };
const SLACK = { SLACK_BOT_TOKEN: 'xoxb-not-real', SLACK_SIGNING_SECRET: 'a'.repeat(32) };
const MANY = {
  SLACK_SIGNING_SECRET: 'a'.repeat(32),
  SLACK_CLIENT_ID: '1.2',
  SLACK_CLIENT_SECRET: 'b'.repeat(32),
  SLACK_WORKSPACES: 'T1ACME',
};
const DISCORD = { DISCORD_TOKEN: 'not.a.token', DISCORD_PUBLIC_KEY: 'a'.repeat(64) };

function faults(env: Record<string, string>, readFile?: (path: string) => string): string[] {
  const read = readConfig({ ...base, ...env }, readFile);
  return read.ok ? [] : read.issues.map(({ name }) => name);
}

describe('the role of a process', () => {
  it('pages alone start without anything of chat, and chat alone with its tokens', () => {
    expect(faults({ NT2_ROLE: 'web' })).toEqual([]);
    expect(faults({ NT2_ROLE: 'chat', ...SLACK, ...DISCORD })).toEqual([]);
    expect(faults({ NT2_ROLE: 'chat', ...MANY, NT2_CHAT_SECRET: secret() })).toEqual([]);
  });

  it.each(Object.entries({ ...SLACK, ...MANY, ...DISCORD, NT2_CHAT_SECRET: secret(), NT2_AUDIT_CHANNEL: 'slack:T1:C1' }))(
    'pages alone do not start with %s',
    (name, value) => {
      expect(faults({ NT2_ROLE: 'web', [name]: value })).toEqual([name]);
    },
  );

  it('pages alone do not start with the file of a token either', () => {
    expect(faults({ NT2_ROLE: 'web', SLACK_BOT_TOKEN_FILE: '/run/token' }, () => 'xoxb-not-real')).toEqual(['SLACK_BOT_TOKEN']);
  });

  it.each<[string, Record<string, string>, string]>([
    ['chat without a platform', { NT2_ROLE: 'chat' }, 'NT2_ROLE'],
    ['chat for many workspaces whose tokens the pages could open', { NT2_ROLE: 'chat', ...MANY }, 'NT2_CHAT_SECRET'],
    ['pages in a file of their own', { NT2_ROLE: 'web', NT2_STORE: 'sqlite:x' }, 'NT2_STORE'],
    ['a toy chat in one of two', { NT2_ROLE: 'web', NT2_PLAYGROUND: 'on' }, 'NT2_PLAYGROUND'],
    ['one secret for both', { ...MANY, NT2_CHAT_SECRET: NT2_SECRET }, 'NT2_CHAT_SECRET'],
    ['another role', { NT2_ROLE: 'worker' }, 'NT2_ROLE'],
  ])('%s is a fault', (_what, env, name) => {
    expect(faults(env)).toEqual([name]);
  });
});

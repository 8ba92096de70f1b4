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

describe('an OpenID provider', () => {
  const whole = { NT2_OIDC_ISSUER: 'https://login.example.com/realms/acme', NT2_OIDC_CLIENT_ID: 'nt2', NT2_OIDC_CLIENT_SECRET: 'hush' };
  const policy = { NT2_POLICY: '/etc/nt2/policy.yaml' };

  it('is taken whole, with a policy that names people, and by https or on loopback', () => {
    expect(faults({ ...whole, ...policy })).toEqual([]);
    expect(faults({ ...whole, ...policy, NT2_OIDC_ISSUER: 'http://127.0.0.1:9000' })).toEqual([]);
    const { NT2_OIDC_CLIENT_SECRET: _, ...rest } = whole;
    expect(faults({ ...rest, ...policy, NT2_OIDC_CLIENT_SECRET_FILE: '/run/secret' }, () => 'hush')).toEqual([]);
  });

  it.each<[string, Record<string, string>, string[]]>([
    ['without a secret', { ...whole, ...policy, NT2_OIDC_CLIENT_SECRET: '' }, ['NT2_OIDC_CLIENT_SECRET']],
    ['its secret alone', { ...policy, NT2_OIDC_CLIENT_SECRET: 'hush' }, ['NT2_OIDC_ISSUER', 'NT2_OIDC_CLIENT_ID']],
    ['without a policy', whole, ['NT2_OIDC_ISSUER']],
    ['without TLS', { ...whole, ...policy, NT2_OIDC_ISSUER: 'http://login.example.com' }, ['NT2_OIDC_ISSUER']],
    ['with a password in its address', { ...whole, ...policy, NT2_OIDC_ISSUER: 'https://a:b@login.example.com' }, ['NT2_OIDC_ISSUER']],
    ['with a query', { ...whole, ...policy, NT2_OIDC_ISSUER: 'https://login.example.com/?a=b' }, ['NT2_OIDC_ISSUER']],
  ])('%s is a fault', (_what, env, names) => {
    expect(faults(env)).toEqual(names);
  });
});

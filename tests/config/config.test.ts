import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config/read.ts';
import { SETTINGS } from '../../src/config/settings.ts';
import { configMarkdown } from '../../src/cli/print-config.ts';

const secret = randomBytes(32).toString('base64url');
const good = { NT2_PUBLIC_URL: 'https://nt2.example.com', NT2_SECRET: secret };

function faults(env: Record<string, string | undefined>, readFile?: (path: string) => string): string[] {
  const read = readConfig(env, readFile);
  return read.ok ? [] : read.issues.map(({ name, message }) => `${name} ${message}`);
}

describe('settings', () => {
  it('two settings are enough, and the rest has safe defaults', () => {
    const read = readConfig(good);
    expect(
      read.ok && { ...read.config, NT2_SECRET: read.config.NT2_SECRET.length, NT2_PUBLIC_URL: read.config.NT2_PUBLIC_URL.href },
    ).toEqual({
      NT2_PUBLIC_URL: 'https://nt2.example.com/',
      NT2_SECRET: 32,
      NT2_SECRET_PREVIOUS: [],
      NT2_STORE: { kind: 'sqlite', file: './data/nt2.db' },
      NT2_POLICY: null,
      NT2_KEY_STORE_URL: null,
      NT2_REDIS_CA: null,
      NT2_REDIS_CERT: null,
      NT2_REDIS_KEY: null,
      NT2_REDIS_REPLICAS: null,
      NT2_REDIS_REPLICA_MS: 1_000,
      NT2_STATE_DIR: './data',
      NT2_CHECKPOINT_DIR: null,
      NT2_AUDIT_CHANNEL: null,
      NT2_WITNESSES: [],
      NT2_HOST: '127.0.0.1',
      NT2_PORT: 4180,
      NT2_DRAIN_MS: 0,
      NT2_TRUSTED_PROXIES: [],
      NT2_WORKERS: 1,
      NT2_ROLE: 'all',
      NT2_OIDC_CLIENT_ID: null,
      NT2_OIDC_CLIENT_SECRET: null,
      NT2_OIDC_ISSUER: null,
      NT2_WORKLOAD_ISSUERS: [],
      NT2_OPERATOR: '',
      NT2_CLEAR_HIDDEN_MINUTES: 10,
      NT2_ADMIN_PORT: null,
      NT2_ADMIN_HOST: '127.0.0.1',
      NT2_CONNECTIONS: 12_000,
      NT2_CONNECTIONS_ADDRESS: 256,
      NT2_MODAL_ENTRY: true,
      NT2_TERMINALS: true,
      NT2_PLAYGROUND: false,
      SLACK_BOT_TOKEN: null,
      SLACK_APP_TOKEN: null,
      SLACK_SIGNING_SECRET: null,
      SLACK_CLIENT_ID: null,
      SLACK_CLIENT_SECRET: null,
      SLACK_WORKSPACES: null,
      NT2_CHAT_SECRET: null,
      SLACK_API_URL: 'https://slack.com/api/',
      DISCORD_TOKEN: null,
      DISCORD_PUBLIC_KEY: null,
      DISCORD_GUILDS: [],
      DISCORD_API_URL: 'https://discord.com/api/',
      LINE_CHANNEL_TOKEN: null,
      LINE_CHANNEL_SECRET: null,
      LINE_LOGIN_ID: null,
      LINE_LOGIN_SECRET: null,
      LINE_GROUPS: null,
      LINE_API_URL: 'https://api.line.me/',
      TEAMS_APP_ID: null,
      TEAMS_APP_SECRET: null,
      TEAMS_TENANT: null,
      TEAMS_CLOUD: 'public',
      NT2_TLOG_RETENTION_YEARS: null,
      HTTPS_PROXY: '',
      NT2_REMIND_ACCEPT_HOURS: 4 * 3_600_000,
      NT2_REMIND_OPEN_HOURS: 4 * 3_600_000,
      NT2_REMIND_EXPIRY: true,
      NT2_QUIET_HOURS: { from: 20, to: 8 },
      NT2_TIME_ZONE: null,
      NT2_WEBHOOK_LABELS: false,
      NT2_CALENDAR: false,
      NT2_WATCH_PASTES: false,
      NT2_WEBHOOK_NETWORKS: [],
      HTTP_PROXY: '',
      NO_PROXY: '',
      NT2_RETENTION_DAYS: 30,
      NT2_EVIDENCE_DAYS: 400,
      NT2_EXTEND_MAX_DAYS: 14,
      NT2_RATE_ADDRESS: 300,
      NT2_RATE_PERSON: 120,
      NT2_RATE_TENANT: 3000,
      NT2_QUOTA_PERSON: 50,
      NT2_QUOTA_TENANT: 5_000,
      NT2_QUOTA_RECIPIENT: 100,
      NT2_QUOTA_PAIR: 20,
      NT2_QUOTA_PERSON_BYTES: 8 * 1024 ** 2,
      NT2_QUOTA_TENANT_BYTES: 128 * 1024 ** 2,
      NT2_QUOTA_ADDRESS_SHARES: 600,
      NT2_QUOTA_ADDRESS_BYTES: 128 * 1024 ** 2,
      NT2_FILES: { kind: 'usual' },
      NT2_S3_ENDPOINT: null,
      NT2_S3_REGION: 'us-east-1',
      NT2_S3_KEY_ID: null,
      NT2_S3_SECRET: null,
      NT2_S3_STYLE: 'path',
      NT2_FILE_MAX_BYTES: 100 * 1024 ** 2,
      NT2_FILE_LEASE_MINUTES: 60,
      NT2_QUOTA_PERSON_FILE_BYTES: 1024 ** 3,
      NT2_QUOTA_TENANT_FILE_BYTES: 20 * 1024 ** 3,
      NT2_QUOTA_ADDRESS_FILE_BYTES: 4 * 1024 ** 3,
      NT2_LOG_LEVEL: 'info',
      NT2_METRICS_PORT: null,
      NT2_METRICS_HOST: '127.0.0.1',
      NT2_METRICS_TOKEN: null,
      NT2_TRACES_URL: null,
      NT2_TRACES_RATIO: 1,
    });
  });

  it('every fault is told at once, and no value with it', () => {
    const canary = 'canary-value-5c1d';
    const env = Object.fromEntries(Object.keys(SETTINGS).map((name) => [name, canary]));
    const told = faults({ ...env, NT2_TYPO: canary });
    expect(told).toHaveLength(Object.keys(SETTINGS).length - 13 + 1); // Folders, files, names of proxies, hosts, regions, keys of buckets, the operator, and what a provider knows nt2 by may be any; NT2_TYPO is no setting
    expect(told.join()).not.toContain(canary);
    for (const line of told) expect(line).toMatch(/^(?:NT2|SLACK|DISCORD|LINE|TEAMS)_[A-Z\d_]+ [a-z].*\.$/);
  });

  it.each([
    [
      'NT2_PUBLIC_URL',
      [
        'http://nt2.example.com',
        'https://nt2.example.com/nt2',
        'https://a:b@nt2.example.com',
        'https://@nt2.example.com',
        'https://nt2.example.com/?x',
        'nt2.example.com',
        'ftp://nt2.example.com',
        'https://',
      ],
    ],
    ['NT2_STORE', ['sqlite:', 'sqlite://x', 'postgres://x', 'redis:', './data', 'mem']],
    ['NT2_HOST', ['localhost', '256.1.1.1', 'example.com', '127.0.0.1:80']],
    ['NT2_PORT', ['-1', '65536', '80a', '1e3', '0x50', '4180.0']],
    ['NT2_TLOG_RETENTION_YEARS', ['0', '100', 'none', '1.5', '-1']],
    ['NT2_RETENTION_DAYS', ['0', '-1', '4000', 'forever']],
    ['NT2_EXTEND_MAX_DAYS', ['0', '31', 'forever']],
    ['NT2_MODAL_ENTRY', ['yes', 'true', 'ON', '0']],
    ['NT2_LOG_LEVEL', ['trace', 'INFO']],
    ['NT2_OPERATOR', ['x'.repeat(81), 'Acme\u202eIT', 'Acme\u0007', 'a\u200bb']],
    ['NT2_CLEAR_HIDDEN_MINUTES', ['0', '61', 'never', '1.5']],
    ['NT2_QUOTA_PAIR', ['0', '-5', '1MiB', '1e3']],
    ['NT2_FILES', ['ftp://host/files', 'redis://host/0', 's3://', 's3://UPPER', 's3://nt2/../x', 's3://nt2/a//b', 's3://key:pw@nt2']],
    ['NT2_S3_ENDPOINT', ['s3.example.com', 'ftp://s3.example.com', 'https://s3.example.com/path', 'https://key@s3.example.com']],
    ['NT2_S3_REGION', ['eu central', 'x'.repeat(41)]],
    ['NT2_S3_SECRET', ['two words', 'a\nb']],
    ['NT2_S3_STYLE', ['virtual']],
    ['NT2_FILE_MAX_BYTES', ['0', '1GiB', '1024MiB', '-1', 'much', '1.5MiB']],
    ['NT2_FILE_LEASE_MINUTES', ['4', '1441', '1h']],
    ['NT2_QUOTA_TENANT_FILE_BYTES', ['0', '20TiB', '1.5GiB']],
    ['NT2_QUOTA_PERSON_BYTES', ['0', '511KiB', '1.5MiB', '8M', 'plenty', '999999999GiB']],
    ['NT2_RATE_ADDRESS', ['0', '-5', 'unlimited']],
  ])('%s refuses what it cannot be', (name, values) => {
    for (const value of values)
      expect(faults({ ...good, [name]: value }), value).toEqual([expect.stringMatching(new RegExp(`^${name} must `))]);
  });

  it('keeps the entries of the log for longer than the shares that need them', () => {
    const reach = (years: string, days: string) => faults({ ...good, NT2_TLOG_RETENTION_YEARS: years, NT2_RETENTION_DAYS: days });
    expect([reach('1', '357'), reach('2', '700'), reach('all', '3650')]).toEqual([[], [], []]);
    for (const bad of [reach('1', '358'), reach('2', '730')]) expect(bad).toEqual([expect.stringContaining('NT2_RETENTION_DAYS')]);
  });

  it('T16: a proxy list that is misspelt, or believes everybody, fails closed', () => {
    for (const value of [
      '10.0.0.0/33',
      '10.0.0.0/8;10.1.0.0/16',
      '10.0.0',
      'proxy.local',
      '0.0.0.0/0',
      '::/0',
      '10.0.0.0/8, *',
      'fd00::/129',
      '10.0.0.0/-1',
    ]) {
      expect(faults({ ...good, NT2_TRUSTED_PROXIES: value }), value).toHaveLength(1);
    }
    const read = readConfig({ ...good, NT2_TRUSTED_PROXIES: ' 10.0.0.0/8 ,fd00::/8, 192.0.2.1,' });
    expect(read.ok && read.config.NT2_TRUSTED_PROXIES).toEqual(['10.0.0.0/8', 'fd00::/8', '192.0.2.1']);
  });

  it('http is for loopback addresses, and the playground as well', () => {
    expect(faults({ ...good, NT2_PUBLIC_URL: 'http://127.0.0.1:4180', NT2_PLAYGROUND: 'on' })).toEqual([]);
    expect(faults({ ...good, NT2_PUBLIC_URL: 'http://[::1]:4180', NT2_HOST: '::1', NT2_PLAYGROUND: 'on' })).toEqual([]);
    expect(faults({ ...good, NT2_PLAYGROUND: 'on' })).toHaveLength(1);
    expect(faults({ ...good, NT2_PUBLIC_URL: 'http://127.0.0.1:4180', NT2_HOST: '0.0.0.0', NT2_PLAYGROUND: 'on' })).toHaveLength(1);
  });

  it('a secret may come from a file, but not from two places', () => {
    const files: Record<string, string> = { '/run/secret': `${secret}\n`, '/run/store': 'redis://cache:6379\n', '/run/empty': '\n' };
    const readFile = (path: string): string => {
      const text = files[path];
      if (text === undefined) throw Object.assign(new Error('no'), { code: 'ENOENT' });
      return text;
    };
    const { NT2_PUBLIC_URL } = good;
    const read = readConfig({ NT2_PUBLIC_URL, NT2_SECRET_FILE: '/run/secret', NT2_STORE_FILE: '/run/store' }, readFile);
    expect(read.ok && read.config.NT2_STORE).toMatchObject({ kind: 'redis', nodes: [{ host: 'cache', port: 6_379 }] });
    expect(faults({ ...good, NT2_SECRET_FILE: '/run/secret' }, readFile)[0]).toContain('given twice');
    expect(faults({ NT2_PUBLIC_URL, NT2_SECRET_FILE: '/run/none' }, readFile)).toEqual([
      'NT2_SECRET_FILE names a file that is not there: /run/none. Make it, or name another one.',
    ]);
    const closed = (): string => {
      throw Object.assign(new Error('no'), { code: 'EACCES' });
    };
    expect(faults({ NT2_PUBLIC_URL, NT2_SECRET_FILE: '/run/closed' }, closed)).toEqual([
      expect.stringMatching(/^NT2_SECRET_FILE names a file that user .*\d+\)? may not read: \/run\/closed\. Give it to that user/),
    ]);
    expect(faults({ NT2_PUBLIC_URL, NT2_SECRET_FILE: '/run/empty' }, readFile)[0]).toContain('is blank');
    expect(faults({ ...good, NT2_PORT_FILE: '/run/secret' }, readFile)[0]).toContain('is not a setting');
  });

  it('starts in a shell that has what a person gives their own commands', () => {
    for (const name of ['NT2_URL', 'NT2_TOKEN', 'NT2_MACHINE_KEY', 'NT2_MACHINE_KEY_FILE', 'NT2_MCP_CONFIG']) {
      expect(faults({ ...good, [name]: 'https://nt2.example.com' }), name).toEqual([]);
      expect(faults({ ...good, [`${name}S`]: '1' })[0], name).toContain('is not a setting');
    }
  });

  it('docs/configuration.md is what the literal says (else: nt2 config --markdown > docs/configuration.md)', () => {
    expect(readFileSync(join(import.meta.dirname, '../../docs/configuration.md'), 'utf8')).toBe(configMarkdown());
  });
});

describe('T19: the root secret', () => {
  const start = (value: string | undefined) => faults({ NT2_PUBLIC_URL: good.NT2_PUBLIC_URL, NT2_SECRET: value });

  it.each([
    ['none', undefined],
    ['blank', ''],
    ['white space', '   \t'],
    ['change-me', 'change-me'],
    ['a long change-me', 'change-me-change-me-change-me-change-me-change-me'],
    ['the word of an example file', 'ThisIsTheDefaultSecretOfTheExampleFile1234567890'],
    ['a pass phrase', 'correct horse battery staple correct horse battery staple'],
    ['a pass phrase with hyphens', 'correct-horse-battery-staple-correct-horse-battery'],
    ['a short random one', randomBytes(31).toString('base64url')],
    ['a short random hex one', randomBytes(31).toString('hex')],
    ['zeros', '0'.repeat(64)],
    ['one letter', 'A'.repeat(43)],
    ['one byte, repeated', Buffer.alloc(32, 0x5a).toString('base64url')],
    ['two bytes, repeated', Buffer.from('ab'.repeat(32), 'hex').toString('base64')],
    [
      'a random half, twice',
      Buffer.concat(Array(2).fill(Buffer.from(secret, 'base64url').subarray(0, 16)) as Buffer[]).toString('base64url'),
    ],
    ['counting bytes', Buffer.from(Uint8Array.from({ length: 32 }, (_, n) => n)).toString('base64url')],
    ['counting hex', '0123456789abcdef'.repeat(4)],
    ['text in base64', Buffer.from('this text is long enough, but random it is not').toString('base64')],
    ['text in hex', Buffer.from('this text is long enough, but random it is not').toString('hex')],
    ['not base64', `${secret}!`],
  ])('%s is refused, with the way to a good one', (_name, value) => {
    const told = start(value);
    expect(told).toHaveLength(1);
    expect(told[0]).toContain('nt2 keygen');
    if (value) expect(told[0]).not.toContain(value.slice(0, 12));
  });

  it('what is random is taken, in base64url, base64 and hex, and means the same bytes', () => {
    for (let n = 0; n < 300; n += 1) {
      const bytes = randomBytes(32 + (n % 33));
      for (const encoding of ['base64url', 'base64', 'hex'] as const) {
        const read = readConfig({ ...good, NT2_SECRET: ` ${bytes.toString(encoding)}\n` });
        expect(read.ok && Buffer.from(read.config.NT2_SECRET).equals(bytes), bytes.toString(encoding)).toBe(true);
      }
    }
  });
});

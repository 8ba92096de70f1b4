// The rules between settings. Each setting has passed its own schema before they run.

import { fileIssues } from './files.ts';
import { belongTogether } from './pem.ts';
import { isLoopback, type ConfigIssue } from './setting.ts';
import type { Config } from './settings.ts';

/** A share waits for a week at most; the eighth day is for clocks that differ. */
const LONGEST_SHARE_DAYS = 8;

/** The first group in which a rule fails is reported alone: what comes later may follow from it. */
const GROUPS: readonly (readonly ((config: Config) => ConfigIssue[])[])[] = [
  [roleIssues],
  [storeIssues, fileIssues, chatIssues],
  [telemetryIssues, adminIssues, oidcIssues],
  [retentionIssues],
  [playgroundIssues],
];

export function crossIssues(config: Config): readonly ConfigIssue[] {
  for (const group of GROUPS) {
    const issues = group.flatMap((rule) => rule(config));
    if (issues.length > 0) return issues;
  }
  return [];
}

/** What each of these platforms needs whole. */
const TEAMS_PARTS = ['TEAMS_APP_ID', 'TEAMS_APP_SECRET', 'TEAMS_TENANT'] as const;
const LINE_PARTS = ['LINE_CHANNEL_TOKEN', 'LINE_CHANNEL_SECRET', 'LINE_LOGIN_ID', 'LINE_LOGIN_SECRET', 'LINE_GROUPS'] as const;
/** Settings with which an attacker who took over the pages could speak in chat. */
const OF_CHAT = [
  'SLACK_BOT_TOKEN',
  'SLACK_APP_TOKEN',
  'SLACK_SIGNING_SECRET',
  'SLACK_CLIENT_ID',
  'SLACK_CLIENT_SECRET',
  'SLACK_WORKSPACES',
  'DISCORD_TOKEN',
  'DISCORD_PUBLIC_KEY',
  ...LINE_PARTS,
  ...TEAMS_PARTS,
  'NT2_CHAT_SECRET',
  'NT2_AUDIT_CHANNEL',
] as const;

/** What a process of this role must have, and must not have. */
function roleIssues(config: Config): ConfigIssue[] {
  const { NT2_ROLE: role, NT2_CHAT_SECRET: own } = config;
  const faults: ConfigIssue[] = [];
  if (own !== null && Buffer.compare(own.newest, config.NT2_SECRET) === 0) {
    faults.push({ name: 'NT2_CHAT_SECRET', message: 'must be another secret than NT2_SECRET, which every process has.' });
  }
  if (role === 'all') return faults;
  if (role === 'web') {
    for (const name of OF_CHAT) {
      if (config[name] !== null)
        faults.push({ name, message: 'must not be given to a process with NT2_ROLE=web: it belongs to the one with NT2_ROLE=chat.' });
    }
  } else if (
    [config.SLACK_APP_TOKEN, config.SLACK_SIGNING_SECRET, config.DISCORD_TOKEN, config.LINE_CHANNEL_TOKEN, config.TEAMS_APP_ID].every(
      (one) => one === null,
    )
  ) {
    faults.push({ name: 'NT2_ROLE', message: 'is chat, and no chat platform is given: give one, or another role.' });
  }
  if (role === 'chat' && config.SLACK_CLIENT_ID !== null && config.NT2_CHAT_SECRET === null) {
    faults.push({
      name: 'NT2_CHAT_SECRET',
      message: 'is missing: without it the other process, with NT2_ROLE=web, could open the tokens of the workspaces. Run `nt2 keygen`.',
    });
  }
  if (config.NT2_STORE.kind !== 'redis')
    faults.push({ name: 'NT2_STORE', message: 'must be a Redis with NT2_ROLE=web or chat: two processes share it.' });
  if (config.NT2_PLAYGROUND) faults.push({ name: 'NT2_PLAYGROUND', message: 'is only for NT2_ROLE=all.' });
  return faults;
}

function storeIssues(config: Config): ConfigIssue[] {
  const { NT2_STORE: place, NT2_KEY_STORE_URL: ring, NT2_REDIS_CA: ca, NT2_REDIS_CERT: cert, NT2_REDIS_KEY: key } = config;
  const faults: ConfigIssue[] = [];
  if ((cert === null) !== (key === null)) {
    faults.push({ name: cert === null ? 'NT2_REDIS_CERT' : 'NT2_REDIS_KEY', message: 'is missing: certificate and key belong together.' });
  }
  if (cert !== null && key !== null && !belongTogether(cert, key)) {
    faults.push({ name: 'NT2_REDIS_KEY', message: 'must be the key of the first certificate in NT2_REDIS_CERT; this is another one.' });
  }
  if ((ca ?? cert) !== null && !(place.kind === 'redis' && place.tls) && !ring?.tls) {
    faults.push({
      name: ca === null ? 'NT2_REDIS_CERT' : 'NT2_REDIS_CA',
      message: 'is only for a Redis with TLS: rediss://… in NT2_STORE.',
    });
  }
  const nodes = place.kind === 'redis' ? place.nodes.map(({ host, port }) => `${host}:${port}`) : [];
  // Sentinels may watch over both.
  if (ring && ring.topology !== 'sentinel' && ring.nodes.some(({ host, port }) => nodes.includes(`${host}:${port}`))) {
    faults.push({ name: 'NT2_KEY_STORE_URL', message: 'must name another Redis than NT2_STORE: copies of one would hold both.' });
  }
  return faults;
}

function chatIssues(config: Config): ConfigIssue[] {
  const faults: ConfigIssue[] = [];
  const inbound = config.SLACK_APP_TOKEN !== null || config.SLACK_SIGNING_SECRET !== null;
  const many = config.SLACK_CLIENT_ID !== null || config.SLACK_CLIENT_SECRET !== null;
  const one = config.SLACK_BOT_TOKEN !== null;
  if ((config.SLACK_CLIENT_ID === null) !== (config.SLACK_CLIENT_SECRET === null)) {
    const name = config.SLACK_CLIENT_ID === null ? 'SLACK_CLIENT_ID' : 'SLACK_CLIENT_SECRET';
    faults.push({ name, message: 'is missing: SLACK_CLIENT_ID and SLACK_CLIENT_SECRET belong together.' });
  }
  if (many && config.SLACK_WORKSPACES === null) {
    faults.push({ name: 'SLACK_WORKSPACES', message: 'is missing: name the workspaces that may install nt2, or "any" if really any may.' });
  }
  if (!many && config.SLACK_WORKSPACES !== null) {
    faults.push({ name: 'SLACK_WORKSPACES', message: 'is only for many workspaces: with SLACK_CLIENT_ID and SLACK_CLIENT_SECRET.' });
  }
  if (inbound && !one && !many) {
    faults.push({
      name: 'SLACK_BOT_TOKEN',
      message: 'is missing: give it for one workspace, or SLACK_CLIENT_ID and SLACK_CLIENT_SECRET for many.',
    });
  }
  if (!inbound && (one || many)) {
    faults.push({ name: 'SLACK_APP_TOKEN', message: 'is missing: give it for Socket Mode, or SLACK_SIGNING_SECRET for HTTP.' });
  }
  if (one && many) {
    faults.push({ name: 'SLACK_BOT_TOKEN', message: 'is for one workspace and SLACK_CLIENT_ID for many: give one of the two.' });
  }
  if (config.DISCORD_PUBLIC_KEY !== null && config.DISCORD_TOKEN === null) {
    faults.push({ name: 'DISCORD_TOKEN', message: 'is missing: DISCORD_PUBLIC_KEY alone is not enough.' });
  }
  return [...faults, ...lineIssues(config), ...teamsIssues(config)];
}

/** Its five settings are one thing: without any of them nobody could be asked, or come to a page. */
function lineIssues(config: Config): ConfigIssue[] {
  const missing = LINE_PARTS.filter((name) => config[name] === null);
  if (missing.length === LINE_PARTS.length) return [];
  return missing.map((name) => ({ name, message: 'is missing: the five settings of LINE belong together.' }));
}

function teamsIssues(config: Config): ConfigIssue[] {
  const missing = TEAMS_PARTS.filter((name) => config[name] === null);
  if (missing.length === TEAMS_PARTS.length) return [];
  return missing.map((name) => ({ name, message: 'is missing: the three settings of Teams belong together.' }));
}

function telemetryIssues(config: Config): ConfigIssue[] {
  const { NT2_METRICS_PORT: port, NT2_METRICS_HOST: host, NT2_METRICS_TOKEN: token } = config;
  if (port === null || token !== null || isLoopback(host)) return [];
  return [{ name: 'NT2_METRICS_TOKEN', message: 'is missing: an NT2_METRICS_HOST beyond loopback needs one.' }];
}

/** Without a token, everybody who reaches that port can read the metrics. */
function adminIssues(config: Config): ConfigIssue[] {
  const { NT2_ADMIN_PORT: port, NT2_ADMIN_HOST: host, NT2_METRICS_TOKEN: token } = config;
  if (port === null || token !== null || isLoopback(host)) return [];
  return [{ name: 'NT2_METRICS_TOKEN', message: 'is missing: an NT2_ADMIN_HOST beyond loopback needs one.' }];
}

function retentionIssues({ NT2_TLOG_RETENTION_YEARS: years, NT2_RETENTION_DAYS: days }: Config): ConfigIssue[] {
  if (years === null || days <= years * 365 - LONGEST_SHARE_DAYS) return [];
  return [
    {
      name: 'NT2_TLOG_RETENTION_YEARS',
      message: 'must reach further back than NT2_RETENTION_DAYS: a receipt needs the entries of its share.',
    },
  ];
}

function playgroundIssues(config: Config): ConfigIssue[] {
  if (!config.NT2_PLAYGROUND || (isLoopback(config.NT2_PUBLIC_URL.hostname) && isLoopback(config.NT2_HOST))) return [];
  return [{ name: 'NT2_PLAYGROUND', message: 'may be "on" only when NT2_PUBLIC_URL and NT2_HOST are loopback addresses.' }];
}

/** What a provider needs, and who is to see a board. */
function oidcIssues(config: Config): ConfigIssue[] {
  const names = ['NT2_OIDC_ISSUER', 'NT2_OIDC_CLIENT_ID', 'NT2_OIDC_CLIENT_SECRET'] as const;
  const missing = names.filter((name) => config[name] === null);
  if (missing.length === names.length) return [];
  if (missing.length > 0)
    return missing.map((name) => ({ name, message: 'is missing: the three settings of an OpenID provider belong together.' }));
  if (config.NT2_POLICY !== null) return [];
  return [{ name: 'NT2_OIDC_ISSUER', message: 'lets nobody in without a policy that names them: give NT2_POLICY, with `board.accounts`.' }];
}

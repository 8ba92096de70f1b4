// Who may import what, as data: ARCHITECTURE.md's table and diagram are made from it, and violations.ts holds the files against it.

import type { Room } from './room.ts';
import { appRooms } from './rooms-app.ts';

const preact = ['preact'];
const forPages = ['limits.ts', 'secret-detector.ts', 'secret-shapes.ts', 'shares/asked-fields.ts', 'text-safety.ts'].map(
  (file) => `src/core/${file}`,
);
const sdks: Record<string, string[]> = {
  slack: ['@slack/bolt', '@slack/web-api', '@slack/socket-mode'],
  discord: ['discord.js', 'ws'],
  teams: ['jose'],
};

/** The room of one adapter. They are alike but for their SDK. */
export const adapterRoom = (name: string): Room => ({
  home: `src/adapters/${name}/`,
  holds: 'one platform: verify, parse, render, send',
  ours: ['src/bot/', 'src/core/', 'src/crypto/note/ed25519.ts', 'src/egress/first-message.ts', 'src/egress/proxy-report.ts'],
  types: ['src/egress/egress.ts'],
  packages: ['zod', ...(sdks[name] ?? [])],
  node: ['node:'],
});

/** What every part of the core may know. The parts do not know each other, unless their row says so. */
const coreBase = [
  'src/core/kept-from.ts',
  'src/core/limits.ts',
  'src/core/ports/',
  'src/core/refusal.ts',
  'src/core/share.ts',
  'src/crypto/',
];

export const rooms: Room[] = [
  {
    home: 'src/crypto/',
    holds: 'formats and keys: capsule, passphrase, link, notes, events, log, receipts',
    packages: ['@noble', '@scure', 'age-encryption'],
  },
  {
    home: 'src/core/ports/',
    holds: 'what the core asks of the world, one file per concern; `store.ts` composes them',
    ours: ['src/core/share.ts'],
  },
  { home: 'src/core/lifecycle/', holds: 'the rules of a share: `decide`', ours: coreBase },
  { home: 'src/core/policy/', holds: 'what a policy allows, asked by one pure function; and that the logs name it', ours: coreBase },
  {
    home: 'src/core/shares/',
    holds: 'one file for each use case, and `transact`, which commits',
    ours: [...coreBase, 'src/core/lifecycle/', 'src/core/policy/', 'src/core/lists.ts', 'src/core/quotas.ts', 'src/core/text-safety.ts'],
  },
  {
    home: 'src/core/rotations/',
    holds: 'what is to be changed after it was handed over, and when its owner is asked',
    ours: [...coreBase, 'src/core/lifecycle/', 'src/core/lists.ts', 'src/core/shares/outside-events.ts'],
  },
  {
    home: 'src/core/envelopes/',
    holds: 'break glass: what is sealed in advance for several, and who may open it when',
    ours: [...coreBase, 'src/core/lifecycle/', 'src/core/machine-names.ts', 'src/core/rotations/', 'src/core/secret-settings.ts'],
  },
  {
    home: 'src/core/offboarding/',
    holds: 'a person leaves: what nt2 takes back, and what people tick',
    ours: [
      ...coreBase,
      'src/core/lifecycle/',
      'src/core/lists.ts',
      'src/core/policy/',
      'src/core/rotations/',
      'src/core/shares.ts',
      'src/core/text-safety.ts',
      'src/core/tlog/keyed-mutex.ts',
    ],
  },
  { home: 'src/core/files/', holds: 'files of shares: brought, fetched, and removed', ours: [...coreBase, 'src/core/lifecycle/'] },
  { home: 'src/core/tlog/', holds: 'the transparency log of each tenant', ours: coreBase },
  { home: 'src/core/receipts.ts', holds: 'receipts', ours: [...coreBase, 'src/core/tlog/'] },
  { home: 'src/core/backup/', holds: 'backups, with the logs in them verified', ours: [...coreBase, 'src/core/tlog/'] },
  {
    home: 'src/core/evidence/',
    holds: 'evidence for auditors, and the board',
    ours: [...coreBase, 'src/core/lifecycle/', 'src/core/policy/', 'src/core/tlog/', 'src/core/csv.ts', 'src/core/text-safety.ts'],
  },
  {
    home: 'src/core/',
    holds: 'shares, refusals, limits, and `shares.ts`, which binds the use cases',
    ours: ['src/core/lifecycle/', 'src/core/policy/', 'src/core/ports/', 'src/core/shares/', 'src/crypto/'],
  },
  {
    home: 'src/bot/',
    holds: 'command grammar, cards, forms, every sentence in chat, the adapter port',
    ours: ['src/core/'],
    packages: ['zod'],
  },
  {
    home: 'src/adapters/playground/page/',
    holds: 'the page of the toy chat',
    ours: ['src/client/wire/'],
    types: ['src/bot/port.ts', 'src/adapters/playground/render.ts'],
    packages: [...preact, 'papaparse'],
  },
  { home: 'src/logging/', holds: "the application's log: one allow-list of fields", packages: ['pino'] },
  {
    home: 'src/jobs/',
    holds:
      'what runs by itself: sweeper, outbox dispatcher, webhook dispatcher, log scheduler with its hints, checkpoint publisher, their poll loop',
    ours: ['src/core/'],
    node: ['node:async_hooks'],
  },
  {
    home: 'src/files/',
    holds: 'folders and files, tried before they are needed; what the file system refuses, as sentences',
    ours: ['src/core/refusal.ts'],
    node: ['node:'],
  },
  {
    home: 'src/blobs/',
    holds: 'where the chunks of files lie: a folder, or a bucket that speaks S3',
    ours: ['src/core/', 'src/files/'],
    packages: ['aws4fetch'],
    node: ['node:'],
  },
  { home: 'src/egress/', holds: "the way out through the operator's proxy", packages: ['undici'] },
  {
    home: 'src/store/layers/',
    holds: 'what is put around a store: format guard, share keys, commit hook',
    ours: ['src/core/', 'src/store/'],
  },
  {
    home: 'src/store/shred/',
    holds: 'ciphertext under keys that lie in a Redis of their own',
    ours: ['src/core/', 'src/crypto/', 'src/store/'],
    packages: ['ioredis'],
  },
  {
    home: 'src/store/',
    holds: 'Redis and SQLite behind one port',
    ours: ['src/core/', 'src/files/'],
    packages: ['zod', 'ioredis'],
    node: ['node:'],
  },
  {
    home: 'src/webhooks/',
    holds: 'events for the operator’s programs: where they go, what is in them, how they are signed and sent',
    ours: ['src/core/'],
    packages: ['standardwebhooks', 'zod'],
    node: ['node:'],
  },
  {
    home: 'src/oidc/',
    holds: 'signing in at an OpenID provider, and the tokens of workloads',
    ours: ['src/core/ports/'],
    packages: ['openid-client', 'jose'],
  },
  {
    home: 'src/server/',
    holds: 'routes, guards, sessions, the table of problems',
    ours: ['src/core/', 'src/crypto/', 'src/bot/port.ts', 'src/logging/'],
    packages: ['hono', '@hono/node-server', 'ical-generator', 'zod'],
    node: ['node:'],
  },
  {
    home: 'src/witness/',
    holds: 'a witness of logs: what it signs, what it remembers, its site',
    ours: ['src/core/refusal.ts', 'src/crypto/', 'src/files/', 'src/logging/', 'src/server/listen.ts'],
    packages: ['hono'],
    node: ['node:'],
  },
  {
    home: 'src/scan/',
    holds: 'what finds secrets in exports of chats, mailboxes and folders',
    ours: ['src/core/csv.ts', 'src/core/secret-shapes.ts', 'src/core/text-safety.ts'],
    packages: ['@streamparser/json', 'postal-mime', 'yauzl'],
    node: ['node:fs', 'node:fs/promises', 'node:path', 'node:stream'],
  },
  {
    home: 'src/reference/',
    holds: 'the description of the API and the page that shows it, made at the build; no room needs it',
    ours: ['src/server/api/table/', 'src/server/http/problem.ts'],
    packages: ['zod', 'zod-openapi'],
  },
  {
    home: 'src/telemetry/',
    holds: 'metrics and traces, and what is wrapped around the parts for them',
    ours: ['src/core/', 'src/crypto/'],
    types: ['src/bot/port.ts', 'src/logging/logger.ts'],
    packages: ['prom-client', '@opentelemetry'],
    node: ['node:'],
  },
  {
    home: 'src/workers/',
    holds: 'several processes of one instance: who keeps them running, and how they ask each other',
    ours: ['src/core/ports/siblings.ts'],
  },
  { home: 'src/env-file/', holds: '`.env` text and other formats of variables, read and written, for pages and commands', ours: [] },
  {
    home: 'src/fields/',
    holds: 'the fields of each kind, and what is said of a value before it is sent: checks and hints',
    ours: ['src/core/text-safety.ts', 'src/crypto/share-terms.ts'],
  },
  {
    home: 'src/client/',
    holds: '`nt2/client`: what asks a server, seals and opens, for pages, command line and programs alike',
    ours: ['src/crypto/', ...forPages],
  },
  {
    home: 'src/web/',
    holds: 'the pages',
    ours: ['src/client/', 'src/crypto/', 'src/env-file/', 'src/fields/', ...forPages],
    packages: [...preact, 'papaparse', 'qr'],
  },
  {
    home: 'src/policy/',
    holds: "the operator's policy file: its form, its faults with their places, its JSON Schema",
    ours: ['src/config/secret-file.ts', 'src/core/', 'src/crypto/bytes.ts', 'src/crypto/file/sizes.ts'],
    packages: ['yaml', 'zod'],
  },
  {
    home: 'src/config/',
    holds: 'all settings in one literal, read and checked',
    ours: ['src/core/limits.ts', 'src/crypto/tlog/', 'src/files/who.ts'],
    types: ['src/core/files/files.ts', 'src/core/quotas.ts', 'src/store/redis/connection/target.ts'],
    packages: ['zod'],
    node: ['node:crypto', 'node:fs', 'node:path'],
  },
  {
    home: 'packages/mcp/src/',
    holds: '`nt2-mcp`, a package of its own: agents ask for secrets and run commands with them, and read none',
    ours: [
      'packages/mcp/package.json',
      'src/cli/account/credentials.ts',
      'src/cli/account/key-files.ts',
      'src/cli/open/env-guard.ts',
      'src/cli/open/run-with-secret.ts',
      'src/client/',
      'src/core/refusal.ts',
      'src/core/text-safety.ts',
      'src/crypto/capsule/items.ts',
      'src/env-file/',
    ],
    packages: ['@modelcontextprotocol/sdk', 'zod'],
    node: ['node:fs', 'node:os', 'node:path'],
  },
  ...appRooms,
  {
    home: 'src/cli/',
    holds: 'the `nt2` command',
    ours: [
      'src/app/installation.ts',
      'src/app/server.ts',
      'src/app/primary.ts',
      'src/app/worker.ts',
      'src/app/platforms.ts',
      'src/app/backup/',
      'src/app/oidc.ts',
      'src/app/proxy-check.ts',
      'src/app/runtime.ts',
      'src/app/webhooks.ts',
      'src/app/witnesses.ts',
      'src/client/',
      'src/config/',
      'src/core/',
      'src/crypto/',
      'src/env-file/',
      'src/fields/',
      'src/files/',
      'src/logging/',
      'src/policy/',
      'src/scan/',
      'src/server/api/table/site.ts',
      'src/witness/',
    ],
    packages: ['qr', 'zod'],
    node: ['node:'],
  },
];

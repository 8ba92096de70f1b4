// Who may import what: the table of ARCHITECTURE.md as data, and the one function that holds a file against it.
import { posix } from 'node:path';
import { readImports, type SourceFile } from './read-imports.ts';

type Room = {
  /** A folder (ends in /) or a file. The first room that holds a file is its room; inside a room everyone may import everyone. */
  home: string;
  /** Folders and files of ours. */
  ours?: string[];
  /** Files of ours of which only the types may be imported. */
  types?: string[];
  /** Packages, with everything below them. */
  packages?: string[];
  /** Modules of Node; `node:` alone stands for all of them. */
  node?: string[];
};

const preact = ['preact'];
const sdks: Record<string, string[]> = { slack: ['@slack/bolt', '@slack/web-api', '@slack/socket-mode'], discord: ['discord.js', 'ws'] };

const adapterRoom = (name: string): Room => ({
  home: `src/adapters/${name}/`,
  ours: ['src/bot/', 'src/core/', 'src/egress/first-message.ts', 'src/egress/proxy-report.ts'],
  types: ['src/egress/egress.ts'],
  packages: ['zod', ...(sdks[name] ?? [])],
  node: ['node:'],
});

const rooms: Room[] = [
  { home: 'src/crypto/', packages: ['@noble', '@scure', 'age-encryption'] },
  { home: 'src/core/', ours: ['src/crypto/'] },
  { home: 'src/bot/', ours: ['src/core/'], packages: ['zod'] },
  { home: 'src/adapters/playground/page/', types: ['src/bot/port.ts', 'src/adapters/playground/render.ts'], packages: preact },
  { home: 'src/logging/', packages: ['pino'] },
  { home: 'src/jobs/', ours: ['src/core/'], node: ['node:async_hooks'] },
  { home: 'src/files/', ours: ['src/core/refusal.ts'], node: ['node:'] },
  { home: 'src/egress/', packages: ['undici'] },
  { home: 'src/store/shred/', ours: ['src/core/', 'src/crypto/', 'src/store/'], packages: ['ioredis'] },
  { home: 'src/store/', ours: ['src/core/', 'src/files/'], packages: ['zod', 'ioredis'], node: ['node:'] },
  {
    home: 'src/server/',
    ours: ['src/core/', 'src/crypto/', 'src/bot/port.ts', 'src/logging/'],
    packages: ['hono', '@hono/node-server', 'zod'],
    node: ['node:'],
  },
  {
    home: 'src/telemetry/',
    ours: ['src/core/', 'src/crypto/'],
    types: ['src/bot/port.ts', 'src/logging/logger.ts'],
    packages: ['prom-client', '@opentelemetry'],
    node: ['node:'],
  },
  { home: 'src/web/', ours: ['src/crypto/', 'src/core/limits.ts', 'src/core/text-safety.ts'], packages: preact },
  { home: 'src/config.ts', ours: ['src/config/'], packages: ['zod'] },
  {
    home: 'src/config/',
    ours: ['src/core/limits.ts', 'src/files/who.ts'],
    types: ['src/config.ts', 'src/core/quotas.ts', 'src/store/redis/connection/target.ts'],
    packages: ['zod'],
    node: ['node:crypto', 'node:fs', 'node:path'],
  },
  {
    home: 'src/app/platforms.ts',
    ours: ['src/adapters/', 'src/bot/port.ts', 'src/config.ts', 'src/core/', 'src/egress/', 'src/server/pages/'],
  },
  {
    home: 'src/app/chat.ts',
    ours: ['src/app/runtime.ts', 'src/bot/', 'src/config.ts', 'src/core/', 'src/crypto/', 'src/server/', 'src/logging/', 'src/jobs/'],
    node: ['node:timers/promises'],
  },
  {
    home: 'src/app/listeners.ts',
    ours: ['src/app/runtime.ts', 'src/app/tlog.ts', 'src/config.ts', 'src/core/', 'src/crypto/', 'src/server/', 'src/logging/'],
  },
  { home: 'src/app/runtime.ts', ours: ['src/crypto/'], node: ['node:crypto'] },
  { home: 'src/app/store.ts', ours: ['src/config.ts', 'src/core/', 'src/store/'], node: ['node:'] },
  { home: 'src/app/key-store.ts', ours: ['src/config.ts', 'src/app/store.ts', 'src/app/runtime.ts', 'src/core/', 'src/store/'] },
  {
    home: 'src/app/telemetry.ts',
    ours: ['src/config.ts', 'src/core/', 'src/bot/port.ts', 'src/telemetry/', 'src/server/', 'src/logging/', 'src/jobs/'],
    node: ['node:path'],
  },
  {
    home: 'src/app/backup/',
    ours: ['src/config.ts', 'src/core/', 'src/crypto/', 'src/store/'],
    packages: ['age-encryption'],
  },
  { home: 'src/app/checkpoint-publisher.ts', ours: ['src/config.ts', 'src/core/', 'src/bot/', 'src/server/', 'src/logging/', 'src/jobs/'] },
  {
    home: 'src/app/proxy-check.ts',
    ours: ['src/bot/port.ts', 'src/config.ts', 'src/crypto/', 'src/server/', 'src/logging/', 'src/jobs/'],
    packages: ['zod'],
    node: ['node:crypto'],
  },
  {
    home: 'src/app/tlog.ts',
    ours: ['src/app/checkpoint-publisher.ts', 'src/config.ts', 'src/core/', 'src/bot/', 'src/server/', 'src/logging/', 'src/jobs/'],
  },
  {
    home: 'src/app.ts',
    ours: [
      'src/config.ts',
      'src/config/',
      'src/app/',
      'src/core/',
      'src/crypto/',
      'src/bot/',
      'src/adapters/',
      'src/store/',
      'src/server/',
      'src/logging/',
      'src/jobs/',
    ],
    packages: ['hono', '@hono/node-server'],
    node: ['node:'],
  },
  {
    home: 'src/cli/',
    ours: ['src/app.ts', 'src/app/backup/', 'src/app/proxy-check.ts', 'src/config.ts', 'src/core/', 'src/crypto/', 'src/files/'],
    node: ['node:'],
  },
];

const holds = (place: string, path: string): boolean => (place.endsWith('/') ? path.startsWith(place) : path === place);

function findRoom(path: string): Room | undefined {
  const adapter = /^src\/adapters\/([^/]+)\//.exec(path)?.[1];
  return rooms.find(({ home }) => holds(home, path)) ?? (adapter === undefined ? undefined : adapterRoom(adapter));
}

function isAllowed(room: Room, from: string, specifier: string, typeOnly: boolean): boolean {
  if (specifier.startsWith('node:')) return (room.node ?? []).some((name) => name === 'node:' || name === specifier);
  if (!/^\.{0,2}\//.test(specifier)) {
    return (room.packages ?? []).some((name) => specifier === name || specifier.startsWith(`${name}/`));
  }
  const target = posix.join(posix.dirname(from), specifier);
  if (findRoom(target)?.home === room.home) return true;
  return (room.ours ?? []).some((place) => holds(place, target)) || (typeOnly && (room.types ?? []).includes(target));
}

/** One sentence for each import that breaks the table. */
export function findViolations(files: SourceFile[]): string[] {
  return files.flatMap((file) => {
    const room = findRoom(file.path);
    if (!room) return [`${file.path} belongs to no room`];
    return readImports(file).flatMap(({ specifier, typeOnly }) => {
      if (specifier === undefined) return [`${file.path} imports something that is computed at run time`];
      return isAllowed(room, file.path, specifier, typeOnly) ? [] : [`${file.path} imports ${specifier}`];
    });
  });
}

// The rooms of src/app, which wires the parts: each may know what it wires, and nothing else.

import type { Room } from './room.ts';

export const appRooms: readonly Room[] = [
  {
    home: 'src/app/platforms.ts',
    holds: 'opens the chat platforms that the settings ask for',
    ours: ['src/adapters/', 'src/bot/port.ts', 'src/config/', 'src/core/', 'src/egress/', 'src/server/pages/'],
  },
  {
    home: 'src/app/chat.ts',
    holds: 'starts a bot for each platform, and the loops that expire shares and send messages',
    ours: ['src/app/runtime.ts', 'src/bot/', 'src/config/', 'src/core/', 'src/crypto/', 'src/server/', 'src/logging/', 'src/jobs/'],
    node: ['node:timers/promises'],
  },
  {
    home: 'src/app/listeners.ts',
    holds: 'what the server is given, and where it listens',
    ours: [
      'src/app/installation.ts',
      'src/app/runtime.ts',
      'src/app/tlog.ts',
      'src/bot/port.ts',
      'src/config/',
      'src/core/',
      'src/crypto/',
      'src/server/',
      'src/telemetry/',
      'src/logging/',
    ],
    node: ['node:path'],
  },
  {
    home: 'src/app/libsodium.ts',
    holds: 'libsodium, where a build for this machine lies beside the program',
    ours: [],
    types: ['src/crypto/backend.ts'],
    node: ['node:fs', 'node:url'],
  },
  {
    home: 'src/app/runtime.ts',
    holds: 'randomness, hashes, spellings and signatures by Node and libsodium',
    ours: ['src/app/libsodium.ts', 'src/crypto/'],
    node: ['node:crypto'],
  },
  {
    home: 'src/app/store.ts',
    holds: 'opens the store that the settings name, with its layers in one list',
    ours: ['src/app/key-store.ts', 'src/app/runtime.ts', 'src/config/', 'src/core/', 'src/store/'],
  },
  { home: 'src/app/key-store.ts', holds: 'opens the key store, where there is one', ours: ['src/config/', 'src/core/', 'src/store/'] },
  {
    home: 'src/app/telemetry.ts',
    holds: 'opens metrics and traces',
    ours: ['src/config/', 'src/core/', 'src/telemetry/'],
    types: ['src/app/store.ts'],
  },
  {
    home: 'src/app/backup/',
    holds: 'wires backup and restore',
    ours: ['src/config/', 'src/core/', 'src/crypto/', 'src/store/'],
    packages: ['age-encryption'],
  },
  {
    home: 'src/app/checkpoint-publisher.ts',
    holds: 'wires the channel that checkpoints are posted to',
    ours: ['src/config/', 'src/core/', 'src/bot/', 'src/server/', 'src/logging/', 'src/jobs/'],
  },
  {
    home: 'src/app/proxy-check.ts',
    holds: "the doctor's look at the proxy in front",
    ours: ['src/bot/port.ts', 'src/config/', 'src/crypto/', 'src/server/', 'src/logging/', 'src/jobs/'],
    packages: ['zod'],
    node: ['node:crypto'],
  },
  {
    home: 'src/app/oidc.ts',
    holds: "the OpenID provider that the settings name, and the doctor's look at it",
    ours: ['src/config/', 'src/core/', 'src/egress/', 'src/oidc/', 'src/server/auth/'],
  },
  { home: 'src/app/policy.ts', holds: 'the policy in force', ours: ['src/config/', 'src/core/', 'src/policy/', 'src/logging/'] },
  {
    home: 'src/app/webhooks.ts',
    holds: 'wires the webhooks',
    ours: ['src/app/runtime.ts', 'src/config/', 'src/core/', 'src/jobs/', 'src/webhooks/'],
    node: ['node:timers/promises'],
  },
  {
    home: 'src/app/tlog.ts',
    types: ['src/store/layers/commit-hook.ts'],
    holds: 'wires the transparency log',
    ours: ['src/app/checkpoint-publisher.ts', 'src/config/', 'src/core/', 'src/bot/', 'src/server/', 'src/logging/', 'src/jobs/'],
  },
  {
    home: 'src/app/installation.ts',
    holds: 'opens an installation: the store and what works on it, for server and commands alike',
    ours: [
      'src/app/runtime.ts',
      'src/app/store.ts',
      'src/app/tlog.ts',
      'src/config/',
      'src/core/',
      'src/crypto/',
      'src/server/auth/',
      'src/store/',
      'src/logging/',
      'src/webhooks/',
    ],
    node: ['node:path'],
  },
  {
    home: 'src/app/server.ts',
    holds: 'the composition root of the server',
    ours: ['src/app/', 'src/config/', 'src/core/', 'src/bot/port.ts', 'src/server/', 'src/store/layers/', 'src/logging/', 'src/jobs/'],
    node: ['node:path', 'node:url'],
  },
  {
    home: 'src/app/worker.ts',
    holds: 'one worker: a server that asks its siblings and the primary',
    ours: ['src/app/server.ts', 'src/config/', 'src/core/', 'src/server/limits/open-streams.ts', 'src/workers/'],
  },
  {
    home: 'src/app/primary.ts',
    holds: 'the composition root of an instance of several workers, which starts them',
    ours: ['src/config/', 'src/logging/', 'src/policy/', 'src/server/limits/open-streams.ts', 'src/telemetry/sum.ts', 'src/workers/'],
    node: ['node:cluster'],
  },
];

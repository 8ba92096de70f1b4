// The ground of one phase: two instances of nt2 on one store behind one address, perhaps a fake Slack before them, and an operator.
// Everything that it starts, it ends.

import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { leadBy } from '../../e2e/front.ts';
import { createSlack, type Slack } from '../../fakes/slack/slack.ts';
import { filesIn } from '../../support/dump.ts';
import { startSentinels, type RedisSet } from '../../support/redis-sets.ts';
import { freePort, startRedis, type RedisServer } from '../../support/redis.ts';
import type { Place } from '../../support/sweep.ts';
import type { Found } from '../reader/found.ts';
import { readRedis } from '../reader/read-redis.ts';
import { readSqlite } from '../reader/read-sqlite.ts';
import { castOf } from './cast.ts';
import type { SmallDisk } from './disk.ts';
import { createNode, type Node } from './node.ts';
import { createOperator, type Operator } from './operator.ts';
import { openPolicies, type Policies } from './policies.ts';
import { openReceivers, type Receivers } from './receivers.ts';

/** `sentinels`: a primary with two replicas, nothing on disk. */
export type StoreKind = 'always' | 'everysec' | 'snapshots' | 'nothing' | 'sentinels' | 'sqlite';

export interface Stage {
  /** As nt2's links have it. */
  readonly host: string;
  readonly origin: string;
  readonly nodes: readonly Node[];
  /** Null with Sentinels and with SQLite. */
  readonly redis: RedisServer | null;
  readonly set: RedisSet | null;
  readonly slack: Slack | null;
  /** Receivers of webhooks; null: there are none. */
  readonly receivers: Receivers | null;
  /** Null: there is no policy. */
  readonly policies: Policies | null;
  /** Where the store and the first instance keep their files, when that is a disk that can be filled. */
  readonly small: SmallDisk | null;
  readonly operator: Operator;
  /** Ends the instances as an operator would, and reads the store past them. */
  read(): Promise<Found>;
  /** All that was written down anywhere: logs, files of the store, what the fake was given. */
  places(): Place[];
  close(): Promise<void>;
}

const ARGS: Readonly<Record<Exclude<StoreKind, 'sentinels' | 'sqlite'>, readonly string[]>> = {
  always: ['--save', '', '--appendonly', 'yes', '--appendfsync', 'always'],
  everysec: ['--save', '', '--appendonly', 'yes', '--appendfsync', 'everysec'],
  snapshots: ['--save', '3600 100000', '--appendonly', 'no'],
  nothing: ['--save', '', '--appendonly', 'no'],
};
/** What is measured is what holds, and not the patience with one address. */
const RATES = {
  NT2_RATE_ADDRESS: '100000000',
  NT2_RATE_PERSON: '100000000',
  NT2_RATE_TENANT: '100000000',
  NT2_QUOTA_ADDRESS_SHARES: '100000000',
  NT2_QUOTA_PAIR: '100000000',
  NT2_QUOTA_ADDRESS_BYTES: '100GiB',
};

export interface StageOptions {
  readonly store: StoreKind;
  readonly chat?: boolean;
  readonly webhooks?: boolean;
  readonly policy?: boolean;
  /** For the files of the store and of the first instance. Unmounted at the end. */
  readonly small?: SmallDisk | null;
}

export async function openStage({ store, chat = false, webhooks = false, policy = false, small = null }: StageOptions): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), 'nt2-campaign-'));
  const disk = small?.path ?? folder;
  const closing: (() => unknown)[] = [() => rmSync(folder, { recursive: true, force: true })];
  if (small) closing.push(small.unmount);
  const over = { yet: false };
  const close = async (): Promise<void> => {
    over.yet = true;
    for (const one of closing.splice(0).toReversed()) await one();
  };
  try {
    const [port, a, b] = [await freePort(), await freePort(), await freePort()];
    const origin = `http://127.0.0.1:${port}`;
    const server = store === 'sqlite' || store === 'sentinels' ? null : await startServer(join(disk, 'redis'), ARGS[store]);
    if (server) closing.push(server.stop);
    const set = store === 'sentinels' ? await startSentinels({ replicas: 2 }) : null;
    if (set) closing.push(set.stop);
    const file = join(disk, 'nt2.db');
    const slack = chat ? createSlack({ app: { signingSecret: randomBytes(16).toString('hex') }, cast: castOf() }) : null;
    const served = await slack?.serve();
    if (served) closing.push(served.close);
    const policies = policy ? openPolicies(join(folder, 'policy.yaml')) : null;
    const env = {
      NT2_PUBLIC_URL: origin,
      NT2_SECRET: randomBytes(32).toString('base64url'),
      NT2_STORE: server?.url ?? set?.url ?? `sqlite:${file}`,
      ...RATES,
      ...(policies && { NT2_POLICY: policies.file }),
      ...(webhooks && { NT2_WEBHOOK_NETWORKS: '127.0.0.1' }),
      ...(slack &&
        served && {
          SLACK_BOT_TOKEN: slack.world.installations[0]?.token ?? '',
          SLACK_SIGNING_SECRET: slack.app.signingSecret,
          SLACK_API_URL: served.apiUrl,
        }),
    };
    const receivers = webhooks ? await openReceivers({ ...env, NT2_STATE_DIR: join(folder, 'receivers') }) : null;
    const nodes = [createNode({ name: 'A', port: a, folder: join(disk, 'a'), env, over })];
    // SQLite is for one instance.
    if (store !== 'sqlite') nodes.push(createNode({ name: 'B', port: b, folder: join(folder, 'b'), env, over }));
    for (const node of nodes) closing.push(node.kill);
    await Promise.all(nodes.map((node) => node.start()));
    let turn = 0;
    const front = await leadBy(() => nodes[(turn += 1) % nodes.length]?.port ?? a, port);
    closing.push(() => front.close());
    slack?.deliverTo({ by: 'http', url: `${origin}/slack/events` });
    const operator = await createOperator({ nodes, host: `127.0.0.1:${port}` });
    return {
      host: `127.0.0.1:${port}`,
      origin,
      nodes,
      redis: server,
      set,
      slack,
      receivers,
      policies,
      small,
      operator,
      async read() {
        await Promise.all(nodes.map((node) => node.stop()));
        if (set) {
          const [primary] = await set.primaries();
          return readRedis({ port: primary?.port ?? 0, password: 'data' });
        }
        return server ? readRedis({ port: server.port }) : readSqlite(file);
      },
      places: () => [
        ...nodes.map((node) => ({ name: `log of ${node.name}`, bytes: node.printed() })),
        ...filesIn(folder),
        ...(small ? filesIn(small.path) : []),
        ...(slack ? [{ name: 'Slack', bytes: slack.kept() }] : []),
      ],
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function startServer(dir: string, args: readonly string[]): Promise<RedisServer> {
  mkdirSync(dir, { recursive: true });
  return startRedis({ dir, args });
}

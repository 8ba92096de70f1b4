// The faults of the campaign, by name: on which store, under which load, and what may be gone after it.

import * as inject from './inject.ts';
import type { StoreKind } from './stage/stage.ts';

export interface Kind {
  readonly name: string;
  readonly store: StoreKind;
  readonly inject: inject.Inject;
  /** The load begins in chat. */
  readonly chat?: true;
  /** Webhooks go to three receivers: one is well, one slow, one dead. */
  readonly webhooks?: true;
  /** All instances have a policy file. Every second share is a note, which some versions of it forbid. */
  readonly policy?: true;
  /** The store lies on a small disk of its own. */
  readonly disk?: true;
  /** The operator has chosen a store that may come back older than it was: what waited may be gone with it. */
  readonly forgets?: true;
  /** It goes beyond what nt2 promises, so that the campaign is seen to see a second opening. */
  readonly control?: true;
  /** Small enough to stand in `npm test`. */
  readonly short?: true;
}

export const KINDS: readonly Kind[] = [
  { name: 'none', store: 'always', inject: inject.nothing },
  { name: 'processes killed', store: 'always', inject: inject.killProcesses },
  { name: 'webhooks: one receiver dead, one slow', store: 'always', inject: inject.nothing, webhooks: true },
  { name: 'webhooks: processes killed', store: 'always', inject: inject.killProcesses, webhooks: true, short: true },
  { name: 'webhooks: Redis killed', store: 'always', inject: inject.killRedis, webhooks: true },
  { name: 'webhooks: processes killed, SQLite', store: 'sqlite', inject: inject.killProcesses, webhooks: true },
  { name: 'policy reloaded', store: 'always', inject: inject.reloadPolicy, policy: true },
  { name: 'policy reloaded, SQLite', store: 'sqlite', inject: inject.reloadPolicy, policy: true },
  { name: 'processes killed, SQLite', store: 'sqlite', inject: inject.killProcesses },
  { name: 'processes paused', store: 'always', inject: inject.pauseProcesses },
  { name: 'Redis killed, AOF always', store: 'always', inject: inject.killRedis },
  { name: 'Redis killed, AOF everysec', store: 'everysec', inject: inject.killRedis },
  { name: 'Redis killed, snapshots only', store: 'snapshots', inject: inject.killAfterSnapshot, forgets: true, short: true },
  { name: 'Redis killed, nothing on disk', store: 'nothing', inject: inject.killRedis, forgets: true },
  { name: 'Redis paused', store: 'always', inject: inject.pauseRedis },
  { name: 'older copy put back', store: 'always', inject: inject.restoreCopy, forgets: true },
  { name: 'control: the same, and no marks left', store: 'always', inject: inject.restoreCopyForgetMarks, forgets: true, control: true },
  { name: 'filled to maxmemory', store: 'always', inject: inject.fillMemory },
  { name: 'failed over by Sentinel', store: 'sentinels', inject: inject.failOver },
  { name: 'full disk, AOF everysec', store: 'everysec', inject: inject.fillDisk, disk: true },
  { name: 'full disk, AOF always', store: 'always', inject: inject.fillDisk, disk: true },
  { name: 'full disk, SQLite', store: 'sqlite', inject: inject.fillDisk, disk: true },
  { name: 'clock of one process jumps', store: 'always', inject: inject.jumpClock },
  { name: 'chat: none', store: 'always', inject: inject.nothing, chat: true },
  { name: 'chat: Slack answers wrongly', store: 'always', inject: inject.spoilSlack, chat: true },
  { name: 'chat: the same, processes killed', store: 'always', inject: inject.spoilSlackAndKill, chat: true },
  { name: 'chat: Redis killed', store: 'always', inject: inject.killRedis, chat: true },
];

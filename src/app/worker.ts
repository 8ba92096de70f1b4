// One worker of an instance: a whole server, which asks its siblings and the primary for what a process alone cannot know.

import { readConfig } from '../config/read.ts';
import { readSecretFile } from '../config/secret-file.ts';
import { Fault } from '../core/refusal.ts';
import type { StreamCount, StreamSlots } from '../server/limits/open-streams.ts';
import type { WorkerAssignment, Channel, ToPrimary, ToWorker } from '../workers/messages.ts';
import { createWorkerChannel, type WorkerChannel } from '../workers/worker-channel.ts';
import { startServer, type PrimaryServices, type RunningServer } from './server.ts';

/** The channel to the primary. Node ends a worker whose primary is gone: none serves on without it. */
const CHANNEL: Channel<ToPrimary, ToWorker> = {
  send: (message) => void (process.connected && process.send?.(message, undefined, undefined, () => undefined)),
  listen: (hear) => void process.on('message', hear),
};

export interface Orders {
  /** The instance is about to end. */
  readonly onLeave: () => void;
  /** It ends. */
  readonly onClose: () => void;
}

export interface RunningWorker extends RunningServer {
  /** How long to go on after SIGTERM, in ms. */
  readonly drainMs: number;
}

/** @throws Fault as `startServer` does. */
export async function startWorker(orders: Orders): Promise<RunningWorker> {
  const assignment = await loadAssignment();
  const read = readConfig(undefined, (path) => given(assignment.files[path] ?? null));
  if (!read.ok) throw new Fault('config.changed', 'The settings of a worker differ from those of its primary process.');
  let started = (_server: RunningServer): void => undefined;
  const running = new Promise<RunningServer>((resolve) => (started = resolve));
  // What comes while this worker starts is read when it has started: it was given an older one.
  const onPolicy = (text: string | null): void => void running.then((one) => one.reloadPolicy(() => given(text)));
  const siblings = createWorkerChannel({ channel: CHANNEL, assignment, after, onPolicy, ...orders });
  const server = await startServer(read.config, {
    // The primary has read it, unless it has faults: then this worker finds them and says so.
    readFile: (path) => assignment.files[path] ?? readSecretFile(path),
    primary: {
      siblings,
      streams: countedByPrimary(siblings),
      exclusive: inTurn(siblings),
      sumMetrics: async () => String(await siblings.askPrimary('metrics.sum', null)),
    },
  });
  started(server);
  const { port, metricsPort, adminPort } = server;
  CHANNEL.send({ kind: 'ready', port, metricsPort, adminPort });
  return { ...server, drainMs: read.config.NT2_DRAIN_MS };
}

/** What the primary has read, in place of the file. */
function given(text: string | null): string {
  if (text === null) throw new Error('The primary has not read this file.');
  return text;
}

function loadAssignment(): Promise<WorkerAssignment> {
  return new Promise((resolve) => {
    CHANNEL.listen((message) => message.kind === 'assignment' && resolve(message));
    CHANNEL.send({ kind: 'hello' });
  });
}

/** A primary that does not answer lets no stream open; should its answer come late, the slot is given back. */
function countedByPrimary({ askPrimary }: Pick<WorkerChannel, 'askPrimary'>): StreamSlots {
  const giveBack = (slot: unknown): void => void askPrimary('streams.close', slot).catch(() => undefined);
  return {
    async take(counts: readonly StreamCount[]) {
      const slot = await askPrimary('streams.open', counts, (late) => late !== null && giveBack(late)).catch(() => null);
      return slot === null ? null : () => giveBack(slot);
    },
  };
}

/** @throws Error when the turn does not come in time. */
function inTurn({ askPrimary }: Pick<WorkerChannel, 'askPrimary'>): PrimaryServices['exclusive'] {
  const give = (turn: unknown): void => void askPrimary('turn.give', turn).catch(() => undefined);
  return async (work) => {
    const turn = await askPrimary('turn.take', null, give);
    try {
      return await work();
    } finally {
      give(turn);
    }
  };
}

function after(ms: number, work: () => void): () => void {
  const timer = setTimeout(work, ms);
  return () => clearTimeout(timer);
}

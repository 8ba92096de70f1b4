// The composition root of an instance of several workers: the process that starts them, carries what they ask each other, and counts for
// all of them. It serves nothing itself and holds no key. See docs/decisions/workers.md.

import cluster from 'node:cluster';
import { readSecretFile } from '../config/secret-file.ts';
import type { Config } from '../config/settings.ts';
import { createLogger } from '../logging/logger.ts';
import { createOpenStreams, STREAMS_IN_ALL, type StreamCount } from '../server/limits/open-streams.ts';
import type { MetricsSum, WorkerMetrics } from '../telemetry/sum.ts';
import type { Ports, PrimaryTopic, ToPrimary, ToWorker } from '../workers/messages.ts';
import { watchDealt, type DealtTo } from '../workers/dealt-connections.ts';
import { createRelay } from '../workers/relay.ts';
import { createWorkerTurns } from '../workers/turns.ts';
import { createSupervisor, type Ending, type WorkerProcess } from '../workers/supervisor.ts';

export interface PrimaryOptions {
  /** At least two. */
  readonly count: number;
  /** The program that a worker runs, and its arguments. */
  readonly program: string;
  readonly args: readonly string[];
  /** Files that settings name, as they were read. */
  files: Record<string, string>;
  /** Sentences about settings under old names, for the log. */
  readonly renamed: readonly string[];
}

export interface RunningInstance extends Ports {
  /** NT2_PUBLIC_URL without a slash at its end. */
  readonly url: string;
  /** Reads the policy again and hands it to all workers; one with faults changes nothing. */
  reloadPolicy(): Promise<void>;
  /** Goes on as before, but tells load balancers to send no one else. */
  leave(): void;
  /** Every worker finishes what it has begun; then all are gone. */
  close(): Promise<void>;
  /** Resolves with an exit code when no worker could be kept running. */
  readonly collapsed: Promise<number>;
}

/** A worker gives its requests 10 s, and chat a moment. */
const GRACE_MS = 12_000;

/** `code`: with which the first worker that could not start has ended; it has said why. */
export async function startPrimary(
  config: Config,
  { count, program, args, files, renamed }: PrimaryOptions,
): Promise<{ readonly ok: true; readonly instance: RunningInstance } | { readonly ok: false; readonly code: number }> {
  const log = createLogger((line) => void process.stdout.write(line), config.NT2_LOG_LEVEL, Date.now);
  if (renamed.length > 0) log({ level: 'warn', event: 'settings.renamed', detail: renamed.join(' ') });
  const relay = createRelay(after);
  const counts = countStreams();
  const turns = createWorkerTurns();
  let sum: MetricsSum | null = null;
  let collapse = (_code: number): void => undefined;
  const collapsed = new Promise<number>((resolve) => (collapse = resolve));

  const supervisor = createSupervisor({
    count,
    spawn,
    after,
    clock: () => performance.now(),
    onDeath(worker, ending, restartInMs) {
      const detail = `Worker ${worker} ended ${wordOf(ending)}; it is started again in ${restartInMs / 1_000} s.`;
      log({ level: 'error', event: 'worker.ended', code: ending.signal ?? `exit.${ending.code ?? 0}`, worker, detail });
      void relay.askAll('worker.died', null, null);
    },
    onCollapse: (code) => collapse(code),
  });

  cluster.setupPrimary({ exec: program, args: [...args] });
  // Connections are dealt out in turn. The system's own way would leave one worker with most of them.
  cluster.schedulingPolicy = cluster.SCHED_RR;

  function spawn(worker: number): WorkerProcess {
    const child = cluster.fork();
    const dealAgain = watchDealt(child.process as unknown as DealtTo);
    // What is sent to a process that has just died is lost with it, and its end is heard of.
    const send = (message: ToWorker): void => void (child.isConnected() && child.send(message, undefined, () => undefined));
    child.on('message', (message: ToPrimary) => hear(worker, message, send));
    child.on('error', () => undefined);
    child.on('exit', (code, signal) => {
      // Not while the cluster would still deal to it.
      if (child.isConnected()) child.once('disconnect', dealAgain);
      else dealAgain();
      relay.leave(worker);
      counts.forget(worker);
      turns.forget(worker);
      sum?.retire(worker);
      supervisor.ended(worker, { code, signal });
    });
    return { send, kill: () => void child.process.kill('SIGKILL') };
  }

  function hear(worker: number, message: ToPrimary, send: (message: ToWorker) => void): void {
    switch (message.kind) {
      case 'hello':
        return send({ kind: 'assignment', number: worker, count, files });
      case 'ready':
        relay.join(worker, send);
        return supervisor.ready(worker, message);
      case 'pong':
        return supervisor.pong(worker);
      case 'answer':
        return relay.take(worker, message);
      case 'ask': {
        if (message.to === 'siblings') return void relay.pass(worker, message, send);
        const answered = (answer: unknown): void => send({ kind: 'answered', id: message.id, answers: [answer], silent: 0 });
        // Who asked hears nothing, and gives up.
        return void serve(worker, message.topic as PrimaryTopic, message.body).then(answered, () => undefined);
      }
    }
  }

  async function serve(worker: number, topic: PrimaryTopic, body: unknown): Promise<unknown> {
    switch (topic) {
      case 'streams.open':
        return counts.open(worker, body as readonly StreamCount[]);
      case 'streams.close':
        return counts.close(body as number);
      case 'turn.take':
        return turns.take(worker);
      case 'turn.give':
        return turns.give(body as number);
      case 'metrics.sum': {
        sum ??= (await import('../telemetry/sum.ts')).createMetricsSum();
        const { answers } = await relay.askAll('metrics', null, null);
        for (const [from, metrics] of answers) sum.learn(from, metrics as WorkerMetrics);
        return sum.text(supervisor.facts());
      }
    }
  }

  /** A worker that starts later gets the last one without faults. */
  async function reloadPolicy(): Promise<void> {
    const path = config.NT2_POLICY;
    if (path === null) return;
    const { loadPolicy } = await import('../policy/load.ts');
    let text: string | null = null;
    const loaded = loadPolicy(path, (name) => (text = readSecretFile(name)));
    if (loaded.ok && text !== null) files[path] = text;
    supervisor.tell({ kind: 'policy', text });
  }

  const close = (): Promise<void> => supervisor.stop(GRACE_MS);
  await reloadPolicy();
  const started = await supervisor.start();
  if (!started.ok) {
    await close();
    return started;
  }
  log({ level: 'info', event: 'started', port: started.ports.port, workers: count });
  return {
    ok: true,
    instance: { ...started.ports, url: config.NT2_PUBLIC_URL.origin, leave: supervisor.leave, reloadPolicy, close, collapsed },
  };
}

/** The event streams of all workers, by a number that the worker gives back. */
function countStreams() {
  const streams = createOpenStreams(STREAMS_IN_ALL);
  const open = new Map<number, { readonly worker: number; readonly names: readonly string[] }>();
  let last = 0;
  const close = (number: number): void => {
    const stream = open.get(number);
    if (stream !== undefined && open.delete(number)) streams.close(stream.names);
  };
  return {
    /** Null: no more may be open. */
    open(worker: number, counts: readonly StreamCount[]): number | null {
      if (!streams.open(counts)) return null;
      open.set((last += 1), { worker, names: counts.map(({ name }) => name) });
      return last;
    },
    close,
    forget(worker: number): void {
      for (const [number, stream] of open) if (stream.worker === worker) close(number);
    },
  };
}

const wordOf = ({ code, signal }: Ending): string => (signal === null ? `with code ${code ?? 0}` : `by ${signal}`);

function after(ms: number, work: () => void): () => void {
  const timer = setTimeout(work, ms);
  return () => clearTimeout(timer);
}

// Copies the write-ahead log back into the file beside the process's work: in a thread, because it waits for the disk, and a server that
// waits with it answers nobody meanwhile. It takes no lock that a commit needs, so commits go on.

import { Worker } from 'node:worker_threads';

export interface CheckpointThread {
  /** Copies back what is there, and most of what commits add meanwhile. Resolves also when it could not. */
  pass(): Promise<void>;
  close(): Promise<void>;
}

/** A pass that took longer is followed by another one, which has only what came meanwhile. */
const SHORT_MS = 10;
const PASSES = 4;
/** It holds one connection and no data. */
const LIMITS = { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 2 };

/** A text, so that a bundle carries it. A lock of another process is no error: the next pass copies more. */
const SOURCE = `
const { parentPort, workerData } = require('node:worker_threads');
const { DatabaseSync } = require('node:sqlite');
const db = new DatabaseSync(workerData.file, { timeout: 0 });
db.exec('PRAGMA synchronous = FULL');
const passive = db.prepare('PRAGMA wal_checkpoint(PASSIVE)');
parentPort.on('message', () => {
  for (let n = 0; n < ${PASSES}; n += 1) {
    const began = performance.now();
    try {
      passive.get();
    } catch {
      break;
    }
    if (performance.now() - began < ${SHORT_MS}) break;
  }
  parentPort.postMessage('done');
});
`;

/** The thread begins with the first pass: a process that writes little never has one. */
export function createCheckpointThread(file: string): CheckpointThread {
  let worker: Worker | null = null;
  let done: (() => void) | null = null;

  function over(): void {
    done?.();
    done = null;
  }

  function begin(): Worker {
    // Nothing of this process's settings is handed over: they hold secrets.
    const fresh = new Worker(SOURCE, { eval: true, workerData: { file }, env: {}, execArgv: [], resourceLimits: LIMITS });
    fresh.unref();
    fresh.on('message', over);
    // The next pass begins a new one.
    fresh.on('error', () => undefined);
    fresh.on('exit', () => {
      if (worker === fresh) worker = null;
      over();
    });
    return fresh;
  }

  return {
    pass: () =>
      new Promise((resolve) => {
        done = resolve;
        try {
          worker ??= begin();
          worker.postMessage('pass');
        } catch {
          // The machine has no thread left: what is copied waits, as everything does then.
          over();
        }
      }),
    close: async () => {
      await worker?.terminate();
      over();
    },
  };
}

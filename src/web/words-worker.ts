// The Worker that turns words into key material: scrypt and nothing else. It gets one task, answers, and is ended.

import { scryptInThread, type ScryptParams } from '../crypto/age/scrypt.ts';

interface Task {
  readonly password: Uint8Array;
  readonly salt: Uint8Array;
  readonly params: ScryptParams;
}

/** What the worker tells its page: how far it is, 0 to 1, and at last the key. */
export type WorkerMessage = { readonly kind: 'progress'; readonly done: number } | { readonly kind: 'key'; readonly key: Uint8Array };

// The page's types call this a Window; in a Worker postMessage takes the message alone.
const post = (message: WorkerMessage): void => (globalThis as unknown as { postMessage(message: object): void }).postMessage(message);

let told = 0;
globalThis.addEventListener('message', (event: MessageEvent<Task>) => {
  const { password, salt, params } = event.data;
  const tell = (done: number): void => {
    if (done - told < 0.01) return;
    told = done;
    post({ kind: 'progress', done });
  };
  void scryptInThread(password, salt, params, tell).then((key) => post({ kind: 'key', key }));
});

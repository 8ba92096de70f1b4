// The Worker that turns words into key material: scrypt and nothing else. It gets one task, answers, and is ended.

import { scryptInThread, type ScryptParams } from '../crypto/passphrase/scrypt.ts';

interface Task {
  readonly password: Uint8Array;
  readonly salt: Uint8Array;
  readonly params: ScryptParams;
}

// The page's types call this a Window; in a Worker postMessage takes the message alone.
const post = (message: object): void => (globalThis as unknown as { postMessage(message: object): void }).postMessage(message);

let told = 0;
globalThis.addEventListener('message', (event: MessageEvent<Task>) => {
  const { password, salt, params } = event.data;
  const tell = (done: number): void => {
    if (done - told < 0.01) return;
    told = done;
    post({ done });
  };
  void scryptInThread(password, salt, params, tell).then((key) => post({ key }));
});

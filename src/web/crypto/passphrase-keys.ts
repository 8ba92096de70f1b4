// Words to keys, with scrypt in a Worker. Where a browser forbids the Worker, the same work is fetched and done here in slices.
// See docs/decisions/one-trusted-types-policy.md.

import type { Scrypt } from '../../crypto/age/scrypt.ts';
import { derivePassphraseKeys, type PassphraseKeys } from '../../crypto/passphrase/passphrase.ts';
import type { WorkerMessage } from '../words-worker.ts';

interface Policy {
  createScriptURL(url: string): string;
}
interface Factory {
  createPolicy(name: string, rules: Policy): Policy;
}

let policy: Policy | null = null;

function start(url: string): Worker | null {
  try {
    const factory = (globalThis as { trustedTypes?: Factory }).trustedTypes;
    policy ??= factory?.createPolicy('nt2-worker', {
      createScriptURL: (asked) => {
        if (asked !== url) throw new TypeError('not the worker');
        return asked;
      },
    }) ?? { createScriptURL: (asked) => asked };
    return new Worker(policy.createScriptURL(url), { type: 'module' });
  } catch {
    return null;
  }
}

const here: Scrypt = async (...task) => (await import('../../crypto/age/scrypt.ts')).scryptInThread(...task);

/** scrypt in a Worker of its own, by the address of the built words-worker. */
export const scryptIn =
  (url: string): Scrypt =>
  (password, salt, params, onProgress) => {
    const worker = start(url);
    if (worker === null) return here(password, salt, params, onProgress);
    return new Promise<Uint8Array>((resolve, reject) => {
      const finish = (act: () => void): void => {
        worker.terminate();
        act();
      };
      worker.onmessage = ({ data }: MessageEvent<WorkerMessage>) => {
        if (data.kind === 'progress') onProgress?.(data.done);
        else finish(() => resolve(data.key));
      };
      worker.onerror = () => finish(() => void here(password, salt, params, onProgress).then(resolve, reject));
      worker.postMessage({ password, salt, params });
    });
  };

/** @param worker address of the built words-worker. `onProgress`: 0 to 1. */
export function passphraseKeys({
  words,
  salt,
  share,
  worker,
  onProgress,
}: {
  readonly words: string;
  /** base64; absent: a new one. */
  readonly salt?: string | undefined;
  readonly share: string;
  readonly worker: string;
  readonly onProgress: (done: number) => void;
}): Promise<PassphraseKeys> {
  return derivePassphraseKeys({
    words,
    salt: salt ?? crypto.getRandomValues(new Uint8Array(16)),
    share,
    onProgress,
    scrypt: scryptIn(worker),
  });
}

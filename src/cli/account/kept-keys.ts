// The keys that outlive a command: so that an opening, a request or a share that waits goes on in another process.

import { tellPerson } from '../terminal-text.ts';
import type { Environment } from '../../config/setting.ts';
import { keysFolder, openKeyFiles, type KeyFiles } from './key-files.ts';

/** Undefined where no file can be, which the person is told: then what breaks off here is not taken up again. */
export function openKeysIfPossible(env: Environment, url: string): KeyFiles | undefined {
  try {
    return openKeyFiles(keysFolder(env, url));
  } catch {
    tellPerson('This terminal has no place for keys: what breaks off here cannot be taken up again.');
    return undefined;
  }
}

/** The same without the key of this terminal: what it gives is signed by a key of each command, so that no log tells one from the other. */
export function withPassingDevice(files: KeyFiles): KeyFiles {
  let device: string | null = null;
  return {
    load: async (name) => (name === 'device' ? device : files.load(name)),
    save: async (name, value) => {
      if (name === 'device') device = value;
      else await files.save(name, value);
    },
    remove: async (name) => files.remove(name),
  };
}

// A server's working parts in a process of their own, which kills itself with SIGKILL at a named moment of a file's life. Run with the
// environment of a server, the moment, and the ids that it is about.

import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { openInstallation } from '../../src/app/installation.ts';
import { readConfig } from '../../src/config/read.ts';
import { createFileSweep } from '../../src/core/files/sweep.ts';
import type { FileId, ShareId } from '../../src/core/share.ts';
import { person } from '../support/hand-offs.ts';
import { filesOfTest, sealWithFiles } from './files-life.ts';

export type Moment =
  | 'a chunk is half there'
  | 'a chunk is there and not recorded'
  | 'a seal is committed and not answered'
  | 'its sweep is half done';

const die = (): Promise<never> => {
  process.kill(process.pid, 'SIGKILL');
  return new Promise(() => undefined);
};

const [, , moment, file = '', share = ''] = process.argv as [string, string, Moment, string?, string?];
if (moment === 'a chunk is half there') {
  // Beside its place in a folder, and on its way to a bucket.
  fs.rename = die;
  syncBuiltinESMExports();
  const send = globalThis.fetch;
  globalThis.fetch = async (...args: Parameters<typeof fetch>) => {
    void send(...args).catch(() => undefined);
    return die();
  };
}
const read = readConfig(process.env);
if (!read.ok) throw new Error(JSON.stringify(read.issues));
const tools = await openInstallation(read.config, { write: () => undefined });
const { store, blobs, files, shares } = tools;
if (blobs === null) throw new Error('no files are taken');
const id = file as FileId;

switch (moment) {
  case 'a chunk is there and not recorded':
  case 'a chunk is half there': {
    if (moment === 'a chunk is there and not recorded') store.markChunk = die;
    const [, second] = filesOfTest().chunks;
    await files.put(id, [person('ann').key], second!);
    break;
  }
  case 'a seal is committed and not answered': {
    const commit = store.commit.bind(store);
    store.commit = async (...args) => {
      await commit(...args);
      return die();
    };
    await sealWithFiles(shares, { host: read.config.NT2_PUBLIC_URL.host, share: share as ShareId, files: [id] });
    break;
  }
  case 'its sweep is half done': {
    const drop = async (one: FileId): Promise<void> => {
      await blobs.drop(one);
      await die();
    };
    await createFileSweep({ store, blobs: { ...blobs, drop }, clock: () => Date.now() + 1_000 }).due();
    break;
  }
}
throw new Error('it lived on');

// A folder as the place of files, and what the file system does to it.

import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openBlobFolder } from '../../src/blobs/folder.ts';
import type { TenantTag } from '../../src/core/share.ts';
import { chunkOf, idsOf, newFile, testBlobs } from './contract.ts';

const root = mkdtempSync(join(tmpdir(), 'nt2-blobs-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const store = openBlobFolder(join(root, 'files'));

testBlobs(() => store);

test('names that are no ids are not ours: they are neither listed nor touched', async () => {
  mkdirSync(join(root, 'files/strayy/lost+found'), { recursive: true });
  writeFileSync(join(root, 'files/strayy/note.txt'), 'x');
  expect(await idsOf(store, 'strayy' as TenantTag)).toEqual([]);
  expect(readdirSync(join(root, 'files/strayy')).toSorted()).toEqual(['lost+found', 'note.txt']);
});

test('a folder that may not be written to says so, and leaves no draft', async () => {
  const id = newFile('closed');
  const bytes = Buffer.from('abc');
  await store.put(id, chunkOf(0, bytes), bytes);
  const folder = join(root, 'files/closed', id);
  rmSync(folder, { recursive: true });
  writeFileSync(folder, 'a file stands there');
  await expect(store.put(id, chunkOf(0, bytes), bytes)).rejects.toMatchObject({ name: 'BlobFault', code: 'away' });
  chmodSync(folder, 0o600);
  await store.drop(id);
  expect(readdirSync(join(root, 'files/closed'))).toEqual([]);
});

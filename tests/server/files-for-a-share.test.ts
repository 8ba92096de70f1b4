// Files that are begun for a share which waits for its acceptance: they lie for as long as it does, and are begun by its sender alone.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createFileSweep } from '../../src/core/files/sweep.ts';
import type { FileId } from '../../src/core/share.ts';
import { credential } from '../support/actors.ts';
import { newId } from '../support/shares.ts';
import { put, sealedFile, type SealedFile } from './file-parts.ts';
import { ann, ben, eve, HOST, HOUR, openDoor, type Answer, type Harness } from './harness.ts';
import { newBrowser, sealing, wireSeal } from './wire.ts';

const DAY = 24 * HOUR;
const FILE = sealedFile(new Uint8Array([7, 8, 9]));

describe('a file for a share that waits', () => {
  let door: Harness;
  let cookie = '';
  beforeAll(async () => {
    door = await openDoor();
    cookie = await door.signIn(ann);
  });
  afterAll(() => door.close());

  const folderOf = (id: string): string => join(door.fileFolder, id.slice(0, 6), id);
  const sweep = () => createFileSweep({ store: door.store, blobs: door.blobs!, clock: () => door.time.now }).due();
  const begin = (share: unknown, by: string = cookie, file: SealedFile = FILE) =>
    door.ask('POST', '/api/files', { json: { bytes: file.bytes, chunks: file.chunks.length, share }, cookie: by });
  const codeOf = ({ status, json }: Answer): unknown[] => [status, json.code];
  async function week(days = 7) {
    cookie = await door.signIn(ann);
    const share = await door.begin('link');
    const answer = await door.ask('POST', `/api/shares/${share.id}/extend`, { json: { expiresAt: door.time.now + days * DAY }, cookie });
    expect(answer.status).toBe(204);
    return (await door.store.load(share.id))!;
  }
  async function uploadedFor(share: string): Promise<FileId> {
    const begun = await begin(share);
    expect(begun.status).toBe(201);
    const id = begun.json.id as FileId;
    expect((await put(door, id, [0, FILE.chunks[0]!], { cookie })).status).toBe(204);
    return id;
  }

  test('is there after three days of a week, whatever the sweeper did, and is sealed then', async () => {
    const share = await week();
    const begun = await begin(share.id);
    expect(begun.json.untilAt).toBe(share.expiresAt);
    const [id, alone] = [await uploadedFor(share.id), (await begin(undefined)).json];
    expect(alone.untilAt).toBe(door.time.now + DAY);
    door.time.now += 3 * DAY;
    await sweep();
    cookie = await door.signIn(ann);
    expect([existsSync(folderOf(id)), (await door.ask('GET', `/api/files/${id}`, { cookie })).status]).toEqual([true, 200]);
    expect((await door.ask('GET', `/api/files/${alone.id}`, { cookie })).json.code).toBe('file.gone');
    const sealed = await sealing(await newBrowser(HOST), share, { at: door.time.now, items: credential('x') });
    const seal = { json: { ...wireSeal(sealed.input), files: [id] }, cookie };
    expect((await door.ask('POST', `/api/shares/${share.id}/seal`, seal)).status).toBe(204);
    expect((await door.store.loadFile(id))?.share).toBe(share.id);
    expect(codeOf(await begin(share.id))).toEqual([409, 'share.already_sealed']);
  });

  test('waits longer when its sender lets the share wait longer, and no file of another person does', async () => {
    const share = await week(3);
    const id = await uploadedFor(share.id);
    const [bens, fresh] = [await door.signIn(ben), (await begin(undefined)).json.id as FileId];
    const other = await door.ask('POST', '/api/files', { json: { bytes: FILE.bytes, chunks: FILE.chunks.length }, cookie: bens });
    const until = async (file: string) => (await door.store.loadFile(file as FileId))?.untilAt;
    const before = await until(other.json.id as string);
    const longer = share.expiresAt + 2 * DAY;
    expect((await door.ask('POST', `/api/shares/${share.id}/extend`, { json: { expiresAt: longer }, cookie })).status).toBe(204);
    expect([await until(id), await until(other.json.id as string)]).toEqual([longer, before]);
    // Begun for nothing, and gone before the share was to end: not for it.
    expect(await until(fresh)).toBe(door.time.now + DAY);
    door.time.now = share.expiresAt + DAY;
    await sweep();
    expect(existsSync(folderOf(id))).toBe(true);
  });

  test('goes when the share has expired, and lies for a day where that is later', async () => {
    const share = await week();
    const id = await uploadedFor(share.id);
    door.time.now = share.expiresAt - HOUR;
    cookie = await door.signIn(ann);
    const late = await begin(share.id);
    expect(late.json.untilAt).toBe(door.time.now + DAY);
    door.time.now = share.expiresAt;
    await sweep();
    expect([existsSync(folderOf(id)), await door.store.loadFile(id)]).toEqual([false, null]);
    cookie = await door.signIn(ann);
    expect(codeOf(await begin(share.id))).toEqual([410, 'share.gone']);
  });

  test('is begun for no share of others, none that is over, and none that never was: all of them are gone, in the same words', async () => {
    const share = await week();
    const over = await week();
    expect((await door.ask('POST', `/api/shares/${over.id}/revoke`, { json: {}, cookie })).status).toBe(204);
    const before = (await door.store.countFiles()).files;
    const answers = [
      await begin(share.id, await door.signIn(eve)),
      await begin(share.id, await door.signIn(ben)),
      await begin(over.id),
      await begin(newId(share.id.slice(0, 6))),
      await begin('..'),
    ];
    for (const { status, json } of answers) expect([status, json.code, json.detail]).toEqual([410, 'share.gone', answers[3]!.json.detail]);
    expect(codeOf(await begin(7))).toEqual([400, 'input.invalid']);
    expect((await door.store.countFiles()).files).toBe(before);
  });
});

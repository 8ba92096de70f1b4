// What the pages do with files, without a page: the form's list of what goes up, and an opened share's of what comes down, at a real server
// whose wire is cut, slow, full or lying.

import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { AttachedFile } from '../../src/crypto/capsule/attached-files.ts';
import { FILE_LIMITS, PLAIN_BYTES } from '../../src/crypto/file/sizes.ts';
import type { FileId } from '../../src/core/share.ts';
import { createDownloads, type Downloads } from '../../src/web/recipient/files/downloads.ts';
import type { FileDrawer, KeptFile } from '../../src/web/sender/files/drawer.ts';
import { createUploads, type Uploads } from '../../src/web/sender/files/uploads.ts';
import { claimed, contentOf, cut, isPut, wireAt, type Wire } from '../client/files/parts.ts';
import { ann, openDoor, type Harness } from '../server/harness.ts';

const MOST = 5 * PLAIN_BYTES;
let door: Harness;
let cookie = '';
let wire: Wire;
let share = '';
beforeAll(async () => {
  door = await openDoor();
});
beforeEach(async () => {
  cookie = await door.signIn(ann);
  wire = await wireAt(door, { cookie });
  share = (await door.begin('link')).id;
});
afterAll(() => door.close());

const fileOf = (content: Uint8Array, name: string): File => new File([Uint8Array.from(content)], name);
const recordOf = (id: string) => door.store.loadFile(id as FileId);

interface Form {
  readonly uploads: Uploads;
  /** What this browser keeps, as it was saved last. */
  readonly kept: { now: readonly KeptFile[] };
  /** Whether it was said that nothing moves for now. */
  readonly hasStalled: () => boolean;
}

function openForm(before: readonly KeptFile[] = [], at: Wire = wire): Form {
  const kept = { now: before };
  let hasStalled = false;
  const drawer: FileDrawer = {
    before,
    save: async (files) => void (kept.now = files),
    close: () => undefined,
  };
  const look = (): void => void (hasStalled ||= uploads.entries().some(({ status }) => status.kind === 'moving' && status.isStalled));
  const connection = () => Promise.resolve(at.connection);
  const uploads = createUploads({ share, connection, drawer, most: MOST, clock: () => performance.now(), onChange: look });
  return { uploads, kept, hasStalled: () => hasStalled };
}

const kinds = ({ uploads }: Form): string[] => uploads.entries().map(({ status }) => status.kind);
const settled = (form: Form): Promise<void> =>
  vi.waitFor(() => expect(kinds(form).filter((kind) => kind === 'queued' || kind === 'moving')).toEqual([]), {
    timeout: 15_000,
    interval: 5,
  });
function thereIn({ uploads }: Form, at = 0): AttachedFile {
  const status = uploads.entries()[at]?.status;
  if (status?.kind !== 'there') throw new Error(JSON.stringify(status));
  return status.file;
}

describe('the files of a form', () => {
  test('go up one after the other, and are kept with their keys until the form is sent; a cut is told as waiting, and passes', async () => {
    const form = openForm();
    let cuts = 1;
    wire.meddle = (seen) => (isPut(seen) && (cuts -= 1) >= 0 ? cut() : undefined);
    expect(form.uploads.add([fileOf(contentOf(2 * PLAIN_BYTES, 2), 'a.json'), fileOf(contentOf(9), 'b.json')])).toBe(0);
    expect(kinds(form)).toEqual(['moving', 'queued']);
    await settled(form);
    expect([kinds(form), form.hasStalled()]).toEqual([['there', 'there'], true]);
    expect(form.kept.now.map(({ name, whole }) => [name, whole?.bytes])).toEqual([
      ['a.json', 2 * PLAIN_BYTES],
      ['b.json', 9],
    ]);
    expect((await recordOf(thereIn(form).id))?.hashes.size).toBe(2);
  });

  test('after the page was left go on where they were, once the same file is chosen again; another one of that name begins anew', async () => {
    const content = contentOf(4 * PLAIN_BYTES, 3);
    const first = openForm();
    // The page is closed in the middle: what comes after the second chunk never arrives.
    let sent = 0;
    wire.meddle = (seen) => (isPut(seen) && (sent += 1) > 2 ? new Promise(() => undefined) : undefined);
    first.uploads.add([fileOf(content, 'key.p12')]);
    const arrived = async () => (await recordOf(first.kept.now[0]?.upload.id ?? ''))?.hashes.size;
    await vi.waitFor(async () => expect(await arrived()).toBe(2), { timeout: 10_000, interval: 5 });
    first.uploads.close();
    const [kept] = first.kept.now;
    const there = [...((await recordOf(kept?.upload.id ?? ''))?.hashes.keys() ?? [])];
    expect(there).toHaveLength(2);

    // The next visit.
    const later = await wireAt(door, { cookie });
    const again = openForm(first.kept.now, later);
    expect(kinds(again)).toEqual(['lost']);
    again.uploads.add([fileOf(contentOf(7), 'key.p12')]);
    expect(again.uploads.entries().map(({ bytes }) => bytes)).toEqual([content.length, 7]);
    again.uploads.add([fileOf(content, 'key.p12')]);
    await settled(again);
    expect(kinds(again)).toEqual(['there', 'there']);
    expect(thereIn(again).id).toBe(kept?.upload.id);
    const puts = later.seen
      .filter((seen) => isPut(seen) && seen.path.includes(thereIn(again).id))
      .map(({ path }) => path.split('/').at(-1) ?? '')
      .toSorted((a, b) => a.localeCompare(b));
    expect(puts).toEqual(['0', '1', '2', '3'].filter((at) => !there.includes(Number(at))));
  });

  test('that were whole and are gone at the server are told so at the next visit, and go up again', async () => {
    const first = openForm();
    const content = contentOf(11, 4);
    first.uploads.add([fileOf(content, 'old.txt')]);
    await settled(first);
    const { id } = thereIn(first);
    await wire.connection.fetch(`${wire.connection.origin}/api/files/${id}`, {
      method: 'DELETE',
      headers: { ...wire.connection.headers(), 'x-nt2': '1' },
    });
    expect(await recordOf(id)).toBeNull();
    const next = openForm(first.kept.now);
    expect(kinds(next)).toEqual(['there']);
    await vi.waitFor(() => expect(kinds(next)).toEqual(['lost']));
    expect(next.kept.now).toEqual([]);
    next.uploads.add([fileOf(content, 'old.txt')]);
    await settled(next);
    expect(thereIn(next).id).not.toBe(id);
  });

  test('too many and too large are refused where they are, and keep no other from going up', async () => {
    const form = openForm();
    const many = Array.from({ length: FILE_LIMITS.files + 2 }, (_, at) => fileOf(contentOf(at === 1 ? MOST + 1 : 4, at), `${at}`));
    expect(form.uploads.add(many)).toBe(2);
    await settled(form);
    const [, large, ...rest] = form.uploads.entries();
    expect([large?.status, rest.length]).toEqual([{ kind: 'failed', code: 'input.too_large' }, FILE_LIMITS.files - 2]);
    expect(rest.every(({ status }) => status.kind === 'there')).toBe(true);
    // There is room again once one is taken out.
    form.uploads.remove(large?.key ?? 0);
    expect(form.uploads.add([fileOf(contentOf(4), 'more')])).toBe(0);
    await settled(form);
  });

  test('refused by the server say why, and go up when they are tried again', async () => {
    const form = openForm();
    wire.meddle = ({ method, path }) =>
      method === 'POST' && path === '/api/files'
        ? Promise.resolve(
            Response.json({ code: 'quota.files', status: 413 }, { status: 413, headers: { 'content-type': 'application/problem+json' } }),
          )
        : undefined;
    form.uploads.add([fileOf(contentOf(5), 'a')]);
    await settled(form);
    expect(form.uploads.entries()[0]?.status).toMatchObject({ kind: 'failed', code: 'quota.files' });
    wire.meddle = () => undefined;
    form.uploads.retry(form.uploads.entries()[0]?.key ?? 0);
    await settled(form);
    expect(kinds(form)).toEqual(['there']);
  });

  test('taken out are taken back at the server, whole or on their way', async () => {
    const form = openForm();
    form.uploads.add([fileOf(contentOf(5), 'whole')]);
    await settled(form);
    const { id } = thereIn(form);
    form.uploads.remove(form.uploads.entries()[0]?.key ?? 0);
    await vi.waitFor(async () => expect(await recordOf(id)).toBeNull());
    let held = '';
    wire.meddle = (seen) => {
      if (!isPut(seen) || held !== '') return undefined;
      held = seen.path.split('/')[3] ?? '';
      return new Promise((_, reject) => seen.init.signal?.addEventListener('abort', () => reject(new DOMException('', 'AbortError'))));
    };
    form.uploads.add([fileOf(contentOf(2 * PLAIN_BYTES), 'moving')]);
    await vi.waitFor(() => expect(held).not.toBe(''));
    form.uploads.remove(form.uploads.entries()[0]?.key ?? 0);
    expect([form.uploads.entries(), form.kept.now]).toEqual([[], []]);
    await vi.waitFor(async () => expect(await recordOf(held)).toBeNull(), { timeout: 5_000 });
  });
});

describe('the files of an opened share', () => {
  let files: readonly AttachedFile[];
  const contents = [contentOf(2 * PLAIN_BYTES + 5, 7), contentOf(6, 8)];
  let lease: { readonly share: string; readonly secret: string };
  const open = (): Downloads =>
    createDownloads({ connection: wire.connection, lease, clock: () => performance.now(), onChange: () => undefined });
  const bytesOf = async (blob: Blob | null): Promise<Buffer | null> => blob && Buffer.from(await blob.arrayBuffer());
  beforeEach(async () => {
    const form = openForm();
    form.uploads.add([fileOf(contents[0] ?? Buffer.alloc(0), 'a')]);
    await settled(form);
    files = [thereIn(form)];
    lease = await claimed(door, cookie, thereIn(form));
  });
  const only = (): AttachedFile => files[0] ?? expect.fail('no file');

  test('come whole, as bytes without a type, and asked for twice at once they are fetched once', async () => {
    const downloads = open();
    const [one, two] = await Promise.all([downloads.fetch(only()), downloads.fetch(only())]);
    expect(one).toBe(two);
    expect(one?.type).toBe('application/octet-stream');
    expect((await bytesOf(one))?.equals(contents[0] ?? Buffer.alloc(0))).toBe(true);
    expect(wire.seen.filter(({ method, path }) => method === 'GET' && path.includes('/chunks/'))).toHaveLength(3);
    downloads.saved(only());
    expect(downloads.states().get(only().id)).toEqual({ kind: 'saved' });
  });

  test('that are cut off go on from there; damaged on their way they begin anew', async () => {
    const downloads = open();
    let fate: 'cut' | 'flip' | null = 'cut';
    wire.meddle = ({ method, path }, go) => {
      if (method !== 'GET' || !path.endsWith('/1') || fate === null) return undefined;
      const was = fate;
      fate = null;
      if (was === 'cut') return cut();
      return go().then(async (answer) => {
        const bytes = new Uint8Array(await answer.arrayBuffer());
        bytes[9] = (bytes[9] ?? 0) ^ 1;
        return new Response(bytes, { headers: answer.headers });
      });
    };
    expect((await bytesOf(await downloads.fetch(only())))?.equals(contents[0] ?? Buffer.alloc(0))).toBe(true);
    fate = 'flip';
    const whole = await downloads.fetch(only());
    if (whole === null) {
      expect(downloads.states().get(only().id)).toEqual({ kind: 'failed', code: 'file.damaged' });
      expect((await bytesOf(await downloads.fetch(only())))?.equals(contents[0] ?? Buffer.alloc(0))).toBe(true);
    } else expect((await bytesOf(whole))?.equals(contents[0] ?? Buffer.alloc(0))).toBe(true);
  });

  test('whose time at the server is over say so; a second page without the lease gets nothing', async () => {
    const strange = createDownloads({
      connection: wire.connection,
      lease: { ...lease, secret: 'AAAA' },
      clock: Date.now,
      onChange: () => undefined,
    });
    expect(await strange.fetch(only())).toBeNull();
    expect(strange.states().get(only().id)).toMatchObject({ kind: 'failed' });
    const downloads = open();
    wire.meddle = ({ path }) =>
      path.includes('/chunks/')
        ? Promise.resolve(
            Response.json({ code: 'file.gone', status: 410 }, { status: 410, headers: { 'content-type': 'application/problem+json' } }),
          )
        : undefined;
    expect(await downloads.fetch(only())).toBeNull();
    expect(downloads.states().get(only().id)).toEqual({ kind: 'failed', code: 'file.gone' });
  });

  test('that are cancelled are let go of and can be fetched again; closed, nothing of them is left', async () => {
    const downloads = open();
    wire.meddle = ({ method, path, init }) =>
      method === 'GET' && path.endsWith('/1')
        ? new Promise((_, reject) => init.signal?.addEventListener('abort', () => reject(new DOMException('', 'AbortError'))))
        : undefined;
    const fetched = downloads.fetch(only());
    await vi.waitFor(() => expect(downloads.states().get(only().id)).toMatchObject({ kind: 'moving', done: PLAIN_BYTES }));
    downloads.cancel(only());
    expect(await fetched).toBeNull();
    expect(downloads.states().get(only().id)).toEqual({ kind: 'waiting' });
    wire.meddle = () => undefined;
    expect((await bytesOf(await downloads.fetch(only())))?.length).toBe(contents[0]?.length);
    downloads.close();
    expect(downloads.states().size).toBe(0);
    expect(await downloads.fetch(only())).not.toBe(undefined);
    expect(downloads.states().size).toBe(0);
  });
});

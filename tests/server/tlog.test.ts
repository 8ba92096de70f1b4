import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSequencer } from '../../src/core/tlog/sequencer.ts';
import type { TenantTag } from '../../src/core/share.ts';
import { equal } from '../../src/crypto/bytes.ts';
import { parseVkey, verifyCheckpoint } from '../../src/crypto/tlog/checkpoint.ts';
import { leafHash, proveInclusion, verifyInclusion } from '../../src/crypto/tlog/merkle.ts';
import { hashReader, parseEntries } from '../../src/crypto/tlog/tiles.ts';
import { openCheckpointFiles } from '../../src/store/checkpoint-files.ts';
import { leafOf } from '../core/tlog/world.ts';
import { aShare, commitOf, newId } from '../support/shares.ts';
import { ann, openDoor, type Harness } from './harness.ts';

describe('the log at the web door', () => {
  let door: Harness;
  let tag: TenantTag;
  let auditor: string;
  let sender: string;
  let cookie: string;
  const dir = mkdtempSync(join(tmpdir(), 'nt2-log-'));
  const token = async (name: string, role: 'sender' | 'auditor'): Promise<string> => {
    const made = await door.apiTokens.create(name, role === 'auditor' ? { scopes: ['audit'] } : {});
    return made.ok ? made.value : '';
  };
  const sequencer = () => {
    const { store, signers } = door;
    const clock = () => door.time.now;
    const world = { store, signers, pins: openCheckpointFiles({ dir }), clock, keepYears: 1, owner: 'one', stopped: () => undefined };
    return createSequencer(world);
  };

  beforeAll(async () => {
    door = await openDoor();
    [auditor, sender, cookie] = [await token('eye', 'auditor'), await token('ci', 'sender'), await door.signIn(ann)];
    for (let n = 0; n < 3; n += 1) tag = (await door.begin('sealed')).id.slice(0, 6) as TenantTag;
    expect(await sequencer().sequence(tag)).toBe('done');
  });
  afterAll(async () => {
    await door.close();
    rmSync(dir, { recursive: true, force: true });
  });

  it('an auditor reads checkpoint, tiles and entries, and proves with them alone that a leaf is in the log', async () => {
    const note = await door.ask('GET', `/log/${tag}/checkpoint`, { bearer: auditor });
    expect([note.status, note.headers.get('content-type'), note.headers.get('cache-control')]).toEqual([
      200,
      'text/plain; charset=utf-8',
      'no-store',
    ]);
    const keys = await door.ask('GET', `/.well-known/nt2/keys?tag=${tag}`);
    const trusted = (keys.json.vkeys as string[]).map((vkey) => parseVkey(vkey)!);
    const signed = await verifyCheckpoint(note.text, trusted);
    if (!signed.ok) throw new Error(signed.code);
    const { size, root, origin } = signed.checkpoint;
    expect(origin).toBe(keys.json.origin);
    const get = async (path: string): Promise<Uint8Array | null> => {
      const response = await door.server.request(`/log/${tag}/${path}`, { headers: { authorization: `Bearer ${auditor}` } }, {});
      if (response.status !== 200) return null;
      expect(response.headers.get('cache-control')).toBe('private, max-age=31536000, immutable');
      expect(response.headers.get('content-type')).toBe('application/octet-stream');
      return new Uint8Array(await response.arrayBuffer());
    };
    const entries = parseEntries((await get(`tile/entries/000.p/${size}`)) ?? new Uint8Array()) ?? [];
    expect(entries).toHaveLength(size);
    const hashAt = hashReader(size, get);
    for (const [index, entry] of entries.entries()) {
      expect(equal(await hashAt(0, index), leafHash(entry))).toBe(true);
      const proof = await proveInclusion({ index, size, hashAt });
      expect(verifyInclusion({ leaf: leafHash(entry), index, size, root, proof })).toBe(true);
    }
  });

  it.each([
    'tile/0/001',
    'tile/0/000',
    'tile/0/000.p/200',
    'tile/1/000.p/1',
    'tile/entries/x001/000',
    'tile/0/0',
    'tile/',
    'tile/0/000.p/0',
  ])('says that there is no %s', async (path) => {
    expect((await door.ask('GET', `/log/${tag}/${path}`, { bearer: auditor })).status).toBe(404);
    expect((await door.ask('GET', `/log/aaaaaa/${path}`, { bearer: auditor })).status).toBe(404);
  });

  it('says of entries that are kept no more that they are gone, and still has their hashes', async () => {
    const share = aShare(newId('prune2'));
    const leaves = Array.from({ length: 300 }, (_, n) => leafOf(share.id, n, Date.UTC(2020)));
    await door.store.commit(commitOf(share, { leaves }));
    const one = sequencer();
    expect(await one.sequence('prune2' as TenantTag)).toBe('done');
    const get = (path: string) => door.ask('GET', `/log/prune2/${path}`, { bearer: auditor });
    expect((await get('tile/entries/000')).status).toBe(200);
    await one.findPending();
    await one.maintain();
    const gone = await get('tile/entries/000');
    expect([gone.status, gone.json.code]).toEqual([410, 'log.pruned']);
    expect(gone.json.detail).toContain('Their hashes remain');
    expect([(await get('tile/0/000')).status, (await get('tile/entries/001.p/45')).status]).toEqual([200, 200]);
  });

  it('T12: only an auditor reads a log, and an auditor does nothing else', async () => {
    const files = [`/log/${tag}/checkpoint`, `/log/${tag}/tile/0/000.p/1`, `/log/${tag}/tile/entries/000.p/1`, '/log/aaaaaa/checkpoint'];
    for (const path of files) {
      for (const [who, status] of [
        [{}, 401],
        [{ cookie }, 401],
        [{ bearer: 'nt2_x' }, 401],
        [{ bearer: sender }, 403],
      ] as const) {
        const answer = await door.ask('GET', path, who);
        expect(answer.status).toBe(status);
        expect(answer.text).not.toContain('nt2/log');
      }
    }
    const body = { mode: 'link', kind: 'note', label: 'x', note: '', expiresInMs: 3_600_000 };
    expect((await door.ask('POST', '/api/shares', { json: body, bearer: sender })).status).toBe(201);
    const { id } = await door.begin('sealed');
    const others = [
      ['POST', '/api/shares'],
      ['GET', '/api/tenant'],
      ['GET', `/api/shares/${id}`],
      ['POST', `/api/shares/${id}/revoke`],
    ] as const;
    for (const [method, path] of others) {
      const answer = await door.ask(method, path, { bearer: auditor, ...(method === 'POST' && { json: body }) });
      expect([answer.status, answer.json.code]).toEqual([403, 'auth.scope']);
    }
  });

  it('anybody may have the keys of a log, and learns from them nothing about which tenants there are', async () => {
    const mine = await door.ask('GET', `/.well-known/nt2/keys?tag=${tag}`);
    const nobodys = await door.ask('GET', '/.well-known/nt2/keys?tag=zzzzzz');
    expect([mine.status, nobodys.status]).toEqual([200, 200]);
    expect(Object.keys(nobodys.json)).toEqual(Object.keys(mine.json));
    expect([mine.json.vkeys.length, nobodys.json.vkeys.length]).toEqual([1, 1]);
    for (const query of ['', '?tag=', '?tag=UPPER1', '?tag=../../x']) {
      expect((await door.ask('GET', `/.well-known/nt2/keys${query}`)).status).toBe(400);
    }
  });
});

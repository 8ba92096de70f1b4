// A backup as a file: JSON, one row in a line, the last one with the hash of all before it and a seal under the root secret. A file
// that was cut off, changed or made by another is found out before anything in it is believed.

import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import type { BackupRow } from '../core/backup/backup-format.ts';
import { Fault } from '../core/refusal.ts';
import type { PersonKey, ShareId, TenantTag } from '../core/share.ts';
import { parseEvidence } from './evidence-codec.ts';
import { parseRotation } from './rotation-codec.ts';
import { toStoredShare } from './restore-state.ts';

const count = z.int().nonnegative();
const text = z.string();
const mark = z.strictObject({ line: text, n: count });
const tag = z.string().regex(/^[a-z2-7]{6}$/) as unknown as z.ZodType<TenantTag>;
const id = z.string().regex(/^[a-z2-7]{32}$/) as unknown as z.ZodType<ShareId>;
const personKey = text.min(1) as unknown as z.ZodType<PersonKey>;
const bytes = z.base64().transform((value) => new Uint8Array(Buffer.from(value, 'base64')));

const row = z.union([
  z.strictObject({ leaves: z.strictObject({ from: count, texts: z.array(text) }) }),
  z.strictObject({ tile: z.strictObject({ level: count, index: count, bytes }) }),
  z
    .strictObject({ share: z.strictObject({ id, until: count, record: z.record(text, z.unknown()) }) })
    .transform(({ share }) => ({ share: toStoredShare(share.id, JSON.stringify(share.record), share.until) })),
  z
    .strictObject({ evidence: z.strictObject({ row: z.looseObject({ id }), until: count }) })
    .transform(({ evidence: { row: one, until } }) => ({ evidence: { row: parseEvidence(one.id, JSON.stringify(one)), until } })),
  z
    .strictObject({ rotation: z.record(text, z.unknown()) })
    .transform(({ rotation }) => ({ rotation: parseRotation(JSON.stringify(rotation)) })),
  z.strictObject({ setting: z.strictObject({ key: text, value: text }) }),
  z.strictObject({
    tag: z.strictObject({
      tag,
      past: z.strictObject({
        line: text,
        n: count,
        before: z.array(z.strictObject({ line: text, n: count.nullable() })),
        behind: z.array(mark),
      }),
      log: text.nullable(),
      leaves: count,
      blocks: z.array(z.strictObject({ person: personKey, sender: z.strictObject({ key: personKey, name: text }) })),
    }),
  }),
  z.strictObject({ head: z.looseObject({ format: count, at: count, host: text, secret: text }) }),
]) satisfies z.ZodType<BackupRow>;

const end = z.strictObject({ end: z.strictObject({ rows: count, sha256: text, seal: text }) });

const damaged = (): Fault => new Fault('backup.damaged', 'The backup is damaged: it is not what was written. Nothing was changed.');

/** Tells root secrets apart without saying anything of them. `key`: `ServerKeys.backup`. */
export function nameOfSecret(key: Uint8Array): string {
  return createHmac('sha256', key).update('nt2 backup').digest('hex').slice(0, 16);
}

function sealOf(key: Uint8Array, hash: string): string {
  return createHmac('sha256', key).update(hash).digest('hex');
}

/** Each row as its line, in order. `end` makes the last one. */
export function createBackupFile(key: Uint8Array) {
  const sum = createHash('sha256');
  let rows = 0;
  return {
    line(one: BackupRow): string {
      rows += 1;
      const line = `${JSON.stringify(plain(one))}\n`;
      sum.update(line);
      return line;
    },
    end(): string {
      const sha256 = sum.digest('hex');
      return `${JSON.stringify({ end: { rows, sha256, seal: sealOf(key, sha256) } })}\n`;
    },
  };
}

function plain(one: BackupRow): unknown {
  if ('share' in one) {
    const { id: of, until, record } = one.share;
    return { share: { id: of, until, record: JSON.parse(record) as unknown } };
  }
  if ('tile' in one) return { tile: { ...one.tile, bytes: Buffer.from(one.tile.bytes).toString('base64') } };
  return one;
}

export interface BackupFile {
  readonly rows: AsyncGenerator<BackupRow>;
  /** Its hash, once all rows have been read. */
  readonly name: () => string;
}

/**
 * `keys`: `ServerKeys.backup` of the root secrets that are given. The rows end with a Fault `backup.…` where the file is not whole, so nothing
 * that was read may be acted on before they have ended.
 */
export function openBackupFile(lines: AsyncIterable<string>, keys: readonly Uint8Array[]): BackupFile {
  let name = '';
  async function* read(): AsyncGenerator<BackupRow> {
    const sum = createHash('sha256');
    let key: Uint8Array | undefined;
    let rows = 0;
    for await (const line of lines) {
      if (name !== '') throw damaged();
      const value = parse(line);
      const last = end.safeParse(value);
      if (last.success && key !== undefined) {
        const { rows: said, sha256, seal } = last.data.end;
        const isWhole = said === rows && sha256 === sum.digest('hex') && same(seal, sealOf(key, sha256));
        if (!isWhole) throw damaged();
        name = sha256;
        continue;
      }
      const found = row.safeParse(value);
      if (!found.success) throw damaged();
      if (rows === 0) key = keyOf(found.data, keys);
      rows += 1;
      sum.update(`${line}\n`);
      yield found.data;
    }
    if (name === '') throw new Fault('backup.torn', 'The backup ends too early: a part of it is missing. Nothing was changed.');
  }
  return { rows: read(), name: () => name };
}

function keyOf(first: BackupRow, keys: readonly Uint8Array[]): Uint8Array {
  if (!('head' in first)) throw new Fault('backup.damaged', 'This is not a backup that nt2 has written.');
  const key = keys.find((one) => nameOfSecret(one) === first.head.secret);
  if (key !== undefined) return key;
  throw new Fault(
    'backup.secret',
    'The backup was made under another root secret: give that one as NT2_SECRET, or as NT2_SECRET_PREVIOUS. Nothing was changed.',
  );
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

function same(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}

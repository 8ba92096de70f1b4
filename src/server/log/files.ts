// The log as files, for auditors: checkpoint, tiles and entries as c2sp.org/tlog-tiles lays them out. And its keys, for everybody.

import type { Signers } from '../../core/log/book/signers.ts';
import type { LogStore } from '../../core/log/ports.ts';
import { isPruned, readBook } from '../../core/log/proofs.ts';
import { readTiles } from '../../core/log/tree/tree.ts';
import type { Tag } from '../../core/share.ts';
import { parseTilePath } from '../../crypto/log/tiles.ts';
import { refuse } from '../../core/refusal.ts';
import { apiHeaders, json } from '../http/headers.ts';
import { no } from '../http/problem.ts';
import type { Handle, ServerWorld } from '../world.ts';

export interface LogFiles {
  readonly store: Pick<LogStore, 'readLog' | 'readTile' | 'leaves'>;
  readonly signers: Signers;
  /** What the operator should look at, without naming any tenant; null: nothing. */
  readonly trouble: () => string | null;
}

const PATH = /^\/log\/([a-z2-7]{6})\/(.+)$/;
const TAG = /^[a-z2-7]{6}$/;
/** What is full never changes; a partial tile is never asked for again. A browser or a program of the auditor may keep both, nobody between. */
const FOREVER = 'private, max-age=31536000, immutable';

export function logFile({ store }: LogFiles): Handle {
  return async ({ request }) => {
    const [, tag = '', path = ''] = PATH.exec(new URL(request.url).pathname) ?? [];
    const book = tag === '' ? null : await readBook(store, tag as Tag);
    if (book === null || book.note === null) return no('request.path');
    if (path === 'checkpoint') return file(book.note, 'text/plain; charset=utf-8', 'no-store');
    const tile = parseTilePath(path);
    const bytes = tile && (await readTiles(store, tag as Tag, book.frontier.size)(path));
    if (tile !== null && bytes === null && (await isPruned(store, tag as Tag, tile))) return no('log.pruned');
    if (tile === null || bytes === null) return no('request.path');
    return file(bytes, 'application/octet-stream', FOREVER);
  };
}

/**
 * The keys that have signed a log, the newest last. A tag that nobody has gets an answer of the same form, so that nobody learns here which
 * tenants there are.
 */
export function logKeys({ logs: { store, signers }, clock }: Pick<ServerWorld, 'logs' | 'clock'>): Handle {
  return async ({ request }) => {
    const tag = new URL(request.url).searchParams.get('tag') ?? '';
    if (!TAG.test(tag)) return refuse('input.invalid', { field: 'tag' });
    const book = await readBook(store, tag as Tag);
    const line = { tag: tag as Tag, generation: book?.generation ?? 1 };
    const { vkey } = await signers.of(line, new Date(clock()).getUTCFullYear());
    const used = book?.keys.map((key) => key.vkey) ?? [];
    return json({ origin: signers.origin(line), vkeys: used.includes(vkey) ? used : [...used, vkey] });
  };
}

function file(body: string | Uint8Array, type: string, cache: string): Response {
  return new Response(typeof body === 'string' ? body : new Uint8Array(body), {
    headers: { ...apiHeaders, 'Content-Type': type, 'Cache-Control': cache },
  });
}

// The log as files, for auditors: checkpoint, tiles and entries as c2sp.org/tlog-tiles lays them out. And its keys, which are public.

import type { Clock } from '../../core/ports/clock.ts';
import type { Signers } from '../../core/tlog/state/signers.ts';
import type { LogReader } from '../../core/ports/log-store.ts';
import { isPruned, loadLogState } from '../../core/tlog/inclusion-proofs.ts';
import { tileReader } from '../../core/tlog/tiles.ts';
import type { TenantTag } from '../../core/share.ts';
import { parseTilePath } from '../../crypto/tlog/tiles.ts';
import { refuse } from '../../core/refusal.ts';
import { apiHeaders, json } from '../http/headers.ts';
import { httpError } from '../http/problem.ts';
import type { ApiHandler } from '../http/route.ts';
import type { LogKeysAnswer } from './answers.ts';

export interface LogFiles {
  readonly store: LogReader;
  readonly signers: Signers;
}

const PATH = /^\/log\/([a-z2-7]{6})\/(.+)$/;
const TAG = /^[a-z2-7]{6}$/;
/** A full tile never changes, and a partial one is never requested again. The auditor's client may cache both; proxies may not. */
const FOREVER = 'private, max-age=31536000, immutable';

export function logFile({ store }: LogFiles): ApiHandler {
  return async ({ request }) => {
    const [, tag = '', path = ''] = PATH.exec(new URL(request.url).pathname) ?? [];
    const state = tag === '' ? null : await loadLogState(store, tag as TenantTag);
    if (state === null || state.note === null) return httpError('request.path');
    if (path === 'checkpoint') return file(state.note, 'text/plain; charset=utf-8', 'no-store');
    const tile = parseTilePath(path);
    const bytes = tile && (await tileReader(store, tag as TenantTag, state.frontier.size)(path));
    if (tile !== null && bytes === null && (await isPruned(store, tag as TenantTag, tile))) return httpError('log.pruned');
    if (tile === null || bytes === null) return httpError('request.path');
    return file(bytes, 'application/octet-stream', FOREVER);
  };
}

/**
 * The keys that have signed a log, the newest last. An unknown tag gets an answer of the same form, so that no one learns here which
 * tenants there are.
 */
export function logKeys({ logs: { store, signers }, clock }: { readonly logs: LogFiles; readonly clock: Clock }): ApiHandler {
  return async ({ request }) => {
    const tag = new URL(request.url).searchParams.get('tag') ?? '';
    if (!TAG.test(tag)) return refuse('input.invalid', { field: 'tag' });
    const state = await loadLogState(store, tag as TenantTag);
    const line = { tag: tag as TenantTag, generation: state?.generation ?? 1 };
    const { vkey } = await signers.signerFor(line, new Date(clock()).getUTCFullYear());
    const used = state?.keys.map((key) => key.vkey) ?? [];
    return json({ origin: signers.origin(line), vkeys: used.includes(vkey) ? used : [...used, vkey] } satisfies LogKeysAnswer);
  };
}

function file(body: string | Uint8Array, type: string, cache: string): Response {
  return new Response(typeof body === 'string' ? body : new Uint8Array(body), {
    headers: { ...apiHeaders, 'Content-Type': type, 'Cache-Control': cache },
  });
}

// A request that makes something and arrives twice makes it once: the header Idempotency-Key (draft-ietf-httpapi-idempotency-key-header-07). The
// key belongs to the person who sends it. What is kept under it for a day is a MAC of the request, what it draws its ids from, and its answer;
// so also after a process that died between the making and the answer, the next try finds what was made. See docs/protocol/http.md#once.

import { limits } from '../core/limits.ts';
import type { Clock, Random } from '../core/ports/clock.ts';
import type { LeaseStore } from '../core/ports/lease-store.ts';
import type { TokenStore } from '../core/ports/once-store.ts';
import type { TenantTags } from '../core/ports/tenant-tags.ts';
import { Fault, refuse } from '../core/refusal.ts';
import { tenantOf, type PersonKey, type TenantTag } from '../core/share.ts';
import { encodeBase32 } from '../crypto/bytes.ts';
import { readBytes } from './http/body.ts';
import { apiHeaders } from './http/headers.ts';
import { httpError, type HttpRefusal } from './http/problem.ts';
import type { ServerCrypto } from './server-crypto.ts';

export interface IdempotencyDeps {
  readonly store: TokenStore & LeaseStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly tenantTags: TenantTags;
  readonly mac: ServerCrypto['mac'];
  readonly pause: (ms: number) => Promise<void>;
}

/** Makes it. `once`: 26 letters, from which the ids of what is made are drawn. */
export type Making = (request: Request, once: string) => Promise<Response | HttpRefusal>;

interface Wanted {
  readonly request: Request;
  /** Whose key it is. */
  readonly by: PersonKey;
}

export interface Idempotency {
  handle(wanted: Wanted, make: Making): Promise<Response | HttpRefusal>;
}

const HEADER = 'idempotency-key';
const KEPT_MS = 24 * 60 * 60_000;
/** Longer than any request takes: after a process that died, the next try begins then. */
const LEASE_MS = 30_000;
/** How long one that comes while the first is being made waits for its answer. */
const WAITS_MS = 5_000;
const EVERY_MS = 50;

interface Kept {
  readonly print: string;
  readonly once: string;
  readonly answer: { readonly status: number; readonly type: string | null; readonly text: string } | null;
}

export function createIdempotency({ store, clock, random, tenantTags, mac, pause }: IdempotencyDeps): Idempotency {
  async function load(tag: TenantTag, name: string): Promise<Kept | null> {
    const text = await store.peekToken(tag, name, clock());
    return text === null ? null : parseKept(text);
  }

  /** Null: another one makes it, and has not answered in time. */
  async function wait(tag: TenantTag, name: string, owner: string): Promise<Kept | 'mine' | null> {
    const began = clock();
    for (let tries = 0; tries < WAITS_MS / EVERY_MS; tries += 1) {
      const kept = await load(tag, name);
      if (kept?.answer) return kept;
      const now = clock();
      if ((await store.acquireLease(`once/${name}`, owner, now, now + LEASE_MS)) !== null) return 'mine';
      if (now - began > WAITS_MS) return null;
      await pause(EVERY_MS);
    }
    return null;
  }

  return {
    async handle({ request, by }, make) {
      const tag = tenantTags.tagOf(tenantOf(by));
      const key = keyOf(request);
      if (key === null) return refuse('input.invalid', { field: HEADER });
      const body = await readBytes(request, limits.bodyBytes);
      if (!body.ok) return body;
      const name = mac('once', `key\n${by}\n${key}`);
      const { pathname } = new URL(request.url);
      const print = mac('once', `body\n${request.method} ${pathname}\n${Buffer.from(body.value).toString('base64')}`);
      const owner = encodeBase32(random(16));
      const found = await wait(tag, name, owner);
      if (found === null) return { ...httpError('idempotency.busy'), retryAfterMs: EVERY_MS };
      if (found !== 'mine') return found.print === print ? answerOf(found) : httpError('idempotency.mismatch');
      try {
        const before = await load(tag, name);
        if (before !== null && before.print !== print) return httpError('idempotency.mismatch');
        if (before?.answer) return answerOf(before);
        const kept: Kept = before ?? { print, once: encodeBase32(random(16)), answer: null };
        const keep = (one: Kept): Promise<void> => store.putToken(tag, name, JSON.stringify(one), clock() + KEPT_MS);
        await keep(kept);
        const made = await make(again(request, body.value), kept.once);
        if (!('status' in made) || made.status >= 400) {
          // Nothing was made: the same key may bring it mended.
          await store.takeToken(tag, name, clock());
          return made;
        }
        const answer = { status: made.status, type: made.headers.get('content-type'), text: await made.text() };
        await keep({ ...kept, answer });
        return answerOf({ ...kept, answer });
      } finally {
        await store.releaseLease(`once/${name}`, owner);
      }
    },
  };
}

/** The draft writes it as a string of structured fields, in quotes; many programs write it without. */
function keyOf(request: Request): string | null {
  const key = request.headers.get(HEADER)?.replace(/^"(.*)"$/, '$1') ?? '';
  return /^[\x21-\x7e]{8,200}$/.test(key) ? key : null;
}

export const hasKey = (request: Request): boolean => request.headers.has(HEADER);

/** The request once more, with the body that was read from it. */
function again(request: Request, body: Uint8Array): Request {
  const { url, method, headers } = request;
  return new Request(url, { method, headers, body: new Uint8Array(body) });
}

function answerOf({ answer }: Kept): Response {
  if (answer === null) throw new Fault('server.fault', 'there is no answer yet');
  const { status, type, text } = answer;
  return new Response(text === '' ? null : text, { status, headers: { ...apiHeaders, ...(type !== null && { 'Content-Type': type }) } });
}

/** Only this server wrote it. @throws Fault `store.corrupt` */
function parseKept(text: string): Kept {
  try {
    return JSON.parse(text) as Kept;
  } catch {
    throw new Fault('store.corrupt', 'What is kept of a request does not fit this version of nt2.');
  }
}

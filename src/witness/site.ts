// A witness on HTTP: `POST /add-checkpoint` as c2sp.org/tlog-witness has it, and for people who compare witnesses the newest head of each log.

import { createHash } from 'node:crypto';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { OpenWitnessStore } from './store.ts';
import type { createWitness } from './witness.ts';

interface WitnessSiteDeps {
  readonly witness: ReturnType<typeof createWitness>;
  readonly store: OpenWitnessStore;
  /** The key of this witness, and those of the logs, as vkeys. */
  readonly vkey: string;
  readonly origins: () => readonly string[];
}

/** 63 hashes and a note with 16 signatures take less. */
const MOST_BYTES = 16 * 1024;
const TEXT = { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' };

/** What stands for an origin in an address. */
export const hashOfOrigin = (origin: string): string => createHash('sha256').update(origin).digest('hex');

export function createSite({ witness, store, vkey, origins }: WitnessSiteDeps): Hono {
  const app = new Hono();
  app.post('/add-checkpoint', bodyLimit({ maxSize: MOST_BYTES, onError: (c) => c.body(null, 400) }), async (c) => {
    const { status, body } = await witness.add(await c.req.text());
    const type = status === 409 && body !== null ? { 'Content-Type': 'text/x.tlog.size' } : {};
    return c.body(body ?? '', status, { ...TEXT, ...type });
  });
  app.get('/', (c) => c.body(`${vkey}\n`, 200, TEXT));
  app.get('/logs', (c) => c.body([...origins()].map((origin) => `${hashOfOrigin(origin)} ${origin}\n`).join(''), 200, TEXT));
  app.get('/logs/:id/checkpoint', (c) => {
    const origin = origins().find((one) => hashOfOrigin(one) === c.req.param('id'));
    const head = origin === undefined ? null : store.load(origin);
    return head === null ? c.body(null, 404) : c.body(head.note, 200, TEXT);
  });
  app.get('/forks', (c) =>
    c.body(
      store
        .forks()
        .map(({ notes }) => notes.join('\n'))
        .join('\n'),
      200,
      TEXT,
    ),
  );
  return app;
}

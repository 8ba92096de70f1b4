// Prekeys on Redis: free ones and taken ones of a person lie in one hash.

import type { Clock } from '../../core/ports/clock.ts';
import type { PrekeyStore, StoredPrekey } from '../../core/ports/prekey-store.ts';
import { Fault } from '../../core/refusal.ts';
import { tagOf, type PersonKey, type TenantTag } from '../../core/share.ts';
import type { Watermark } from '../watermark.ts';
import { SETTLE_MS } from './commit.ts';
import type { Connection } from './connection/connection.ts';
import { keys } from './keys.ts';

interface PrekeyDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly watermark: Watermark;
  /** As of a commit. */
  readonly seed: string;
}

const digits = (at: number): string => String(at).padStart(13, '0');

export function createRedisPrekeys({ connection, clock, watermark, seed }: PrekeyDeps): PrekeyStore {
  const both = (tag: TenantTag, person: PersonKey) => [keys.prekeys(tag, person), keys.prekeyPeople(tag)] as const;

  return {
    putPrekeys: async (tag, person, prekeys, max) => {
      const words = prekeys.flatMap(({ key, device, madeAt, untilAt, note }) => [
        `${digits(untilAt)} ${digits(madeAt)} ${device} ${key}`,
        note,
      ]);
      await connection.call((client) => client.nt2PutPrekeys(2, ...both(tag, person), person, clock(), max, ...words));
    },
    freePrekeys: async (tag, person, now) => {
      const all = await connection.call((client) => client.hgetall(keys.prekeys(tag, person)));
      const free = Object.entries(all).filter(([field]) => field.startsWith('f '));
      return free
        .map(([field, note]) => parse(`${field.slice(2)}\n${note}`))
        .filter(({ untilAt }) => untilAt > now)
        .toSorted((a, b) => b.madeAt - a.madeAt || (a.key < b.key ? -1 : 1));
    },
    takePrekey: async (id, person, now, untilAt) => {
      const tag = tagOf(id);
      const found = await connection.call((client) => {
        const mark = watermark.seen(tag);
        const names = [...both(tag, person), keys.history(tag), keys.behind(tag)];
        return client.nt2TakePrekey(names.length, ...names, person, id, now, untilAt, seed, mark?.line ?? '', mark?.n ?? '', SETTLE_MS);
      });
      return typeof found === 'string' ? parse(found) : null;
    },
    takenPrekey: async (id, person) => {
      const found = await connection.call((client) => client.hget(keys.prekeys(tagOf(id), person), `t ${id}`));
      return found === null ? null : parse(found.slice(found.indexOf(' ') + 1));
    },
    dropPrekeys: async (tag, person, device) =>
      Number(await connection.call((client) => client.nt2DropPrekeys(2, ...both(tag, person), person, device ?? ''))),
    clearPrekeys: async (tag) => {
      const people = (await connection.call((client) => client.smembers(keys.prekeyPeople(tag)))) as PersonKey[];
      for (const person of people) await connection.call((client) => client.nt2DropPrekeys(2, ...both(tag, person), person, ''));
    },
  };
}

/** `<until> <made> <device> <key>`, a newline, the note. */
function parse(stored: string): StoredPrekey {
  const end = stored.indexOf('\n');
  const [untilAt, madeAt, device, key] = stored.slice(0, end).split(' ');
  if (device === undefined || key === undefined) throw new Fault('store.corrupt', 'A stored prekey does not fit this version of nt2.');
  return { key, device, madeAt: Number(madeAt), untilAt: Number(untilAt), note: stored.slice(end + 1) };
}

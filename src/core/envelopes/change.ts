// The one way in which an envelope changes: load, decide, write with the log's entry; after a conflict, load and begin again.

import { hashB64 } from '../../crypto/bytes.ts';
import { formatLogEvent, type EventLine } from '../../crypto/events/event.ts';
import type { Clock } from '../ports/clock.ts';
import type { Envelope, EnvelopeStore } from '../ports/envelope-store.ts';
import { ok, refuse, type Result } from '../refusal.ts';
import { tagOf, type PersonKey, type ShareId, type TenantTag } from '../share.ts';

export interface EnvelopeDeps {
  readonly store: EnvelopeStore;
  readonly clock: Clock;
  /** The name of a tenant's log. */
  readonly nameOf: (tag: TenantTag) => Promise<string>;
}

/** What the log says of a step. No name, label or reason is in it. */
export interface Told {
  readonly step: string;
  readonly who?: PersonKey;
}

export type EnvelopeChange = (envelope: Envelope, now: number) => Result<{ readonly next: Envelope; readonly told: Told | null }> | null;

// Each lost round means that another change won.
const ROUNDS = 12;
const ENDED_MS = 30 * 86_400_000;

/** Null: nothing is to be changed. Runs again after each conflict. */
export async function changeEnvelope(deps: EnvelopeDeps, id: ShareId, change: EnvelopeChange): Promise<Result<Envelope>> {
  for (let round = 0; round < ROUNDS; round += 1) {
    const before = await deps.store.envelope(id);
    if (before === null) return refuse('envelope.none');
    const decided = change(before, deps.clock());
    if (decided === null) return ok(before);
    if (!decided.ok) return decided;
    const { next, told } = decided.value;
    if (next === before || (await putEnvelope(deps, next, told))) return ok(next);
  }
  return refuse('store.busy', { retryAfterMs: 500 });
}

/** False: another version stands there by now. */
export async function putEnvelope({ store, clock, nameOf }: EnvelopeDeps, envelope: Envelope, told: Told | null): Promise<boolean> {
  const { id, salt, members, afterMs, hash, state } = envelope;
  const leaves: string[] = [];
  if (told !== null) {
    const { step, who } = told;
    const isSeal = step === 'sealed' || step === 'resealed';
    const lines: EventLine[] = [
      ['id', id],
      ['step', step],
      ...(who === undefined ? [] : [['who', hashB64(`envelope\n${salt}\n${who}`)] as const]),
      ...(isSeal
        ? ([
            ['members', String(members.length)],
            ['rule', afterMs === null ? 'second' : `second-or-after-${afterMs}`],
            ['hash', hash],
          ] as const)
        : []),
    ];
    leaves.push(formatLogEvent({ type: 'envelope', log: await nameOf(tagOf(id)), at: clock(), lines }));
  }
  return store.putEnvelope(envelope, { leaves, until: state === 'ended' ? clock() + ENDED_MS : null });
}

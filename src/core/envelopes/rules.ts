// The rules of an envelope, pure: each takes it as it is and answers what it becomes. A no always wins over a yes and over the clock.

import { isMachine } from '../../crypto/share-terms.ts';
import { ENVELOPE_KEY_MS } from '../../crypto/envelope/envelope-key.ts';
import type { Asking, AskingStep, Envelope, EnvelopeMember } from '../ports/envelope-store.ts';
import { machineKey } from '../machine-names.ts';
import { ok, refuse, type Result } from '../refusal.ts';
import { hasChat, tenantOf, type Person, type PersonKey, type ShareId } from '../share.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
export const envelopeLimits = {
  /** Of a text, in bytes. */
  text: 8_192,
  members: 20,
  each: 50,
  keys: 5,
  reason: 200,
  after: { least: 30 * MINUTE, most: 7 * DAY },
  /** How long an answer, or a release, is waited for. */
  waitMs: DAY,
  /** For so long the one who was answered may ask again, if the answer was lost. */
  repeatMs: 60 * MINUTE,
  retryMs: 15_000,
  rounds: 400,
  keyMs: ENVELOPE_KEY_MS,
} as const;

const WAITING: readonly AskingStep[] = ['asked', 'half', 'due', 'agreed'];

export const isWaiting = (asking: Asking | null): asking is Asking => asking !== null && WAITING.includes(asking.step);
/** How many askings there were before. */
const countOf = (asking: Asking | null): number => asking?.n ?? 0;

const changed = (envelope: Envelope, more: Partial<Omit<Envelope, 'id' | 'version'>>): Envelope => ({
  ...envelope,
  ...more,
  version: envelope.version + 1,
});

/** As whom a member acts: a machine as itself. */
const memberActor = ({ isMachine: is, person, name }: EnvelopeMember): PersonKey =>
  is ? machineKey(tenantOf(person.key), name) : person.key;

const unique = (people: readonly Person[]): readonly Person[] => [...new Map(people.map((one) => [one.key, one])).values()];

/** Owner and members, those of machines too; machines themselves hear nothing. */
const groupOf = ({ owner, members }: Envelope): readonly Person[] =>
  unique([owner, ...members.map(({ person }) => person)]).filter(hasChat);

const mayAnswer = (envelope: Envelope, by: PersonKey): boolean => !isMachine(by) && groupOf(envelope).some(({ key }) => key === by);

/** Who learns that there is one. */
export const maySee = (envelope: Envelope, by: PersonKey): boolean =>
  envelope.owner.key === by || envelope.members.some((member) => member.person.key === by || memberActor(member) === by);

/** When an asking that nobody has answered, or a release that nobody has fetched, is over. */
const lapsesAt = ({ afterMs }: Envelope, { at, dueAt }: Asking): number => (dueAt ?? at + (afterMs ?? 0)) + envelopeLimits.waitMs;

/** When the clock acts next. */
function nextOf(envelope: Envelope, asking: Asking, now: number): number | null {
  const { untold, rounds, step, toldAt, halfAt, dueAt, isDrill } = asking;
  const times: number[] = untold.length > 0 && rounds < envelopeLimits.rounds ? [rounds === 0 ? now : now + envelopeLimits.retryMs] : [];
  if (isWaiting(asking)) times.push(lapsesAt(envelope, asking));
  if (step === 'asked' && toldAt !== null && envelope.afterMs !== null) times.push(toldAt + envelope.afterMs / 2);
  if (step === 'half' && halfAt !== null && dueAt !== null) times.push(dueAt);
  if (!isDrill && (step === 'released' || step === 'opened') && !envelope.isRotating) times.push(now);
  if (envelope.stale === 'untold') times.push(now);
  return times.length === 0 ? null : Math.min(...times);
}

function withAsking(envelope: Envelope, asking: Asking, now: number, more: Partial<Envelope> = {}): Envelope {
  const next = { ...envelope, ...more, asking };
  return changed(envelope, { ...more, asking, nextAt: nextOf(next, asking, now) });
}

/** The next step, of which all are told. */
const stepTo = (envelope: Envelope, asking: Asking, step: AskingStep, now: number, more: Partial<Envelope> = {}): Envelope =>
  withAsking(envelope, { ...asking, step, untold: groupOf(envelope), rounds: 0 }, now, more);

export interface AskingWish {
  readonly by: Person;
  readonly device: string;
  readonly claim: string;
  readonly reason: string;
  readonly isDrill: boolean;
}

/** @param actor the person, or the machine that asks; `wish.by` is its owner then. */
export function askForEnvelope(envelope: Envelope, actor: PersonKey, { by, ...wish }: AskingWish, now: number): Result<Envelope> {
  const member = envelope.members.find(({ device }) => device === wish.device);
  if (member === undefined || memberActor(member) !== actor) return refuse('envelope.none');
  if (envelope.state !== 'sealed') return refuse('envelope.closed');
  const count = countOf(envelope.asking);
  // Asked twice by the same try: an answer was lost.
  if (isWaiting(envelope.asking)) return envelope.asking.claim === wish.claim ? ok(envelope) : refuse('envelope.busy');
  const asking: Asking = {
    ...wish,
    n: count + 1,
    by,
    at: now,
    step: 'asked',
    toldAt: null,
    halfAt: null,
    dueAt: null,
    agreed: null,
    refused: null,
    releasedAt: null,
    // It is others who have to hear of it: that the one who asks did begins no clock.
    untold: groupOf(envelope).filter(({ key }) => key !== by.key),
    rounds: 0,
  };
  return ok(withAsking(envelope, asking, now));
}

/** @param n which asking is meant: an old button answers no new one. */
function answerable(envelope: Envelope, n: number, by: PersonKey): Result<Asking> {
  if (!mayAnswer(envelope, by)) return refuse('envelope.none');
  const { asking } = envelope;
  return asking?.n === n && isWaiting(asking) ? ok(asking) : refuse('envelope.closed');
}

export function agree(envelope: Envelope, n: number, by: Person, now: number): Result<Envelope> {
  const asking = answerable(envelope, n, by.key);
  if (!asking.ok) return asking;
  if (asking.value.by.key === by.key) return refuse('envelope.second');
  if (now >= lapsesAt(envelope, asking.value)) return refuse('envelope.closed');
  if (asking.value.step === 'agreed') return ok(envelope);
  return ok(stepTo(envelope, { ...asking.value, agreed: by, dueAt: now }, 'agreed', now));
}

/** Wins as long as nothing was released. The one who asked only takes it back; a drill freezes nothing. */
export function say(envelope: Envelope, n: number, by: Person, now: number): Result<Envelope> {
  const asking = answerable(envelope, n, by.key);
  if (!asking.ok) return asking;
  if (asking.value.by.key === by.key) return ok(stepTo(envelope, asking.value, 'lapsed', now));
  return ok(stepTo(envelope, { ...asking.value, refused: by }, 'refused', now, asking.value.isDrill ? {} : { state: 'frozen' }));
}

/** Who shows the claim secret gets it once; for an hour again, if the answer was lost. */
export function release(envelope: Envelope, actor: PersonKey, claim: string, now: number, rotation: ShareId): Result<Envelope> {
  const { asking } = envelope;
  const member = envelope.members.find(({ device }) => device === asking?.device);
  if (asking === null || member === undefined || memberActor(member) !== actor || asking.claim !== claim) return refuse('envelope.none');
  if (asking.step === 'released')
    return asking.releasedAt !== null && now - asking.releasedAt < envelopeLimits.repeatMs ? ok(envelope) : refuse('envelope.closed');
  if (!isWaiting(asking)) return refuse('envelope.closed');
  if (now >= lapsesAt(envelope, asking)) return refuse('envelope.closed');
  if (asking.step !== 'agreed' && asking.step !== 'due') return refuse('envelope.waits');
  // From here on it counts as opened, whether or not it is confirmed.
  const spent = asking.isDrill ? {} : ({ state: 'spent', rotation, isRotating: false } as const);
  return ok(stepTo(envelope, { ...asking, releasedAt: now }, 'released', now, spent));
}

/** What was opened lies here no longer. */
export function confirm(envelope: Envelope, actor: PersonKey, claim: string, now: number): Result<Envelope> {
  const { asking } = envelope;
  const member = envelope.members.find(({ device }) => device === asking?.device);
  if (asking === null || member === undefined || memberActor(member) !== actor || asking.claim !== claim) return refuse('envelope.none');
  if (asking.step === 'opened') return ok(envelope);
  if (asking.step !== 'released') return refuse('envelope.closed');
  const emptied = asking.isDrill ? {} : { payload: '', members: envelope.members.map((one) => ({ ...one, capsule: '' })) };
  return ok(withAsking(envelope, { ...asking, step: 'opened' }, now, emptied));
}

/** What time has brought. Null: nothing. */
export function advance(envelope: Envelope, now: number): Envelope | null {
  const { asking, afterMs } = envelope;
  if (!isWaiting(asking)) return null;
  if (now >= lapsesAt(envelope, asking)) return stepTo(envelope, asking, 'lapsed', now);
  if (afterMs === null) return null;
  const { step, toldAt, halfAt, dueAt } = asking;
  if (step === 'asked' && toldAt !== null && now >= toldAt + afterMs / 2) return stepTo(envelope, asking, 'half', now);
  if (step === 'half' && halfAt !== null && dueAt !== null && now >= dueAt) return stepTo(envelope, asking, 'due', now);
  return null;
}

/** After a round of telling: `left` have yet to hear of it. The first message that has reached its platform begins the time; of the half, what is left of it. */
export function told(envelope: Envelope, left: readonly Person[], now: number): Envelope {
  const { asking, afterMs } = envelope;
  if (asking === null) return envelope;
  const others = ({ untold, by }: Pick<Asking, 'untold' | 'by'>) => untold.filter(({ key }) => key !== by.key).length;
  const isReached = others({ untold: left, by: asking.by }) < others(asking);
  const begins = isReached && afterMs !== null && asking.step === 'asked' && asking.toldAt === null;
  const isHalf = isReached && afterMs !== null && asking.step === 'half' && asking.halfAt === null;
  const next: Asking = {
    ...asking,
    untold: left,
    rounds: asking.rounds + 1,
    ...(begins && { toldAt: now, dueAt: now + afterMs }),
    // A pause or a jump of the clock between the two takes no more than one half of the time.
    ...(isHalf && { halfAt: now, dueAt: Math.max(asking.dueAt ?? 0, now + afterMs / 2) }),
  };
  return withAsking(envelope, next, now);
}

/** Takes a person and their machines out. Null: they are not in it. An asking of theirs is over. */
export function removePerson(envelope: Envelope, person: PersonKey, now: number): Envelope | null {
  const members = envelope.members.filter((member) => member.person.key !== person);
  if (members.length === envelope.members.length || envelope.state === 'ended') return null;
  const { asking } = envelope;
  const more = { members, stale: 'untold' } as const;
  if (isWaiting(asking) && asking.by.key === person) return stepTo({ ...envelope, ...more }, asking, 'lapsed', now, more);
  const kept = asking && { ...asking, untold: asking.untold.filter(({ key }) => key !== person) };
  return changed(envelope, { ...more, asking: kept, nextAt: now });
}

export const ownerTold = (envelope: Envelope, now: number): Envelope => {
  const next = { ...envelope, stale: 'told' } as const;
  return changed(envelope, { stale: 'told', nextAt: next.asking === null ? null : nextOf(next, next.asking, now) });
};

export const rotating = (envelope: Envelope, now: number): Envelope => {
  const next = { ...envelope, isRotating: true };
  return changed(envelope, { isRotating: true, nextAt: next.asking === null ? null : nextOf(next, next.asking, now) });
};

/** What lay in it is gone. */
export const end = (envelope: Envelope): Envelope =>
  changed(envelope, { state: 'ended', payload: '', drillPayload: '', members: [], asking: null, nextAt: null });

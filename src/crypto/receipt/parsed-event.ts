// What a leaf of the log says of a share, as values: the four statements of browsers, and what the server states. Reads strictly; judges nothing.

import { isBase64 } from '../bytes.ts';
import { eventValue, parseEvent, parseTime, type EventText, type EventType } from '../events/event.ts';
import { parseNote } from '../note/note.ts';
import { parseWorkloadClaimed } from '../events/workload-claim.ts';
import {
  parseAccepted,
  parseClaimed,
  parseDelivered,
  parseSealed,
  type Claimed,
  type Delivered,
  type Sealed,
} from '../events/statements.ts';
import {
  APPROVALS,
  ASKED,
  ATTEMPTS,
  CAUSES,
  ENTRIES,
  MODES,
  SURFACES,
  VIAS,
  type ApprovalAnswer,
  type AskedOf,
  type Attempt,
  type Cause,
  type Entry,
  type Mode,
  type Surface,
  type Via,
} from '../share-terms.ts';

interface Head {
  readonly share: string;
  /** Epoch ms. */
  readonly at: number;
  readonly by: 'device' | 'server';
}

/** Hashes and keys are base64, times epoch ms. */
export type ParsedEvent = Head &
  (
    | {
        readonly type: 'created';
        readonly mode: Mode;
        readonly entry: Entry;
        readonly via: Via;
        /** Of a request: whom its recipient asked. */
        readonly asked: AskedOf | null;
        readonly expiresAt: number;
        readonly parties: string;
      }
    /** `message`: a hash of what chat calls the message; null: chat refused it. */
    | { readonly type: 'notified'; readonly surface: Surface; readonly message: string | null }
    | { readonly type: 'entered'; readonly payload: string; readonly size: number }
    /** By a browser: `device`, and `key` in sealed modes. By a press in chat: `evidence`. */
    | { readonly type: 'accepted'; readonly device: string | null; readonly key: string | null; readonly evidence: string | null }
    | ({ readonly type: 'sealed' } & Sealed)
    | { readonly type: 'refused'; readonly what: Attempt; readonly count: number }
    /** `workload`: of a machine that showed a second proof. */
    | ({ readonly type: 'claimed'; readonly workload?: string } & Claimed)
    | ({ readonly type: 'delivered' } & Delivered)
    | { readonly type: 'extended'; readonly expiresAt: number }
    | { readonly type: 'asked-approval'; readonly approvers: number; readonly until: number }
    /** `approver`: a salted hash of who answered; null: nobody did. */
    | { readonly type: 'approval'; readonly answer: ApprovalAnswer; readonly approver: string | null }
    | { readonly type: 'ended'; readonly cause: Cause; readonly storage: string }
  );

export type ParsedEventOf<T extends EventType> = Extract<ParsedEvent, { readonly type: T }>;

export interface Leaf {
  readonly facts: ParsedEvent;
  /** True when it is a signed note: then a browser states it, and the text is what it signs. */
  readonly signed: boolean;
}

/** Reads a leaf: a note when a browser states it, else the bare text. Null when it is neither, or not of its type's form. */
export function parseLeaf(leaf: string): Leaf | null {
  const note = parseNote(leaf);
  const text = note?.text ?? leaf;
  const event = parseEvent(text);
  const facts = event === null ? parseSecondProof(text) : parseFacts(event, text);
  return facts && { facts, signed: note !== null };
}

function parseSecondProof(text: string): ParsedEvent | null {
  const claimed = parseWorkloadClaimed(text);
  return claimed && { ...claimed, type: 'claimed', by: 'device' };
}

function parseFacts(event: EventText, text: string): ParsedEvent | null {
  const { share, at, by } = event;
  const head: Head = { share, at, by };
  const value = (key: string): string => eventValue(event, key) ?? '';
  if (event.type === 'accepted' && by === 'device') return join(head, 'accepted', parseAccepted(text), { evidence: null });
  if (event.type === 'sealed') return join(head, 'sealed', parseSealed(text), {});
  if (event.type === 'claimed') return join(head, 'claimed', parseClaimed(text), {});
  if (event.type === 'delivered') return join(head, 'delivered', parseDelivered(text), {});
  if (by !== 'server') return null;
  switch (event.type) {
    case 'created': {
      const [mode, entry, via] = [oneOf(MODES, value('mode')), oneOf(ENTRIES, value('entry')), oneOf(VIAS, value('via'))];
      const [expiresAt, parties] = [parseTime(value('expires')), hash(value('parties'))];
      const asked = oneOf(ASKED, value('asked'));
      if (asked === null && value('asked') !== '') return null;
      return mode && entry && via && expiresAt !== null && parties
        ? { ...head, type: 'created', mode, entry, via, asked, expiresAt, parties }
        : null;
    }
    case 'notified': {
      const [surface, message] = [oneOf(SURFACES, value('surface')), value('message')];
      if (!surface || (message !== 'refused' && !hash(message))) return null;
      return { ...head, type: 'notified', surface, message: message === 'refused' ? null : message };
    }
    case 'entered': {
      const [payload, size] = [hash(value('payload')), count(value('size'))];
      return payload && size ? { ...head, type: 'entered', payload, size } : null;
    }
    case 'accepted': {
      const evidence = hash(value('evidence'));
      return evidence && event.lines.length === 1 ? { ...head, type: 'accepted', device: null, key: null, evidence } : null;
    }
    case 'refused': {
      const [what, times] = [oneOf(ATTEMPTS, value('what')), count(value('count'))];
      return what && times ? { ...head, type: 'refused', what, count: times } : null;
    }
    case 'extended': {
      const expiresAt = parseTime(value('expires'));
      return expiresAt === null ? null : { ...head, type: 'extended', expiresAt };
    }
    case 'asked-approval': {
      const [approvers, until] = [count(value('approvers')), parseTime(value('until'))];
      return approvers && until !== null ? { ...head, type: 'asked-approval', approvers, until } : null;
    }
    case 'approval': {
      const [answer, approver] = [oneOf(APPROVALS, value('answer')), hash(value('approver'))];
      // Nobody stands behind a time that ran out, and one person behind every answer.
      const isWhole = answer === 'expired' ? event.lines.length === 1 : approver !== null;
      return answer && isWhole ? { ...head, type: 'approval', answer, approver } : null;
    }
    case 'ended': {
      const cause = oneOf(CAUSES, value('cause'));
      return cause && { ...head, type: 'ended', cause, storage: value('storage') };
    }
  }
}

function join<const T extends EventType, S extends object, M extends object>(head: Head, type: T, statement: S | null, more: M) {
  return statement && { ...head, ...statement, ...more, type };
}

function oneOf<T extends string>(values: readonly T[], value: string): T | null {
  return values.find((one) => one === value) ?? null;
}

function hash(value: string): string | null {
  return isBase64(value, 32) ? value : null;
}

/** A decimal of 1 or more; null otherwise. */
function count(value: string): number | null {
  return /^[1-9]\d{0,8}$/.test(value) ? Number(value) : null;
}

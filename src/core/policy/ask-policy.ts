// The one function that every door asks: what a policy fixes and leaves open for these two people, or why it refuses. Pure.

import { limits } from '../limits.ts';
import { ok, refuse, type Refusal, type Result } from '../refusal.ts';
import { ENTRIES, isLink, KINDS, MODES, type Entry, type Kind, type Mode, type Standing } from '../share.ts';
import type { FilesAllowed, Policy, Rule, Template } from './policy.ts';
import { isFor, standingIn, type Receiver } from './receiver.ts';
import { describe, type Aspect } from './sentences.ts';
import { namesTicket } from './tickets.ts';

export interface PolicyQuestion {
  /** Null: nobody knows, so it must be right for a member and for a guest. */
  readonly from: Standing | null;
  readonly to: Receiver | null;
  /** Null: none. */
  readonly template: string | null;
  /** What is chosen so far. */
  readonly kind?: Kind;
  readonly mode?: Mode;
  readonly entry?: Entry;
  readonly expiresInMs?: number;
  readonly note?: string;
  /** Bytes of each that is attached. */
  readonly files?: readonly number[];
}

/** What may still be chosen. */
export interface PolicyChoices {
  readonly kinds: readonly Kind[];
  readonly modes: readonly Mode[];
  readonly entries: readonly Entry[];
  readonly longestMs: number;
  readonly initialMs: number;
  /** Null: any time up to the longest. */
  readonly fixedMs: number | null;
  readonly needsNote: boolean;
  /** Of each list the note names one. */
  readonly tickets: readonly (readonly string[])[];
  readonly files: FilesAllowed;
  readonly template: Template | null;
}

const UNKNOWN: readonly Standing[] = ['member', 'guest'];

export function askPolicy(policy: Policy | null, question: PolicyQuestion): Result<PolicyChoices> {
  const template = policy?.templates.find(({ name }) => name === question.template) ?? null;
  if (question.template !== null && template === null) return refusal('template', { kind: 'unknown' });
  let all: PolicyChoices | null = null;
  for (const from of question.from === null ? UNKNOWN : [question.from]) {
    for (const to of question.to === null ? UNKNOWN : [question.to]) {
      const answer = askFor(policy?.rules ?? [], { ...question, from, to }, template);
      if (!answer.ok) return answer;
      all = all === null ? answer.value : both(all, answer.value);
    }
  }
  if (all === null || isEmpty(all)) return refusal('person', { kind: 'nothing' });
  return ok(all);
}

type Known = PolicyQuestion & { readonly from: Standing; readonly to: Receiver };

/** Where no kind is chosen yet, each is tried: what one of them allows is open. */
function askFor(rules: readonly Rule[], question: Known, template: Template | null): Result<PolicyChoices> {
  const { from, to } = question;
  if (template !== null && !(includes(template.from, from) && isFor(template.to, to)))
    return refusal('template', { kind: 'not-for', rule: template.rule, from, to });
  const kinds = question.kind === undefined ? KINDS : [question.kind];
  let open: PolicyChoices | null = null;
  let no: Refusal | null = null;
  for (const kind of kinds) {
    const fitting = rules.filter(({ when }) => includes(when.from, from) && isFor(when.to, to) && includes(when.kind, kind));
    const answer = judge(template === null ? fitting : [...fitting, template.rule], { ...question, kind }, template);
    if (answer.ok) open = open === null ? answer.value : either(open, answer.value);
    else no ??= answer;
  }
  return open === null ? (no ?? refusal('person', { kind: 'nothing' })) : ok(open);
}

function judge(rules: readonly Rule[], question: Known & { readonly kind: Kind }, template: Template | null): Result<PolicyChoices> {
  for (const rule of rules) {
    const no = refusedBy(rule, question, template);
    if (no !== null) return no;
  }
  const { from, to, kind } = question;
  const choices: PolicyChoices = {
    kinds: [kind],
    modes: modesBetween(from, to).filter((mode) => rules.every(({ modes }) => includes(modes, mode))),
    entries: ENTRIES.filter((entry) => rules.every(({ entries }) => includes(entries, entry))),
    longestMs: Math.min(limits.expiry.max, ...rules.map(({ longestMs = Infinity }) => longestMs)),
    initialMs: Math.min(limits.expiry.max, ...rules.map(({ initialMs = Infinity }) => initialMs)),
    fixedMs: template?.rule.fixedMs ?? null,
    needsNote: rules.some(({ needsNote, tickets }) => needsNote === true || tickets !== undefined),
    tickets: rules.flatMap(({ tickets }) => (tickets === undefined ? [] : [tickets])),
    files: rules.reduce<FilesAllowed>((most, { files }) => fewer(most, files ?? ANY), ANY),
    template,
  };
  const initial = rules.some(({ initialMs }) => initialMs !== undefined) ? choices.initialMs : limits.expiry.initial;
  const found = { ...choices, initialMs: choices.fixedMs ?? Math.min(initial, choices.longestMs) };
  return isEmpty(found) ? refusal('person', { kind: 'nothing' }) : ok(found);
}

/** What this rule alone has against it. */
function refusedBy(rule: Rule, question: Known & { readonly kind: Kind }, template: Template | null): Refusal | null {
  const { from, to, kind, mode, entry, expiresInMs, note, files = [] } = question;
  if (rule.deny) return refusal('person', { kind: 'denied', rule, from, to });
  if (rule.templates !== undefined && !rule.templates.includes(template?.name ?? '')) return refusal('template', { kind: 'needed', rule });
  if (!includes(rule.kinds, kind)) return refusal('kind', { kind: 'kinds', rule });
  if (mode !== undefined && !includes(rule.modes, mode)) return refusal('mode', { kind: 'modes', rule, from, to });
  if (entry !== undefined && !includes(rule.entries, entry)) return refusal('entry', { kind: 'entries', rule });
  if (expiresInMs !== undefined && expiresInMs > (rule.longestMs ?? Infinity)) return refusal('expiry', { kind: 'longest', rule });
  if (expiresInMs !== undefined && rule.fixedMs !== undefined && expiresInMs !== rule.fixedMs)
    return refusal('expiry', { kind: 'fixed', rule });
  if (note !== undefined && rule.needsNote === true && note.trim() === '') return refusal('note', { kind: 'note', rule });
  if (note !== undefined && rule.tickets !== undefined && !namesTicket(note, rule.tickets))
    return refusal('note', { kind: 'ticket', rule });
  if (rule.files !== undefined && !areAllowed(files, rule.files)) return refusal('files', { kind: 'files', rule });
  return null;
}

/** As many and as large as the format and the operator's settings take. */
const ANY: FilesAllowed = { count: Infinity, bytes: Infinity };
const fewer = (a: FilesAllowed, b: FilesAllowed): FilesAllowed => ({
  count: Math.min(a.count, b.count),
  bytes: Math.min(a.bytes, b.bytes),
});
const more = (a: FilesAllowed, b: FilesAllowed): FilesAllowed => ({ count: Math.max(a.count, b.count), bytes: Math.max(a.bytes, b.bytes) });
const areAllowed = (files: readonly number[], { count, bytes }: FilesAllowed): boolean =>
  files.length <= count && files.every((size) => size <= bytes);

const includes = <T>(list: readonly T[] | undefined, one: T): boolean => list === undefined || list.includes(one);
const isEmpty = ({ kinds, modes, entries }: PolicyChoices): boolean => kinds.length === 0 || modes.length === 0 || entries.length === 0;

/** To the holder of a link by link, from one by what they are asked for, and between people by none. */
export function modesBetween(from: Standing, to: Receiver): readonly Mode[] {
  // Nobody tells a machine a passphrase.
  if (from === 'outsider' || standingIn(to) === 'machine') return ['sealed'];
  return MODES.filter((mode) => isLink(mode) === (to === 'outsider'));
}

/** Right for both. */
export function both(a: PolicyChoices, b: PolicyChoices): PolicyChoices {
  return {
    ...a,
    kinds: a.kinds.filter((kind) => b.kinds.includes(kind)),
    modes: a.modes.filter((mode) => b.modes.includes(mode)),
    entries: a.entries.filter((entry) => b.entries.includes(entry)),
    longestMs: Math.min(a.longestMs, b.longestMs),
    initialMs: Math.min(a.initialMs, b.initialMs),
    needsNote: a.needsNote || b.needsNote,
    tickets: [...a.tickets, ...b.tickets.filter((list) => !a.tickets.includes(list))],
    files: fewer(a.files, b.files),
  };
}

/** Right for one of them. Only what is asked of both is asked. */
export function either(a: PolicyChoices, b: PolicyChoices): PolicyChoices {
  return {
    ...a,
    kinds: KINDS.filter((kind) => a.kinds.includes(kind) || b.kinds.includes(kind)),
    modes: MODES.filter((mode) => a.modes.includes(mode) || b.modes.includes(mode)),
    entries: ENTRIES.filter((entry) => a.entries.includes(entry) || b.entries.includes(entry)),
    longestMs: Math.max(a.longestMs, b.longestMs),
    initialMs: Math.max(a.initialMs, b.initialMs),
    needsNote: a.needsNote && b.needsNote,
    tickets: a.tickets.filter((list) => b.tickets.includes(list)),
    files: more(a.files, b.files),
  };
}

const CODES = {
  person: ['policy.person', 'recipient'],
  template: ['policy.template', 'template'],
  kind: ['policy.kind', 'kind'],
  mode: ['policy.mode', 'mode'],
  entry: ['policy.entry', 'entry'],
  expiry: ['policy.expiry', 'expires'],
  note: ['policy.note', 'note'],
  files: ['policy.files', 'files'],
} as const satisfies Record<string, readonly [Refusal['code'], string]>;

function refusal(aspect: keyof typeof CODES, why: Aspect): Refusal {
  const [code, field] = CODES[aspect];
  return refuse(code, { field, why: describe(why), ...('rule' in why && { rule: why.rule.name }) });
}

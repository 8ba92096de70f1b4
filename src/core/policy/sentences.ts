// Why a policy refuses, in one plain sentence; the operator's own words where the rule has some.

import type { Kind, Mode, Standing } from '../share.ts';
import type { FilesAllowed, Policy, Rule } from './policy.ts';
import type { Receiver } from './receiver.ts';
import { exampleTicket } from './tickets.ts';

/** What stood against it. */
export type Aspect =
  | { readonly kind: 'unknown' | 'nothing' }
  | { readonly kind: 'denied' | 'modes' | 'not-for'; readonly rule: Rule; readonly from: Standing; readonly to: Receiver }
  | { readonly kind: 'needed' | 'kinds' | 'entries' | 'longest' | 'fixed' | 'note' | 'ticket' | 'files'; readonly rule: Rule };

const FROM = {
  member: 'members of this workspace',
  guest: 'guests',
  linked: 'people of a linked workspace',
  outsider: 'people outside chat',
  program: 'programs',
  machine: 'machines',
} satisfies Record<Standing, string>;
const isStanding = (receiver: Receiver): receiver is Standing => Object.hasOwn(FROM, receiver);
const nameOf = (receiver: Receiver): string => (isStanding(receiver) ? FROM[receiver] : `the machine ${receiver.slice('machine:'.length)}`);
const KIND = { credential: 'credentials', bank: 'bank details', document: 'documents', note: 'notes' } satisfies Record<Kind, string>;
const MODE = {
  sealed: 'their browser',
  'sealed+words': 'their browser and a passphrase',
  words: 'a passphrase',
  link: 'a link',
  'link+words': 'a link and a passphrase',
} satisfies Record<Mode, string>;

export function describe(aspect: Aspect): string {
  switch (aspect.kind) {
    case 'unknown':
      return 'There’s no template of that name. Choose another, or go on without one.';
    case 'nothing':
      return 'The policy leaves nothing that could be chosen here. Tell your operator.';
    case 'denied':
      return aspect.rule.because ?? `The policy doesn’t let ${FROM[aspect.from]} share with ${nameOf(aspect.to)}.`;
    case 'not-for':
      return `The policy doesn’t let ${FROM[aspect.from]} use this template for ${nameOf(aspect.to)}. Choose another.`;
    case 'needed':
      return because(aspect.rule, `The policy asks for a template here: ${series(aspect.rule.templates ?? [])}.`);
    case 'kinds':
      return because(aspect.rule, `The policy allows only this here: ${series((aspect.rule.kinds ?? []).map((kind) => KIND[kind]))}.`);
    case 'modes':
      return because(aspect.rule, `The policy wants it opened here with ${series((aspect.rule.modes ?? []).map((mode) => MODE[mode]))}.`);
    case 'entries':
      return because(
        aspect.rule,
        aspect.rule.entries?.includes('page')
          ? 'The policy doesn’t let a secret be typed in chat here. Enter it in your browser.'
          : 'The policy wants the secret typed in chat here.',
      );
    case 'longest':
      return because(aspect.rule, `The policy lets it wait for at most ${duration(aspect.rule.longestMs ?? 0)} here.`);
    case 'fixed':
      return because(aspect.rule, `This template waits for ${duration(aspect.rule.fixedMs ?? 0)}, not for longer or less.`);
    case 'note':
      return because(aspect.rule, 'The policy asks for a note here: say what it’s for.');
    case 'ticket':
      return because(
        aspect.rule,
        `The policy asks for a ticket in the note, such as ${series((aspect.rule.tickets ?? []).map(exampleTicket))}.`,
      );
    case 'files':
      return because(aspect.rule, `The policy lets ${describeFiles(aspect.rule.files ?? NOTHING)} be attached here.`);
  }
}

const NOTHING: FilesAllowed = { count: 0, bytes: 0 };

/** `no files`, `at most 3 files of at most 5 MiB each`, `only files of at most 5 MiB`. */
export function describeFiles({ count: most, bytes }: FilesAllowed): string {
  if (most === 0) return 'no files';
  const each = Number.isFinite(bytes) ? ` of at most ${sizeOf(bytes)}` : '';
  if (!Number.isFinite(most)) return `only files${each}`;
  return `at most ${count(most, 'file')}${each}${each !== '' && most > 1 ? ' each' : ''}`;
}

const sizeOf = (bytes: number): string => (bytes % MIB === 0 ? `${bytes / MIB} MiB` : `${Math.round(bytes / 1_024)} KiB`);
const MIB = 1024 * 1024;

/** For operators. */
export const summarize = ({ version, hash, rules, templates }: Policy): string =>
  `${version} (SHA-256 ${hash}): ${count(rules.length, 'rule')}, ${count(templates.length, 'template')}`;

const count = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`;

const because = ({ because: why }: Rule, sentence: string): string => (why === undefined ? sentence : `${sentence} ${why}`);

const series = (list: readonly string[]): string =>
  list.length < 2 ? (list[0] ?? '') : `${list.slice(0, -1).join(', ')} or ${list.at(-1) ?? ''}`;

/** `90 days`, `8 hours`, `15 minutes`. */
export function duration(ms: number): string {
  const [size, unit] = (
    [
      [86_400_000, 'day'],
      [3_600_000, 'hour'],
      [60_000, 'minute'],
    ] as const
  ).find(([one]) => ms % one === 0) ?? [60_000, 'minute'];
  return count(Math.round(ms / size), unit);
}

// `nt2 rotation …` and `nt2 incident`: what a person is asked to change, and what they say about it.

import {
  requestCalendarEnd,
  fetchRotations,
  requestCalendar,
  requestIncident,
  requestRotation,
  type OpenedRow,
  type OwnRotation,
  type RotationWish,
} from '../../client/calls/rotations.ts';
import { askAsPerson } from '../as-person.ts';
import { parseFlags, type Flags } from '../flags.ts';
import { print, UsageError } from '../output.ts';
import { shareIdOf } from '../share-id.ts';
import { escapeForTerminal, renderColumns, tellPerson } from '../terminal-text.ts';

const ACTS = ['list', 'calendar', 'done', 'snooze', 'owner', 'set'] as const;
type Act = Exclude<(typeof ACTS)[number], 'list' | 'calendar'>;

export function runRotation(args: readonly string[]): Promise<number> {
  const act = ACTS.find((one) => one === args[0]);
  if (act === undefined) throw new UsageError(`nt2 rotation takes ${ACTS.join(', ')}`);
  const flags = parseFlags(`rotation ${act}`, args.slice(1));
  if (act === 'list') return listAll(flags);
  return act === 'calendar' ? feed(flags) : change(act, flags);
}

/** The address is all that guards the feed: it is printed alone, and once. */
async function feed(flags: Flags): Promise<number> {
  if (flags.rest.length > 0) throw new UsageError('nt2 rotation calendar takes no words');
  if (flags.has('--end')) {
    await askAsPerson(flags, requestCalendarEnd);
    if (!flags.has('--json')) tellPerson('The feed has ended, or there was none.');
    return 0;
  }
  const url = await askAsPerson(flags, requestCalendar);
  if (!flags.has('--json')) tellPerson('For your calendar program. Anyone who has the address reads the days, and nothing of what is due.');
  print(flags.has('--json') ? JSON.stringify({ url }) : url);
  return 0;
}

async function listAll(flags: Flags): Promise<number> {
  if (flags.rest.length > 0) throw new UsageError('nt2 rotation list takes no words');
  const rows = await askAsPerson(flags, fetchRotations);
  const shown = flags.has('--overdue') ? rows.filter(({ isOverdue }) => isOverdue) : rows;
  if (flags.has('--json')) for (const row of shown) print(JSON.stringify(row));
  else if (shown.length > 0) print(renderRotations(shown));
  else tellPerson('Nothing waits to be changed.');
  return 0;
}

export const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);
const whatOf = ({ label, kind }: { readonly label: string; readonly kind: string }): string =>
  escapeForTerminal(label === '' ? kind : label);

const renderRotations = (rows: readonly OwnRotation[]): string =>
  renderColumns([
    ['ID', 'WHAT', 'DUE', '', 'OWNER', 'OPENED BY'],
    ...rows.map((row) => [
      row.id,
      whatOf(row),
      dayOf(row.dueAt),
      row.isOverdue ? 'overdue' : '',
      escapeForTerminal(row.owner),
      row.why === 'pasted' && row.holders.length === 0
        ? 'pasted into chat'
        : escapeForTerminal(row.holders.map(({ name }) => (name === '' ? 'the holder of a link' : name)).join(', ')),
    ]),
  ]);

async function change(act: Act, flags: Flags): Promise<number> {
  const wish = wishOf(act, flags);
  const id = shareIdOf(flags);
  const now = await askAsPerson(flags, (by) => requestRotation(by, id, wish));
  if (flags.has('--json')) print(JSON.stringify(now));
  else tellPerson(sentenceOf(act, now));
  return 0;
}

const sentenceOf = (act: Act, { owner, dueAt }: OwnRotation): string =>
  ({
    done: 'Changed. Nobody is reminded any more.',
    snooze: 'Put off. It still counts as overdue once its time is over.',
    owner: `From now on ${escapeForTerminal(owner)} is asked.`,
    set: `Due on ${dayOf(dueAt)}.`,
  })[act];

function wishOf(act: Act, flags: Flags): RotationWish {
  switch (act) {
    case 'done':
      return { kind: 'done' };
    case 'snooze': {
      const days = Number(flags.one('--days') ?? 7);
      if (!Number.isInteger(days) || days < 1 || days > 90) throw new UsageError('--days is a number from 1 to 90');
      return { kind: 'snooze', days };
    }
    case 'owner': {
      const to = flags.one('--to');
      if (to === undefined) throw new UsageError('--to names who is asked from now on');
      return { kind: 'owner', to };
    }
    case 'set': {
      const day = flags.one('--on') ?? '';
      const due = /^\d{4}-\d\d-\d\d$/.test(day) ? Date.parse(day) : Number.NaN;
      if (Number.isNaN(due)) throw new UsageError('--on is a day: 2027-01-31');
      return { kind: 'due', due };
    }
  }
}

export async function reportLoss(args: readonly string[]): Promise<number> {
  const flags = parseFlags('incident', args);
  if (flags.rest.length > 0) throw new UsageError('nt2 incident takes no words');
  const start = flags.has('--start');
  const rows = await askAsPerson(flags, (by) => requestIncident(by, start));
  if (flags.has('--json')) for (const row of rows) print(JSON.stringify(row));
  else if (rows.length === 0) tellPerson('As far as nt2 remembers, you opened nothing.');
  else {
    print(renderOpened(rows));
    tellPerson(
      start
        ? 'All of it is due now, and those who gave it to you are asked. End lost browsers too: nt2 devices.'
        : 'nt2 incident --start has all of it due now, and asks those who gave it to you to change it.',
    );
  }
  return 0;
}

export const renderOpened = (rows: readonly OpenedRow[]): string =>
  renderColumns([
    ['SHARE', 'WHAT', 'FROM', 'OPENED', 'ROTATION'],
    ...rows.map((row) => [row.share, whatOf(row), escapeForTerminal(row.from), dayOf(row.at), row.rotation]),
  ]);

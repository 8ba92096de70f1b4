// `nt2 offboard …`: for those whom the policy names.

import {
  fetchOffboarding,
  fetchOffboardings,
  fetchOffboardingText,
  requestOffboarding,
  requestTick,
  type OffboardingView,
} from '../../client/calls/offboardings.ts';
import { isOffboardStep, OFFBOARD_STEPS } from '../../core/offboarding/record.ts';
import { askAsPerson } from '../as-person.ts';
import { parseFlags, type Flags } from '../flags.ts';
import { print, UsageError } from '../output.ts';
import { dayOf, renderOpened } from '../rotation/rotation.ts';
import { escapeForTerminal, localTime, renderColumns, tellPerson } from '../terminal-text.ts';

const ACTS = { start, list, show, tick, report } as const;

export function offboard(args: readonly string[]): Promise<number> {
  const [act = ''] = args;
  if (!Object.hasOwn(ACTS, act)) throw new UsageError(`nt2 offboard takes ${Object.keys(ACTS).join(', ')}`);
  return ACTS[act as keyof typeof ACTS](parseFlags(`offboard ${act}`, args.slice(1)));
}

async function start(flags: Flags): Promise<number> {
  const [person, ...more] = flags.rest;
  if (person === undefined || more.length > 0) throw new UsageError('nt2 offboard start takes the one person who leaves');
  // It ends what is theirs at once and cannot be undone.
  if (!flags.has('--yes')) {
    tellPerson('This takes back all that waits for them or from them, and signs them out everywhere, at once. Say --yes to do it.');
    return 2;
  }
  return tell(flags, await askAsPerson(flags, (by) => requestOffboarding(by, person)));
}

async function list(flags: Flags): Promise<number> {
  if (flags.rest.length > 0) throw new UsageError('nt2 offboard list takes no words');
  const all = await askAsPerson(flags, fetchOffboardings);
  if (flags.has('--json')) for (const one of all) print(JSON.stringify(one));
  else if (all.length === 0) tellPerson('There is none.');
  else
    print(
      renderColumns([
        ['ID', 'PERSON', 'SINCE', 'STEPS', ''],
        ...all.map((one) => [
          one.id,
          escapeForTerminal(one.person),
          dayOf(one.startedAt),
          `${one.steps.filter(({ at }) => at !== null).length} of ${one.steps.length}`,
          one.isDone ? 'done' : one.isLate ? 'late' : '',
        ]),
      ]),
    );
  return 0;
}

const idOf = ({ rest: [id = '', ...more] }: Flags, most = 0): string => {
  if (!/^[a-z2-7]{32}$/.test(id) || more.length !== most) throw new UsageError('name an offboarding by its id: nt2 offboard list has them');
  return id;
};

async function show(flags: Flags): Promise<number> {
  const id = idOf(flags);
  return tell(flags, await askAsPerson(flags, (by) => fetchOffboarding(by, id)));
}

async function tick(flags: Flags): Promise<number> {
  const id = idOf(flags, 1);
  const step = flags.rest[1] ?? '';
  if (!isOffboardStep(step)) throw new UsageError(`a step is one of ${OFFBOARD_STEPS.join(', ')}`);
  return tell(flags, await askAsPerson(flags, (by) => requestTick(by, id, step)));
}

/** As the server made it, byte for byte: a signature is over that. */
async function report(flags: Flags): Promise<number> {
  const id = idOf(flags);
  const which = flags.has('--sig') ? 'signature' : 'report';
  process.stdout.write(await askAsPerson(flags, (by) => fetchOffboardingText(by, id, which)));
  return 0;
}

function tell(flags: Flags, found: OffboardingView): number {
  if (flags.has('--json')) return print(JSON.stringify(found));
  const { id, person, done, opened, steps, untilAt, isDone, isLate } = found;
  const state = isDone ? 'done' : `${isLate ? 'late: it should have been done by' : 'to be done by'} ${localTime(untilAt)}`;
  print(`Offboarding ${id} of ${escapeForTerminal(person)}: ${state}`);
  if (done !== null)
    print(
      `Taken back: ${done.shares} shares. Ended: ${done.browsers} browsers and terminals, ${done.machines} machines, ${done.tokens} tokens.`,
    );
  if (opened.length > 0) print(renderOpened(opened));
  print(
    renderColumns(
      steps.map(({ step, at, by }) => [
        at === null ? '[ ]' : '[x]',
        step,
        at === null ? '' : `${escapeForTerminal(by ?? '')} ${localTime(at)}`,
      ]),
    ),
  );
  return 0;
}

// `nt2 glass …`: what is sealed in advance for several people and machines, and opens in an emergency.

import {
  changeOneEnvelope,
  fetchEnvelope,
  fetchEnvelopeKeys,
  fetchEnvelopes,
  openEnvelope,
  type EnvelopeView,
} from '../../client/calls/envelopes.ts';
import { openHalf } from '../../crypto/envelope/envelope.ts';
import { claimSecretHash } from '../../crypto/events/claim-secret.ts';
import { machineClaimSecret } from '../../crypto/keys/machine.ts';
import { machineWords } from '../../crypto/passphrase/wordlist.ts';
import type { Bytes } from '../../crypto/bytes.ts';
import { EXIT } from '../exit-codes.ts';
import { parseFlags, type Flags } from '../flags.ts';
import { CommandFailure, print, UsageError } from '../output.ts';
import { escapeForTerminal, localTime, renderColumns, tellPerson } from '../terminal-text.ts';
import { keyId, loadHolder, ownKey, seedOf, showKey } from './holder.ts';
import { sealForMembers } from './seal.ts';

const ACTS = { key, members, seal: sealForMembers, list, show, ask, agree, refuse: sayNo, open: openIt, end: endIt } as const;

export function glass(args: readonly string[]): Promise<number> {
  const [act = ''] = args;
  if (!Object.hasOwn(ACTS, act)) throw new UsageError(`nt2 glass takes ${Object.keys(ACTS).join(', ')}`);
  return ACTS[act as keyof typeof ACTS](parseFlags(`glass ${act}`, args.slice(1)));
}

const none = ({ rest }: Flags): void => {
  if (rest.length > 0) throw new UsageError('this command takes no words');
};

function idOf({ rest: [id = '', ...more] }: Flags): string {
  if (!/^[a-z2-7]{32}$/.test(id) || more.length > 0) throw new UsageError('name an envelope by its id: nt2 glass list has them');
  return id;
}

async function key(flags: Flags): Promise<number> {
  none(flags);
  const holder = await loadHolder(flags);
  const name = flags.one('--name') ?? (holder.name === '' ? 'terminal' : holder.name);
  if (!/^[a-z0-9-]{1,24}$/.test(name)) throw new UsageError('--name is small letters, digits and hyphens, 24 at most');
  const seed = holder.seed ?? (await holder.make(name));
  await showKey(holder, seed, name);
  const { device } = await ownKey(seed);
  return print(`${keyId(device)}  ${machineWords(device).join(' ')}`);
}

async function members(flags: Flags): Promise<number> {
  none(flags);
  const { keys } = await (await loadHolder(flags)).ask(fetchEnvelopeKeys);
  if (keys.length === 0) tellPerson('Nobody has left a key yet: each member does so by nt2 glass key.');
  else
    print(
      renderColumns([
        ['KEY', 'PERSON', 'NAME', 'SHOWN', 'WORDS'],
        ...keys.map(({ device, person, name, isMachine, at }) => [
          keyId(device),
          escapeForTerminal(person),
          `${escapeForTerminal(name)}${isMachine ? ' (machine)' : ''}`,
          localTime(at),
          machineWords(device).join(' '),
        ]),
      ]),
    );
  return 0;
}

const stateOf = ({ state, sealAgain, asking, members: all }: EnvelopeView): string => {
  const drill = asking?.isDrill === true ? 'drill: ' : '';
  const isWaiting = asking !== null && ['asked', 'half', 'due', 'agreed'].includes(asking.step);
  if (isWaiting) return `${drill}${asking.step}`;
  if (sealAgain) return state === 'sealed' ? 'seal again' : `${state}: seal again`;
  return state === 'sealed' && all.filter(({ isReady }) => isReady).length < 2 ? 'fewer than two are ready' : state;
};

async function list(flags: Flags): Promise<number> {
  none(flags);
  const all = await (await loadHolder(flags)).ask(fetchEnvelopes);
  if (all.length === 0) tellPerson('There is none.');
  else
    print(
      renderColumns([
        ['ID', 'WHAT', 'OWNER', 'MEMBERS', ''],
        ...all.map((one) => [one.id, escapeForTerminal(one.label), escapeForTerminal(one.owner), String(one.members.length), stateOf(one)]),
      ]),
    );
  return 0;
}

function tell(one: EnvelopeView): number {
  const { id, label, owner, afterMs, seal, sealedAt, members: all, asking } = one;
  const rule =
    afterMs === null ? 'a second person' : `a second person, or ${Math.round(afterMs / 60_000)} minutes during which everybody hears`;
  print(`${escapeForTerminal(label)} (${id}), of ${escapeForTerminal(owner)}: ${stateOf(one)}`);
  print(`Sealed ${localTime(sealedAt)}, seal ${seal}. Opens by ${rule}.`);
  if (all.length > 0)
    print(
      renderColumns(
        all.map(({ device, person, name, isMachine, isReady }) => [
          keyId(device),
          escapeForTerminal(person),
          `${escapeForTerminal(name)}${isMachine ? ' (machine)' : ''}`,
          isReady ? 'ready' : 'not shown for 90 days',
        ]),
      ),
    );
  if (asking !== null) {
    const { n, isDrill, by, reason, at, step, dueAt, agreed, refused } = asking;
    print(`${isDrill ? 'Drill' : 'Asking'} ${n} by ${escapeForTerminal(by)}, ${localTime(at)}: ${escapeForTerminal(reason)}`);
    const answer = agreed === null ? '' : `, ${escapeForTerminal(agreed)} agreed`;
    const no = refused === null ? '' : `, ${escapeForTerminal(refused)} said no`;
    print(`${step}${answer}${no}${dueAt === null ? '' : `, due ${localTime(dueAt)}`}`);
  }
  return 0;
}

async function show(flags: Flags): Promise<number> {
  const id = idOf(flags);
  return tell(await (await loadHolder(flags)).ask((by) => fetchEnvelope(by, id)));
}

/** Of this asking alone, and from the key of this terminal: so nothing has to be kept in between. */
const secretFor = (seed: Bytes, { id, seal }: EnvelopeView, n: number): string => machineClaimSecret(seed, `envelope/${id}/${seal}/${n}`);

async function ask(flags: Flags): Promise<number> {
  const id = idOf(flags);
  const reason = flags.one('--reason') ?? '';
  if (reason.trim() === '') throw new UsageError('say why: --reason and a few words, which owner and members read');
  const holder = await loadHolder(flags);
  const seed = seedOf(holder);
  const { device } = await ownKey(seed);
  const before = await holder.ask((by) => fetchEnvelope(by, id));
  const { asking } = before;
  // The same try once more, if an answer was lost.
  const isOwn = asking !== null && asking.device === device && ['asked', 'half', 'due', 'agreed'].includes(asking.step);
  const n = isOwn ? asking.n : (asking?.n ?? 0) + 1;
  const claim = claimSecretHash(secretFor(seed, before, n)) ?? '';
  return tell(await holder.ask((by) => changeOneEnvelope(by, id, { kind: 'ask', device, claim, reason, drill: flags.has('--drill') })));
}

async function answer(flags: Flags, kind: 'agree' | 'refuse'): Promise<number> {
  const id = idOf(flags);
  const holder = await loadHolder(flags);
  const { asking } = await holder.ask((by) => fetchEnvelope(by, id));
  if (asking === null) throw new CommandFailure(EXIT.refused, 'Nobody asks for it.');
  return tell(await holder.ask((by) => changeOneEnvelope(by, id, { kind, n: asking.n })));
}

function agree(flags: Flags): Promise<number> {
  return answer(flags, 'agree');
}
function sayNo(flags: Flags): Promise<number> {
  return answer(flags, 'refuse');
}

async function openIt(flags: Flags): Promise<number> {
  const id = idOf(flags);
  const holder = await loadHolder(flags);
  const seed = seedOf(holder);
  const { device, identity } = await ownKey(seed);
  const before = await holder.ask((by) => fetchEnvelope(by, id));
  const { asking } = before;
  if (asking === null || asking.device !== device)
    throw new CommandFailure(EXIT.refused, 'It was not asked for from here: nt2 glass ask does so.');
  const secret = secretFor(seed, before, asking.n);
  const given = await holder.ask((by) => openEnvelope(by, id, secret));
  // A drill opens what was sealed as a drill, and nothing else: that stands in the capsule, and no server can change it.
  const half = asking.isDrill ? 'drill' : 'real';
  const text = given.half === half ? await openHalf({ envelope: id, seal: given.seal, half }, { device, identity }, given) : null;
  if (text === null)
    throw new CommandFailure(EXIT.refused, 'What came does not open with the key of this terminal. Nothing was confirmed: tell its owner.');
  if (asking.isDrill) tellPerson('DRILL. What follows was sealed for drills.');
  await new Promise<void>((resolve, reject) => void process.stdout.write(`${text}\n`, (error) => (error ? reject(error) : resolve())));
  await holder.ask((by) => changeOneEnvelope(by, id, { kind: 'confirm', secret }));
  return 0;
}

async function endIt(flags: Flags): Promise<number> {
  const id = idOf(flags);
  if (!flags.has('--yes')) {
    tellPerson('This deletes what lies in it, for everybody. Say --yes to do it.');
    return EXIT.refused;
  }
  return tell(await (await loadHolder(flags)).ask((by) => changeOneEnvelope(by, id, { kind: 'end' })));
}

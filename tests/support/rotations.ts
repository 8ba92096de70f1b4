// For bots: nothing is to be changed, or something is.

import type { BotDeps } from '../../src/bot/bot.ts';
import { askOffboardingCard, offboardingCard } from '../../src/bot/cards/offboarding.ts';
import { OFFBOARD_MS, OFFBOARD_STEPS, type Offboarding } from '../../src/core/offboarding/record.ts';
import { rotationCard } from '../../src/bot/cards/rotation.ts';
import type { Interaction, Pasted } from '../../src/bot/port.ts';
import { rotationLimits } from '../../src/core/limits.ts';
import { PASTED_KINDS } from '../../src/core/pasted-kind.ts';
import { envelopeCard, sealAgainCard } from '../../src/bot/cards/envelope.ts';
import { ASKING_STEPS, type Asking } from '../../src/core/ports/envelope-store.ts';
import type { RenderContext } from '../../src/bot/render-context.ts';
import { ROTATION_ENDS, ROTATION_REASONS, type Rotation } from '../../src/core/ports/rotation-store.ts';
import { ok, refuse } from '../../src/core/refusal.ts';
import { anEnvelope } from './envelopes.ts';
import { OUTSIDER, type PersonKey, type ShareId } from '../../src/core/share.ts';

const none = () => Promise.resolve(refuse('rotation.none'));

export const noRotations: BotDeps['rotations'] = {
  find: () => Promise.resolve(null),
  list: () => Promise.resolve([]),
  opened: () => Promise.resolve([]),
  allDue: () => Promise.resolve([]),
  done: none,
  snooze: none,
  handOver: none,
  pasted: none,
};

const casey = { key: 'chatter:t:casey' as PersonKey, name: 'Casey' };
const share = 'aaaaaabbbbbbbbbbbbbbbbbbbbbbbbbb' as ShareId;
export const aRotation: Rotation = {
  id: share,
  version: 1,
  kind: 'credential',
  label: 'Key',
  template: null,
  giver: casey.key,
  owner: casey,
  why: 'template',
  holders: [casey, OUTSIDER].map((person) => ({ share, person, at: 1 })),
  startedAt: 1,
  dueAt: 1_000,
  nextAt: 900,
  asked: 0,
  closed: null,
};
const found = (rotation: Rotation): Partial<BotDeps> => {
  const changed = () => Promise.resolve(ok(rotation));
  const opened = { share, value: share, at: 1, kind: 'credential', label: 'Key', template: null, giver: casey, rotation } as const;
  const many = <T>(one: T): T[] => Array.from({ length: 12 }, () => one);
  return {
    rotations: {
      find: () => Promise.resolve(rotation),
      list: () => Promise.resolve(many(rotation).map((one, n) => ({ ...one, dueAt: n % 2 === 0 ? -1 : 1 }))),
      opened: () => Promise.resolve(many(opened)),
      allDue: () => Promise.resolve([opened]),
      done: changed,
      snooze: changed,
      handOver: changed,
      pasted: changed,
    },
  };
};
type Scene = Partial<Interaction> & Pick<Interaction, 'kind'>;
const shortcutOn = (pasted: Pasted): Scene => ({ kind: 'shortcut', people: [], pasted });
const pastedMany = Array.from({ length: rotationLimits.pasted }, (): Rotation => ({ ...aRotation, why: 'pasted' }));
const pastedOften: Partial<BotDeps> = { rotations: { ...noRotations, list: () => Promise.resolve(pastedMany) } };
const askingOf = (): Asking => asking;
const closed = ROTATION_ENDS.map((how): Rotation => ({ ...aRotation, closed: { at: 1, by: casey.key, how } }));

/** All that chat says of them: what is typed with a space in front, or pressed, and in which world. */
export const rotationScenes: readonly (readonly [said: string | Scene, world: Partial<BotDeps>])[] = [
  [' rotation', {}],
  [' rotation', found(aRotation)],
  [' incident', {}],
  [' incident', found(aRotation)],
  ['incident-now', found(aRotation)],
  ['snooze', found(aRotation)],
  ['hand-over', found(aRotation)],
  ...closed.map((one) => ['rotated', found(one)] as const),
  ...PASTED_KINDS.map((looks) => [shortcutOn({ by: 'actor', looks }), {}] as const),
  ...(['other', 'app'] as const).map((by) => [shortcutOn({ by, looks: null }), {}] as const),
  ['rescue-rotate', {}],
  [{ kind: 'form', name: 'pasted', ref: 'pasted', values: { label: 'Shop key' } }, found(aRotation)],
  [{ kind: 'form', name: 'pasted', ref: 'pasted', values: { label: 'Shop key' } }, pastedOften],
  ['glass-agree', { envelopes: { agree: () => Promise.resolve(ok(anEnvelope({ asking: askingOf() }))), refuse: none } }],
  [' offboard', { offboardings: { may: () => true, start: none, tick: none } }],
];

const asking: Asking = {
  n: 1,
  isDrill: false,
  by: casey,
  device: 'a',
  reason: 'down',
  at: 1,
  claim: '',
  step: 'asked',
  toldAt: null,
  halfAt: null,
  dueAt: null,
  agreed: casey,
  refused: casey,
  releasedAt: null,
  untold: [],
  rounds: 0,
};
/** Each card of an envelope. */
const envelopeCards = (context: RenderContext): unknown[] => [
  sealAgainCard(context, anEnvelope()),
  ...[null, 3_600_000].flatMap((afterMs) =>
    ASKING_STEPS.flatMap((step) =>
      [true, false].map((isDrill) =>
        envelopeCard(context, anEnvelope({ afterMs, asking: { ...asking, step, isDrill } }), 'x' as PersonKey),
      ),
    ),
  ),
];

/** Each message that asks. */
export const rotationMessages = (context: RenderContext): unknown[] => [
  ...offboardingCards(context),
  ...envelopeCards(context),
  rotationCard(context, { ...aRotation, why: 'pasted', holders: [] }, 0),
  ...ROTATION_REASONS.flatMap((why) => [0, 2_000].map((now) => rotationCard(context, { ...aRotation, why }, now))),
];

export const noEnvelopes: BotDeps['envelopes'] = {
  agree: () => Promise.resolve(refuse('envelope.none')),
  refuse: () => Promise.resolve(refuse('envelope.none')),
};

export const noOffboardings: BotDeps['offboardings'] = {
  may: () => false,
  start: () => Promise.resolve(refuse('offboarding.none')),
  tick: () => Promise.resolve(refuse('offboarding.none')),
};
export const noOthers: Pick<BotDeps, 'offboardings' | 'envelopes'> = { offboardings: noOffboardings, envelopes: noEnvelopes };
const begun: Offboarding = {
  id: share,
  tenant: 'chatter:t',
  person: casey,
  by: casey,
  startedAt: -1,
  done: null,
  opened: [],
  ticks: {},
  nextAt: 1,
  asked: 0,
  closed: null,
};
const done = { at: 1, shares: [share], open: 0, browsers: 1, machines: 1, tokens: 1 };
const ticks = Object.fromEntries(OFFBOARD_STEPS.map((step) => [step, { at: 1, by: casey }]));

/** Each card of an offboarding. */
const offboardingCards = (context: RenderContext): unknown[] => [
  askOffboardingCard(context, casey),
  ...[0, OFFBOARD_MS].flatMap((now) =>
    [begun, { ...begun, done, ticks }, { ...begun, done }].map((one) => offboardingCard(context, one, now)),
  ),
];

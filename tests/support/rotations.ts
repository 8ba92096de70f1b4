// For bots: nothing is to be changed, or something is.

import type { BotDeps } from '../../src/bot/bot.ts';
import { rotationCard } from '../../src/bot/cards/rotation.ts';
import type { RenderContext } from '../../src/bot/render-context.ts';
import { ROTATION_ENDS, ROTATION_REASONS, type Rotation } from '../../src/core/ports/rotation-store.ts';
import { ok, refuse } from '../../src/core/refusal.ts';
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
    },
  };
};
const closed = ROTATION_ENDS.map((how): Rotation => ({ ...aRotation, closed: { at: 1, by: casey.key, how } }));

/** All that chat says of them: what is typed with a space in front, or pressed, and in which world. */
export const rotationScenes: readonly (readonly [said: string, world: Partial<BotDeps>])[] = [
  [' rotation', {}],
  [' rotation', found(aRotation)],
  [' incident', {}],
  [' incident', found(aRotation)],
  ['incident-now', found(aRotation)],
  ['snooze', found(aRotation)],
  ['hand-over', found(aRotation)],
  ...closed.map((one) => ['rotated', found(one)] as const),
];

/** Each message that asks. */
export const rotationMessages = (context: RenderContext): unknown[] =>
  ROTATION_REASONS.flatMap((why) => [0, 2_000].map((now) => rotationCard(context, { ...aRotation, why }, now)));

// Modals and home views: triggers that live three seconds and open one thing, a stack of three, a hash that changes with every change.

import type { Installation, View, ViewInput } from './types.ts';
import type { World } from './world.ts';

const TRIGGER_MS = 3000;
const STACK = 3;

export function newTrigger(
  world: World,
  { user, team, act, viewId = null }: { user: string; team: string; act: string; viewId?: string | null },
): string {
  const id = `${String(world.count()).padStart(6, '0')}.${String(1_000_000 + world.count())}.${Buffer.from(act).toString('hex').padEnd(16, '0')}`;
  world.triggers.set(id, { id, user, team, act, viewId, at: world.clock(), used: false });
  return id;
}

export type Exchanged =
  | { readonly user: string; readonly team: string; readonly act: string; readonly viewId: string | null }
  | { readonly error: string };

/** Spends a trigger. */
export function exchange(world: World, id: unknown): Exchanged {
  const trigger = typeof id === 'string' ? world.triggers.get(id) : undefined;
  if (!trigger) return { error: 'invalid_trigger_id' };
  if (trigger.used) return { error: 'exchanged_trigger_id' };
  if (world.clock() - trigger.at > TRIGGER_MS) return { error: 'expired_trigger_id' };
  trigger.used = true;
  return trigger;
}

export const stackOf = (world: World, user: string): View[] => {
  const found = world.modals.get(user) ?? [];
  world.modals.set(user, found);
  return found;
};

export function findView(world: World, match: (view: View) => boolean): { view: View; user: string } | null {
  for (const [user, stack] of world.modals) {
    const view = stack.find(match);
    if (view) return { view, user };
  }
  for (const [user, view] of world.homes) if (match(view)) return { view, user };
  return null;
}

const newHash = (world: World): string => `${String(Math.floor(world.clock() / 1000))}.${String(world.count()).padStart(8, '0')}`;

function made(world: World, input: ViewInput, { who, team }: { who: Installation; team: string }): View {
  world.sentViews.push(structuredClone(input));
  const id = world.id('V');
  return {
    ...structuredClone(input),
    blocks: world.withIds(input.blocks),
    id,
    team_id: team,
    private_metadata: input.private_metadata ?? '',
    callback_id: input.callback_id ?? '',
    external_id: input.external_id ?? '',
    state: { values: {} },
    hash: newHash(world),
    root_view_id: id,
    previous_view_id: null,
    app_id: world.app.id,
    bot_id: who.botId,
    app_installed_team_id: who.teamId ?? team,
  };
}

export interface Opening {
  readonly who: Installation;
  readonly user: string;
  readonly team: string;
  /** The act that it answers. */
  readonly act: string;
}

/** Opens a modal over whatever was open. */
export function openModal(world: World, input: ViewInput, opening: Opening): View {
  const view = made(world, input, opening);
  world.modals.set(opening.user, [view]);
  world.openedBy.set(view.id, opening.act);
  return view;
}

/** Null when the stack is full. */
export function pushModal(world: World, input: ViewInput, opening: Opening): View | null {
  const stack = stackOf(world, opening.user);
  if (stack.length >= STACK) return null;
  const below = stack.at(-1);
  const view = made(world, input, opening);
  if (below) Object.assign(view, { previous_view_id: below.id, root_view_id: below.root_view_id });
  stack.push(view);
  world.openedBy.set(view.id, opening.act);
  return view;
}

/** Puts other content into a view that stands. What was typed into blocks that stay the same would stay, so tests give values anew. */
export function changeView(world: World, view: View, input: ViewInput): View {
  world.sentViews.push(structuredClone(input));
  const { title, submit, close, ...rest } = structuredClone(input);
  for (const [name, value] of Object.entries({ title, submit, close })) {
    if (value === undefined) delete view[name as 'title'];
    else view[name as 'title'] = value;
  }
  Object.assign(view, rest, {
    blocks: world.withIds(input.blocks),
    private_metadata: input.private_metadata ?? '',
    callback_id: input.callback_id ?? '',
    external_id: input.external_id ?? '',
    hash: newHash(world),
  });
  return view;
}

export function publishHome(world: World, input: ViewInput, { who, team, user }: { who: Installation; team: string; user: string }): View {
  const old = world.homes.get(user);
  if (old) return changeView(world, old, input);
  const view = made(world, input, { who, team });
  world.homes.set(user, view);
  return view;
}

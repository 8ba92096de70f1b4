// views.open, views.push, views.update, views.publish.

import { judgeView } from '../blocks-judge.ts';
import type { Installation, View, ViewInput } from '../model/types.ts';
import { changeView, exchange, findView, openModal, publishHome, pushModal, stackOf } from '../model/views.ts';
import type { World } from '../model/world.ts';
import { type Args, invalid, type Method, refuse, type Result } from './answer.ts';

const LARGEST = 250_000;

export function viewMethods(world: World): Record<string, Method> {
  /** What is wrong with a view, or null. */
  function wrong(view: ViewInput | undefined, surface: 'modal' | 'home', method: string): Result | null {
    if (JSON.stringify(view ?? {}).length > LARGEST) return refuse('view_too_large');
    const found = judgeView(view, surface);
    world.complaints.push(...found.map((what) => `${method}: ${what}`));
    return found.length > 0 ? invalid(...found) : null;
  }

  const taken = (id: string | undefined, except: View | null): boolean =>
    id !== undefined && id !== '' && findView(world, (view) => view.external_id === id && view !== except) !== null;

  function begin(args: Args, who: Installation, method: 'views.open' | 'views.push'): Result {
    const { view } = args;
    const refused = wrong(view, 'modal', method);
    if (refused || !view) return refused ?? invalid('view');
    if (taken(view.external_id, null)) return refuse('duplicate_external_id');
    if (method === 'views.push') {
      const trigger = world.triggers.get(args.trigger_id ?? '');
      if (trigger && (trigger.viewId === null || stackOf(world, trigger.user).length === 0)) return refuse('not_found');
      if (trigger && stackOf(world, trigger.user).length >= 3) return refuse('push_limit_reached');
    }
    const spent = exchange(world, args.trigger_id);
    if ('error' in spent) return refuse(spent.error);
    if (!world.teamsOf(who).includes(spent.team)) return refuse('invalid_trigger_id');
    const opening = { who, user: spent.user, team: spent.team, act: spent.act };
    const made = method === 'views.open' ? openModal(world, view, opening) : pushModal(world, view, opening);
    return made ? { ok: true, view: structuredClone(made) } : refuse('push_limit_reached');
  }

  function update(args: Args): Result {
    const found = findView(world, (view) =>
      args.view_id === undefined ? args.external_id !== undefined && view.external_id === args.external_id : view.id === args.view_id,
    );
    if (!found) return refuse('not_found');
    const refused = wrong(args.view, found.view.type, 'views.update');
    if (refused || !args.view) return refused ?? invalid('view');
    if (args.hash !== undefined && args.hash !== found.view.hash) return refuse('hash_conflict');
    if (taken(args.view.external_id, found.view)) return refuse('duplicate_external_id');
    return { ok: true, view: structuredClone(changeView(world, found.view, args.view)) };
  }

  function publish(args: Args, who: Installation): Result {
    const user = world.users.get(args.user_id ?? '');
    const team = args.team_id ?? world.teamsOf(who).find((one) => user?.teams.includes(one));
    if (!user || user.bot || user.deleted || team === undefined) return invalid('user_id');
    if (!world.app.homeTab) return refuse('not_enabled');
    const refused = wrong(args.view, 'home', 'views.publish');
    if (refused || !args.view) return refused ?? invalid('view');
    if (args.hash !== undefined && args.hash !== world.homes.get(user.id)?.hash) return refuse('hash_conflict');
    return { ok: true, view: structuredClone(publishHome(world, args.view, { who, team, user: user.id })) };
  }

  return {
    'views.open': { run: (args, who) => begin(args, who, 'views.open') },
    'views.push': { run: (args, who) => begin(args, who, 'views.push') },
    'views.update': { run: (args) => update(args) },
    'views.publish': { run: publish },
  };
}

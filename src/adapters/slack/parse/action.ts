// A press on one of nt2's buttons, in a message, a modal or on a person's own page.

import * as z from 'zod';

import { ACTIONS } from '../../../bot/actions.ts';
import { parseActionId } from '../config.ts';
import { LIMITS } from '../limits.ts';
import type { SlackPayload } from '../payload.ts';
import { carriedIn, parseMetadata } from '../place.ts';
import { actorOf, channel, user } from './fields.ts';

const action = z.object({
  type: z.literal('block_actions'),
  trigger_id: z.string(),
  response_url: z.url().nullish(),
  user,
  channel: channel.nullish(),
  container: z.object({ type: z.string(), thread_ts: z.string().nullish() }),
  message: z.object({ thread_ts: z.string().nullish() }).nullish(),
  view: z.object({ id: z.string(), type: z.string(), private_metadata: z.string().nullish() }).nullish(),
  actions: z.array(z.object({ action_id: z.string(), value: z.string().max(LIMITS.buttonValue).nullish() })).min(1),
});

export function parseBlockActions(body: unknown): SlackPayload | null {
  const parsed = action.safeParse(body);
  const pressed = parsed.data?.actions[0];
  const name = ACTIONS.find((one) => one === parseActionId(pressed?.action_id ?? ''));
  if (!parsed.success || name === undefined) return null;
  const { data } = parsed;
  const view = data.view ?? null;
  const thread = data.message?.thread_ts ?? data.container.thread_ts ?? null;
  const carried = parseMetadata(view?.private_metadata);
  return {
    id: data.trigger_id,
    actor: actorOf(data.user),
    content: { kind: 'action', action: name, ref: pressed?.value ?? '' },
    place: data.channel ? { kind: 'here', channel: data.channel, thread } : carriedIn(carried),
    target: view === null ? { kind: 'message' } : view.type === 'home' ? { kind: 'home' } : { kind: 'modal', view: view.id },
    trigger: data.trigger_id,
    responseUrl: data.response_url ?? null,
    thread,
    fromHome: view?.type === 'home' || carried.home,
  };
}

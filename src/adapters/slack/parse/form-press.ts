// A press on a button inside the share form, which brings what stands in its fields.

import * as z from 'zod';

import { FORM_PRESSES } from '../../../bot/port.ts';
import { CALLBACK_IDS, parseActionId } from '../config.ts';
import type { SlackPayload } from '../payload.ts';
import { carriedIn, parseMetadata } from '../place.ts';
import { actorOf, user } from './fields.ts';
import { filledView, valuesIn } from './view-state.ts';

const pressed = z.object({
  type: z.literal('block_actions'),
  trigger_id: z.string(),
  user,
  view: z.object({ id: z.string(), callback_id: z.literal(CALLBACK_IDS.share), private_metadata: z.string(), ...filledView }),
  actions: z.array(z.object({ action_id: z.string() })).min(1),
});

export function parseFormPress(body: unknown): SlackPayload | null {
  const parsed = pressed.safeParse(body);
  const press = FORM_PRESSES.find((one) => one === parseActionId(parsed.data?.actions[0]?.action_id ?? ''));
  if (!parsed.success || press === undefined) return null;
  const { user: actor, view, trigger_id: trigger } = parsed.data;
  const carried = parseMetadata(view.private_metadata);
  return {
    id: trigger,
    actor: actorOf(actor),
    content: { kind: 'form-press', press, ref: carried.ref, values: valuesIn(view) },
    place: carriedIn(carried),
    target: { kind: 'modal', view: view.id },
    // The form that is open takes the answer. A second one over it would hide what was typed.
    trigger: null,
    responseUrl: null,
    thread: null,
    fromHome: carried.home,
  };
}

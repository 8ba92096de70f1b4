// A form that was sent.

import * as z from 'zod';

import { FORMS } from '../../../bot/port.ts';
import { CALLBACK_IDS } from '../config.ts';
import type { SlackPayload } from '../payload.ts';
import { carriedIn, parseMetadata } from '../place.ts';
import { actorOf, user } from './fields.ts';
import { fieldsIn, filledView, valuesIn } from './view-state.ts';

const submission = z.object({
  type: z.literal('view_submission'),
  trigger_id: z.string().nullish(),
  user,
  view: z.object({
    id: z.string(),
    hash: z.string(),
    callback_id: z.enum(FORMS.map((name) => CALLBACK_IDS[name])),
    private_metadata: z.string(),
    ...filledView,
  }),
});

export function parseViewSubmission(body: unknown): SlackPayload | null {
  const parsed = submission.safeParse(body);
  if (!parsed.success) return null;
  const { user: actor, view, trigger_id: trigger } = parsed.data;
  const carried = parseMetadata(view.private_metadata);
  return {
    // A form that was handed back and sent again keeps its id and hash: only the trigger tells a second try from a second delivery.
    id: `${view.id}:${trigger ?? view.hash}`,
    actor: actorOf(actor),
    content: {
      kind: 'form',
      name: FORMS.find((name) => CALLBACK_IDS[name] === view.callback_id) ?? 'share',
      ref: carried.ref,
      values: valuesIn(view),
    },
    place: carriedIn(carried),
    target: { kind: 'form', fields: fieldsIn(view) },
    trigger: null,
    responseUrl: null,
    thread: null,
    fromHome: carried.home,
  };
}

// A form that was sent.

import * as z from 'zod';

import { FORMS } from '../../../bot/port.ts';
import { CALLBACK_IDS } from '../config.ts';
import { LIMITS } from '../limits.ts';
import type { SlackPayload } from '../payload.ts';
import { carriedIn, parseMetadata } from '../place.ts';
import { actorOf, user } from './fields.ts';

const input = z.object({
  type: z.string(),
  value: z.string().nullish(),
  selected_users: z.array(user.shape.id).max(LIMITS.usersInSelect).nullish(),
  selected_option: z.object({ value: z.string() }).nullish(),
});
const submission = z.object({
  type: z.literal('view_submission'),
  trigger_id: z.string().nullish(),
  user,
  view: z.object({
    id: z.string(),
    hash: z.string(),
    callback_id: z.enum(FORMS.map((name) => CALLBACK_IDS[name])),
    private_metadata: z.string(),
    blocks: z.array(z.object({ type: z.string(), block_id: z.string() })),
    state: z.object({ values: z.record(z.string(), z.record(z.string(), input)) }),
  }),
});

export function parseViewSubmission(body: unknown): SlackPayload | null {
  const parsed = submission.safeParse(body);
  if (!parsed.success) return null;
  const { user: actor, view, trigger_id: trigger } = parsed.data;
  const carried = parseMetadata(view.private_metadata);
  const fields = view.blocks.filter(({ type }) => type === 'input').map(({ block_id: id }) => id);
  const values = Object.entries(view.state.values).flatMap(([id, elements]): [string, string | readonly string[]][] => {
    const element = elements[id];
    return element === undefined || !fields.includes(id) ? [] : [[id, valueOf(element)]];
  });
  return {
    // A form that was handed back and sent again keeps its id and hash: only the trigger tells a second try from a second delivery.
    id: `${view.id}:${trigger ?? view.hash}`,
    actor: actorOf(actor),
    content: {
      kind: 'form',
      name: FORMS.find((name) => CALLBACK_IDS[name] === view.callback_id) ?? 'share',
      ref: carried.ref,
      values: Object.fromEntries(values),
    },
    place: carriedIn(carried),
    target: { kind: 'form', fields },
    trigger: null,
    responseUrl: null,
    thread: null,
    fromHome: carried.home,
  };
}

function valueOf({ type, value, selected_users: people, selected_option: option }: z.infer<typeof input>): string | readonly string[] {
  return type === 'multi_users_select' ? (people ?? []) : (option?.value ?? value ?? '');
}

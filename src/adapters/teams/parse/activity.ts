// One activity of Teams', as plain data. What does not fit its schema is nothing that nt2 answers.

import { randomUUID } from 'node:crypto';
import * as z from 'zod';

import type { Field } from '../../../bot/port.ts';
import { pastedKind } from '../../../core/pasted-kind.ts';
import { formIn, parseCarried } from '../carried.ts';
import { ENTRA_ID } from '../config.ts';
import { LIMITS } from '../limits.ts';
import type { TeamsContent, TeamsPayload, TextPiece, Values, Where } from '../payload.ts';
import { MENU_COMMANDS } from '../setup/commands.ts';
import { mention, parseMentions } from './mentions.ts';

const conversation = z.object({
  id: z
    .string()
    .min(1)
    .max(LIMITS.conversation)
    .regex(/^[^/\s]+$/),
  conversationType: z.enum(['personal', 'groupChat', 'channel']).nullish(),
});
const activity = z.object({
  type: z.string(),
  id: z.string().nullish(),
  name: z.string().nullish(),
  text: z.string().nullish(),
  from: z.object({ aadObjectId: z.string().regex(ENTRA_ID), name: z.string().nullish() }),
  recipient: z.object({ id: z.string() }),
  conversation,
  channelData: z.object({ channel: z.object({ id: z.string(), name: z.string().nullish() }).nullish() }).nullish(),
  entities: z.array(z.unknown()).nullish(),
  value: z.unknown().optional(),
});
type Activity = z.infer<typeof activity>;

const pressed = z.object({ data: z.record(z.string(), z.unknown()) });
const extension = z.object({
  commandId: z.enum(MENU_COMMANDS),
  commandContext: z.string().nullish(),
  messagePayload: z
    .object({
      from: z.object({ user: z.object({ id: z.string().nullish() }).nullish(), application: z.unknown().optional() }).nullish(),
      body: z.object({ content: z.string().nullish() }).nullish(),
    })
    .nullish(),
});
const anyInvoke = z.object({ type: z.literal('invoke') });

const SUBMITS = new Set(['task/submit', 'composeExtension/submitAction']);

export function parseActivity(body: unknown): TeamsPayload {
  const parsed = activity.safeParse(body);
  if (!parsed.success) return { kind: 'unknown', waits: anyInvoke.safeParse(body).success };
  const { data } = parsed;
  if (data.type === 'message') return typed(data);
  if (data.type !== 'invoke') return { kind: 'unknown', waits: false };
  if (data.name === 'composeExtension/fetchTask') return menu(data);
  return data.name === 'task/fetch' || SUBMITS.has(data.name ?? '') ? press(data) : { kind: 'unknown', waits: true };
}

const sentBy = ({ id, from }: Activity) => ({
  id: id ?? randomUUID(),
  actor: { id: from.aadObjectId, name: from.name ?? '' },
});

function whereOf({ conversation: { id, conversationType }, channelData }: Activity, top: boolean): Where {
  const kind = conversationType === 'personal' ? 'personal' : conversationType === 'channel' || channelData?.channel ? 'channel' : 'group';
  return { conversation: id, kind, name: channelData?.channel?.name ?? '', top };
}

function typed(data: Activity): TeamsPayload {
  // A card's own button, pressed by a client that knows no dialogs.
  if (data.value !== undefined && data.value !== null) return { kind: 'unknown', waits: false };
  const mentions = (data.entities ?? []).flatMap((one) => mention.safeParse(one).data ?? []);
  const text = withoutName(parseMentions(data.text ?? '', mentions, data.recipient.id));
  // Every message of a channel is in a thread: the first one has given it its number.
  const top = data.conversation.id.endsWith(`;messageid=${data.id ?? ''}`);
  return { kind: 'typed', ...sentBy(data), activity: data.id ?? '', where: whereOf(data, top), text };
}

/** Cards speak of `/nt2 list`, as it is typed elsewhere. */
function withoutName(pieces: readonly TextPiece[]): readonly TextPiece[] {
  const at = pieces.findIndex((piece) => typeof piece !== 'string' || piece.trim() !== '');
  return pieces.map((piece, n) => (n === at && typeof piece === 'string' ? piece.replace(/^\s*\/?nt2(?=\s|$)/i, '') : piece));
}

function menu(data: Activity): TeamsPayload {
  const parsed = extension.safeParse(data.value);
  if (!parsed.success) return { kind: 'unknown', waits: true };
  const { commandId, messagePayload } = parsed.data;
  const me = data.from.aadObjectId;
  const author = messagePayload?.from?.user?.id ?? '';
  const people = ENTRA_ID.test(author) && author !== me ? [author] : [];
  const by = messagePayload?.from?.application ? 'app' : author === me ? 'actor' : 'other';
  // The text of the message goes no further than this.
  const looks = pastedKind(withoutTags(messagePayload?.body?.content ?? ''));
  const pasted = commandId === 'pasted' ? ({ pasted: { by, looks } } as const) : {};
  const content: TeamsContent = { kind: 'shortcut', people, asks: commandId === 'request', ...pasted };
  return { kind: 'asked', ...sentBy(data), where: whereOf(data, false), content };
}

const withoutTags = (html: string): string =>
  html.replaceAll(/<[^<>]{0,2000}>/g, ' ').replaceAll(/&(?:nbsp|lt|gt|quot|#39|amp);/g, (sign) => (sign === '&amp;' ? '&' : ' '));

function press(data: Activity): TeamsPayload {
  const given = pressed.safeParse(data.value).data?.data ?? {};
  const carried = parseCarried(given);
  if (carried === null) return { kind: 'unknown', waits: true };
  const sent = { ...sentBy(data), where: whereOf(data, carried.top === true) };
  if ('by' in carried) return { kind: 'asked', ...sent, content: { kind: 'command', by: carried.by, text: carried.text } };
  if ('action' in carried) return { kind: 'asked', ...sent, content: { kind: 'action', action: carried.action, ref: carried.ref } };
  if ('press' in carried) {
    const values = valuesOf(given, (id) => carried.people.includes(id));
    return { kind: 'asked', ...sent, content: { kind: 'form-press', press: carried.press, ref: carried.ref, values } };
  }
  const form = formIn(carried.form);
  const kindOf = new Map(form.fields.map((field): [string, Field['kind']] => [field.id, field.kind]));
  const values = valuesOf(given, (id) => kindOf.get(id) === 'people');
  const known = Object.entries(values).filter(([id]) => kindOf.has(id));
  const all = form.fields.map(({ id, kind }): [string, string | readonly string[]] => [id, kind === 'people' ? [] : '']);
  const filled = known.map(([id, value]): [string, string | readonly string[]] => [
    id,
    kindOf.get(id) === 'choices' && typeof value === 'string' ? value.replaceAll(',', ' ') : value,
  ]);
  // Teams asks again after a while, nobody says with what id: a form that is drawn has one of its own.
  return { kind: 'asked', ...sent, id: carried.nonce, content: { kind: 'form', form, values: Object.fromEntries([...all, ...filled]) } };
}

function valuesOf(given: Readonly<Record<string, unknown>>, isPeople: (id: string) => boolean): Values {
  return Object.fromEntries(
    Object.entries(given).flatMap(([id, value]): [string, string | readonly string[]][] => {
      if (typeof value !== 'string') return [];
      return [[id, isPeople(id) ? value.split(',').flatMap((one) => one.trim() || []) : value]];
    }),
  );
}

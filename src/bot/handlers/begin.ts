// A command that names the person and says what it is leaves nothing to ask: the share begins at once, with what is usual, and nobody is
// told before its secret is entered. So its options can still be changed: another share takes its place, and nobody has seen two. See docs/decisions/begun-by-a-whole-command.md.

import type { Share } from '../../core/share.ts';
import { begunCard } from '../cards/created.ts';
import { errorCard } from '../cards/refusal.ts';
import { standingOf, toPerson } from '../contacts.ts';
import type { Interaction, InteractionResponse } from '../port.ts';
import { parseShareForm, type ParsedForm, type ShareRequest } from '../share-form/parse.ts';
import { NO_RESPONSE, refused, signInUrl, type BotContext } from './context.ts';
import { filledIn } from './share-again.ts';

type Typed = Extract<Interaction, { kind: 'command' }>;
type Press = Extract<Interaction, { kind: 'action' }>;

type Whole = ParsedForm<ShareRequest>;

/** What the command says, for `begin`. Null: something is left to ask, or the secret is to be typed in chat, which waits for them. */
export function parseWhole(
  context: BotContext,
  { actor, place, people }: Typed,
  { label, given }: { readonly label: string; readonly given: Readonly<Record<string, string>> },
): Whole | null {
  const { renderContext, modalEntry, shares } = context;
  const values = { people, label };
  const parsed = parseShareForm(renderContext, { actor, place, values, ref: { given, to: 'people' }, modalEntry, judge: shares.judge });
  if (parsed.ok) return parsed.value.entry === 'modal' ? null : parsed;
  // What the policy refuses for a missing note or template can be added in the form.
  const isAskable = parsed.code === 'policy.note' || parsed.code === 'policy.template' || (label === '' && parsed.code === undefined);
  return isAskable ? null : parsed;
}

export async function begin(
  context: BotContext,
  interaction: Interaction,
  parsed: Whole,
  deadline: AbortSignal,
): Promise<InteractionResponse> {
  const { renderContext } = context;
  const { actor, tenant } = interaction;
  if (!parsed.ok) {
    if (parsed.code !== undefined) context.refused(parsed.code);
    return { kind: 'private', card: errorCard(renderContext, Object.values(parsed.errors)) };
  }
  const {
    people: [person],
    ...details
  } = parsed.value;
  if (deadline.aborted || person === undefined) return NO_RESPONSE;
  const created = await context.shares.create({
    ...details,
    sender: toPerson(actor),
    recipient: toPerson(person),
    tenant,
    via: 'chat',
    from: standingOf(actor),
    to: standingOf(person),
    isUntold: true,
  });
  if (deadline.aborted) return NO_RESPONSE;
  if (!created.ok) return { kind: 'private', card: refused(context, created) };
  const url = await signInUrl(context, interaction, created.value);
  return { kind: 'private', card: begunCard(renderContext, created.value, { url, isGuest: person.kind === 'guest' }) };
}

/** The form of a share that nobody else knows of: what comes back takes its place. */
export function openOptions(context: BotContext, interaction: Press, share: Share): InteractionResponse {
  if (!share.isUntold || share.state.status === 'ended') return { kind: 'private', card: refused(context, { code: 'share.exists' }) };
  return filledIn(context, interaction, { share, replaces: true });
}

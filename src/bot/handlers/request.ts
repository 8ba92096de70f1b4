// Asking for a secret: by command or form, again after an end, and the reminder. Declining one, with a reason.

import { limits } from '../../core/limits.ts';
import type { PolicyChoices } from '../../core/policy/ask-policy.ts';
import { askedKind } from '../../core/policy/ways-to-ask.ts';
import type { Result } from '../../core/refusal.ts';
import { hasAsked, otherOf, type Share } from '../../core/share.ts';
import { normalizeLine } from '../../core/text-safety.ts';
import { declinedRequestCard, remindedCard, requestCreatedCard } from '../cards/request-answers.ts';
import { errorCard } from '../cards/refusal.ts';
import { isRequest } from '../cards/request.ts';
import { standingOf, toPerson, unique, validateRecipients } from '../contacts.ts';
import { looksLikeSecret } from '../../core/secret-detector.ts';
import type { Contact, FormValues, Interaction, InteractionResponse } from '../port.ts';
import { declineForm, parseRequestForm, requestForm, type RequestWish } from '../request-form.ts';
import { interpolate, interpolateText } from '../text.ts';
import { NO_RESPONSE, refused, rejected, signInUrl, type BotContext } from './context.ts';
import { requestFormAgain } from './form-again.ts';
import { offerForRequest } from './request-offer.ts';

const privately = (card: Extract<InteractionResponse, { kind: 'private' }>['card']): InteractionResponse => ({ kind: 'private', card });

export interface TypedRequest {
  readonly label: string;
  readonly fields: readonly string[];
  readonly leaked: boolean;
  /** Null: none is named. */
  readonly template: string | null;
}

export const NOTHING_TYPED: TypedRequest = { label: '', fields: [], leaked: false, template: null };

/** With a person and a label nothing is left to ask: the request is made at once, and the browser does the rest. */
export async function askForSecret(
  context: BotContext,
  interaction: Interaction,
  typed: TypedRequest,
  deadline: AbortSignal,
): Promise<InteractionResponse> {
  const { renderContext, capabilities } = context;
  const people = 'people' in interaction ? unique(interaction.people) : [];
  const no = refusedPeople(context, interaction.actor, people);
  const warning = interpolate(renderContext.messages.leak.body, { platform: renderContext.platform });
  if (no.length > 0) {
    const card = errorCard(renderContext, no);
    return privately(typed.leaked ? { ...card, body: [...card.body, warning] } : card);
  }
  const [person] = people;
  const offer = offerForRequest(context, { asker: interaction.actor, giver: person ?? null, template: typed.template });
  if (!offer.ok) {
    const card = refused(context, offer);
    return privately(typed.leaked ? { ...card, body: [...card.body, warning] } : card);
  }
  const template = offer.value.choices.template;
  const label = typed.label === '' ? (template?.label ?? '') : typed.label;
  const fields = typed.fields.length === 0 ? (template?.fields ?? []) : typed.fields;
  if (person !== undefined && label !== '' && !typed.leaked) {
    const wish = { person, label, fields, note: '', template: typed.template, expiresInMs: offer.value.choices.initialMs };
    const judged = judgeRequest(context, interaction.actor, wish);
    // A note, or a template, is asked for in the form.
    const isAskable = !judged.ok && (judged.code === 'policy.note' || judged.code === 'policy.template');
    if (!isAskable) return begin(context, interaction, wish, deadline);
  }
  const form = requestForm(renderContext, {
    label,
    fields,
    people,
    offer: offer.value,
    warning: typed.leaked ? warning : null,
    room: capabilities.fields,
  });
  return { kind: 'form', form };
}

type Judged = Pick<RequestWish, 'person' | 'template'> & Partial<Pick<RequestWish, 'note' | 'expiresInMs'>>;

/** What the policy says of this request. */
const judgeRequest = ({ shares }: BotContext, asker: Contact, { person, ...wish }: Judged): Result<PolicyChoices> =>
  shares.judge({ ...wish, ...REQUESTED, from: person === null ? 'outsider' : standingOf(person), to: [standingOf(asker)] });
const REQUESTED = { mode: 'sealed', entry: 'page' } as const;

function refusedPeople({ renderContext: { messages } }: BotContext, actor: Contact, people: readonly Contact[]): string[] {
  if (people.length > 1) return [messages.request.people.many];
  return validateRecipients({ ...messages, people: messages.request.people }, actor, people);
}

export async function submitRequest(
  context: BotContext,
  interaction: Interaction & { readonly values: FormValues },
  deadline: AbortSignal,
): Promise<InteractionResponse> {
  const { actor, values } = interaction;
  const parsed = parseRequestForm(context.renderContext, values, {
    refusedPeople: (people) => refusedPeople(context, actor, people),
    judge: (wish) => judgeRequest(context, actor, wish),
  });
  if (!parsed.ok) return rejected(context, parsed, requestFormAgain(context, interaction));
  return begin(context, interaction, parsed.value, deadline);
}

async function begin(
  context: BotContext,
  interaction: Interaction,
  wish: RequestWish,
  deadline: AbortSignal,
): Promise<InteractionResponse> {
  if (deadline.aborted) return NO_RESPONSE;
  const { person, ...more } = wish;
  const template = context.shares.templates().find(({ name }) => name === wish.template);
  const asked = await context.shares.ask({
    ...more,
    kind: askedKind(template),
    asker: toPerson(interaction.actor),
    giver: person && toPerson(person),
    tenant: interaction.tenant,
    via: 'chat',
    from: person === null ? 'outsider' : standingOf(person),
    to: standingOf(interaction.actor),
  });
  if (deadline.aborted) return NO_RESPONSE;
  return privately(asked.ok ? await created(context, interaction, asked.value) : refused(context, asked));
}

async function created(context: BotContext, interaction: Interaction, share: Share) {
  return requestCreatedCard(context.renderContext, share, hasAsked(share) ? null : await signInUrl(context, interaction, share));
}

/** The same request to the same person, or by another link, for a browser that has the key: what the old one was given is deleted unread. */
export async function askAgain(
  context: BotContext,
  interaction: Interaction,
  share: Share,
  deadline: AbortSignal,
): Promise<InteractionResponse> {
  const giver = otherOf(share);
  if (!isRequest(share)) return privately(refused(context, { code: 'share.gone' }));
  const { kind, label, note, createdAt, expiresAt, asked } = share;
  const used = context.shares.templates().find(({ name }) => name === share.terms?.template?.name);
  const made = await context.shares.ask({
    kind,
    template: used?.name ?? null,
    label,
    note,
    fields: asked.fields,
    asker: toPerson(interaction.actor),
    giver,
    tenant: interaction.tenant,
    via: 'chat',
    from: share.terms?.from ?? null,
    to: standingOf(interaction.actor),
    expiresInMs: used?.rule.fixedMs ?? expiresAt - createdAt,
  });
  if (made.ok && share.state.status !== 'ended') await context.shares.revoke(share.id, interaction.actor.key, deadline);
  if (deadline.aborted) return NO_RESPONSE;
  return privately(made.ok ? await created(context, interaction, made.value) : refused(context, made));
}

export async function remind(
  context: BotContext,
  interaction: Interaction,
  share: Share,
  deadline: AbortSignal,
): Promise<InteractionResponse> {
  const reminded = await context.shares.remind(share.id, interaction.actor.key, deadline);
  if (deadline.aborted) return NO_RESPONSE;
  if (reminded.ok) return privately(remindedCard(context.renderContext, reminded.value));
  if (reminded.code === 'rate.limited')
    return privately(errorCard(context.renderContext, [context.renderContext.messages.request.answers.wait]));
  return privately(refused(context, reminded));
}

/** A request is declined by a form, which has room for the reason. */
export function openDecline(context: BotContext, share: Share): InteractionResponse {
  const { status } = share.state;
  if (status === 'claimed') return privately(refused(context, { code: 'share.already_opened' }));
  if (status === 'ended') return privately(refused(context, { code: 'share.gone' }));
  return { kind: 'form', form: declineForm(context.renderContext, share) };
}

export async function submitDecline(
  context: BotContext,
  interaction: Interaction & { readonly ref: string; readonly values: FormValues },
  deadline: AbortSignal,
): Promise<InteractionResponse> {
  const { messages, platform } = context.renderContext;
  const typed = interaction.values['reason'];
  const reason = typeof typed === 'string' ? normalizeLine(typed, limits.note) : null;
  if (reason === null)
    return rejected(context, { errors: { reason: interpolateText(messages.request.inputs.reason, { max: String(limits.note) }) } });
  if (looksLikeSecret(reason)) return rejected(context, { errors: { reason: interpolateText(messages.leak.field, { platform }) } });
  if (deadline.aborted) return NO_RESPONSE;
  const declined = await context.shares.decline(interaction.ref, interaction.actor.key, deadline, reason);
  if (deadline.aborted) return NO_RESPONSE;
  return privately(declined.ok ? declinedRequestCard(context.renderContext, declined.value) : refused(context, declined));
}

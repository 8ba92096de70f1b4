// A second person answers in chat: they approve by a press, and refuse by a form, which has room for the reason.

import { limits } from '../../core/limits.ts';
import { looksLikeSecret } from '../../core/secret-detector.ts';
import { awaitsApproval, type Share } from '../../core/share.ts';
import { normalizeLine } from '../../core/text-safety.ts';
import { approvalCard, refuseForm } from '../cards/approval.ts';
import type { FormValues, Interaction, InteractionResponse } from '../port.ts';
import { interpolateText } from '../text.ts';
import { NO_RESPONSE, refused, rejected, type BotContext } from './context.ts';

type Press = Extract<Interaction, { kind: 'action' }>;

/** Null: this share has no question to this person, and for them it is not there. */
async function findAsked(
  context: BotContext,
  { ref, actor }: { readonly ref: string } & Pick<Interaction, 'actor'>,
): Promise<Share | null> {
  const share = await context.shares.find(ref);
  return share?.approval?.asked.some(({ key }) => key === actor.key) === true ? share : null;
}

export async function onApprovalPress(context: BotContext, interaction: Press, deadline: AbortSignal): Promise<InteractionResponse> {
  const share = await findAsked(context, interaction);
  if (share === null) return { kind: 'private', card: refused(context, { code: 'share.gone' }) };
  const { actor } = interaction;
  if (!awaitsApproval(share)) return { kind: 'private', card: approvalCard(context.renderContext, share, actor.key) };
  if (interaction.action === 'refuse') return { kind: 'form', form: refuseForm(context.renderContext, share) };
  return answer(context, interaction, { answer: 'given', reason: '' }, deadline);
}

export async function submitRefusal(
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
  return answer(context, interaction, { answer: 'refused', reason }, deadline);
}

async function answer(
  context: BotContext,
  interaction: Interaction & { readonly ref: string },
  said: { readonly answer: 'given' | 'refused'; readonly reason: string },
  deadline: AbortSignal,
): Promise<InteractionResponse> {
  const { actor, ref } = interaction;
  if (deadline.aborted) return NO_RESPONSE;
  const answered = await context.shares.answerApproval(ref, actor.key, said.answer, said.reason, deadline);
  if (deadline.aborted) return NO_RESPONSE;
  if (answered.ok) return { kind: 'private', card: approvalCard(context.renderContext, answered.value, actor.key) };
  // Another person, the clock or its sender was faster: how it stands says more than a refusal.
  const now = answered.code === 'share.gone' ? await findAsked(context, interaction) : null;
  return { kind: 'private', card: now === null ? refused(context, answered) : approvalCard(context.renderContext, now, actor.key) };
}

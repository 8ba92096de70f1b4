// Handles a pressed button. The button says only which share; who pressed it decides what happens.

import { hasAsked, isSealed, needsPassphrase, prekeySeal, starterOf, tenantOf, type Party, type Share } from '../../core/share.ts';
import type { Card, InteractionResponse, Interaction } from '../port.ts';
import { confirmCard, declinedCard, extendedCard, longestNowCard, openPageCard, revokedCard } from '../cards/answers.ts';
import { recipientCard } from '../cards/recipient.ts';
import { confirmRequestCard, revokedRequestCard } from '../cards/request-answers.ts';
import { parsePersonRef } from '../cards/rescue.ts';
import { canSeal, senderCard } from '../cards/sender.ts';
import { starterCard } from '../cards/surface.ts';
import { standingOf } from '../contacts.ts';
import { secretForm } from '../secret-form.ts';
import { onApprovalPress } from './approval.ts';
import { openOptions } from './begin.ts';
import { blockSender, unblockListed } from './block.ts';
import { openShareForm } from './command.ts';
import { onFormAgain } from './form-again.ts';
import { more } from './list.ts';
import { answerLogin } from './login.ts';
import { privately, renderContextFor, signInUrl, refused, roleOf, NO_RESPONSE, type BotContext } from './context.ts';
import { onEnvelopePress } from './envelope.ts';
import { startOffboarding, tickOffboarding } from './offboarding.ts';
import { openPastedForm } from './rescue.ts';
import { onRotationPress, startIncident } from './rotation.ts';
import { receiptCard } from './receipt.ts';
import { onSubmitPress } from './without-forms.ts';
import { shareAgain } from './share-again.ts';
import { askAgain, NOTHING_TYPED, openDecline, remind, askForSecret } from './request.ts';

type ActionInteraction = Extract<Interaction, { kind: 'action' }>;

/** Who pressed what, and until when they wait. */
type Pressing = readonly [context: BotContext, interaction: ActionInteraction, share: Share, deadline: AbortSignal];

const alone = (card: Card): InteractionResponse => ({ kind: 'private', card });

export async function onAction(context: BotContext, interaction: ActionInteraction, deadline: AbortSignal): Promise<InteractionResponse> {
  // The reference of these buttons is not a share, or not one that has to exist.
  if (interaction.action === 'share') return openShareForm(context, interaction);
  if (interaction.action === 'request') return askForSecret(context, interaction, NOTHING_TYPED, deadline);
  if (interaction.action === 'receipt') return alone(await receiptCard(context, interaction, interaction.ref));
  if (interaction.action === 'form-again') return onFormAgain(context, interaction);
  if (interaction.action === 'submit') return onSubmitPress(context, interaction, deadline);
  if (interaction.action === 'more') return alone(await more(context, interaction));
  if (interaction.action === 'let-in' || interaction.action === 'not-me') return answerLogin(context, interaction, deadline);
  if (interaction.action === 'offboard-now') return startOffboarding(context, interaction, deadline);
  if (interaction.action === 'offboard-tick') return tickOffboarding(context, interaction, deadline);
  if (interaction.action === 'rescue-share') return shareRescued(context, interaction);
  if (interaction.action === 'rescue-rotate') return openPastedForm(context);
  if (interaction.action === 'glass-agree' || interaction.action === 'glass-refuse') return onEnvelopePress(context, interaction, deadline);
  if (interaction.action === 'incident-now') return startIncident(context, interaction, deadline);
  if (interaction.action === 'rotated' || interaction.action === 'hand-over' || interaction.action === 'snooze')
    return onRotationPress(context, interaction, deadline);
  if (interaction.action === 'approve' || interaction.action === 'refuse') return onApprovalPress(context, interaction, deadline);
  if (interaction.action === 'unblock') return unblockListed(context, interaction, deadline);
  const share = await context.shares.find(interaction.ref);
  const role = share && roleOf(share, interaction.actor.key);
  const isStarter = share !== null && starterOf(share).key === interaction.actor.key;
  // Who is to be asked hears of it only once the asker has made the key.
  if (share === null || role === null || !(isStarter || hasAsked(share))) return alone(refused(context, { code: 'share.gone' }));
  if (deadline.aborted) return NO_RESPONSE;
  switch (interaction.action) {
    case 'open':
      return open(context, interaction, share, role);
    case 'browser':
      return go(context, interaction, share);
    case 'accept':
      if (role !== 'recipient') return alone(refused(context, { code: 'share.not_recipient' }));
      return accept(context, interaction, share, deadline);
    case 'decline':
    case 'block':
      if (isStarter) return alone(refused(context, { code: 'share.not_recipient' }));
      if (share.asked && interaction.action === 'decline') return openDecline(context, share);
      return { decline, block: blockSender }[interaction.action](context, interaction, share, deadline);
    case 'change':
      return role === 'sender' ? openOptions(context, interaction, share) : alone(refused(context, { code: 'share.not_sender' }));
    case 'share-again':
      if (role !== 'sender' || share.asked) return alone(refused(context, { code: 'share.not_sender' }));
      return shareAgain(context, interaction, share);
    case 'enter':
    case 'status':
      if (role !== 'sender') return alone(refused(context, { code: 'share.not_sender' }));
      return { enter, status: go }[interaction.action](context, interaction, share);
    case 'revoke':
    case 'revoke-now':
    case 'extend':
    case 'remind':
    case 'ask-again':
      if (!isStarter) return alone(refused(context, { code: 'share.not_sender' }));
      return { revoke, 'revoke-now': revokeNow, extend, remind, 'ask-again': askAgain }[interaction.action](
        context,
        interaction,
        share,
        deadline,
      );
  }
}

/** The share form with the same person in it, and nothing else. A reference of another tenant is nobody's. */
function shareRescued(context: BotContext, interaction: ActionInteraction): InteractionResponse {
  const person = parsePersonRef(interaction.ref);
  const isHere = person !== null && tenantOf(person.key) === interaction.tenant && person.key !== interaction.actor.key;
  return openShareForm(context, interaction, isHere ? [person] : []);
}

async function go(context: BotContext, interaction: ActionInteraction, share: Share): Promise<InteractionResponse> {
  return alone(openPageCard(context.renderContext, await signInUrl(context, interaction, share)));
}

/** Shows each party their own side. A recipient who has not answered yet is asked first, unless the page can ask and open in one; later the page takes over. */
async function open(context: BotContext, interaction: ActionInteraction, share: Share, role: Party): Promise<InteractionResponse> {
  // A request is answered on the card, and opened on the page.
  if (share.asked)
    return role === 'sender'
      ? privately(context, interaction, share, senderCard(await renderContextFor(context, interaction, share), share))
      : go(context, interaction, share);
  if (role === 'sender') return privately(context, interaction, share, senderCard(context.renderContext, share));
  const { status } = share.state;
  if (status === 'offered' || (status === 'sealed' && prekeySeal(share) === null))
    return privately(context, interaction, share, recipientCard(context.renderContext, share));
  return go(context, interaction, share);
}

async function accept(...[context, interaction, share, deadline]: Pressing): Promise<InteractionResponse> {
  const { status } = share.state;
  if (status === 'ended' || share.asked)
    return privately(context, interaction, share, recipientCard(await renderContextFor(context, interaction, share), share));
  // The key is made in a browser: the page accepts, unless it is sealed to one already. Later presses only lead there again.
  if ((isSealed(share.mode) && prekeySeal(share) === null) || status === 'ready' || status === 'claimed')
    return go(context, interaction, share);
  const accepted = await context.shares.acceptInChat(
    share.id,
    interaction.actor.key,
    interaction.id,
    deadline,
    standingOf(interaction.actor),
  );
  if (deadline.aborted) return NO_RESPONSE;
  if (!accepted.ok) return alone(refused(context, accepted));
  return privately(context, interaction, accepted.value, recipientCard(context.renderContext, accepted.value));
}

async function decline(...[context, interaction, share, deadline]: Pressing): Promise<InteractionResponse> {
  const declined = await context.shares.decline(share.id, interaction.actor.key, deadline);
  if (deadline.aborted) return NO_RESPONSE;
  return alone(declined.ok ? declinedCard(context.renderContext, declined.value) : refused(context, declined));
}

async function enter(context: BotContext, interaction: ActionInteraction, share: Share): Promise<InteractionResponse> {
  const { status } = share.state;
  if (share.entry === 'page' || status === 'ended') return go(context, interaction, share);
  if (!context.modalEntry) return alone(refused(context, { code: 'entry.off' }));
  if (status === 'sealed' || status === 'ready' || status === 'claimed') return alone(refused(context, { code: 'share.already_sealed' }));
  if (!canSeal(share)) return alone(refused(context, { code: 'share.not_yet' }));
  const no = context.shares.mayNotSeal(share);
  if (no !== null) return alone(refused(context, no));
  return { kind: 'form', form: secretForm(context.renderContext, share, needsPassphrase(share.mode) ? context.passphrase.generate() : '') };
}

async function revoke(context: BotContext, interaction: ActionInteraction, share: Share): Promise<InteractionResponse> {
  if (share.state.status === 'claimed') return alone(refused(context, { code: 'share.already_opened' }));
  if (share.state.status === 'ended') return privately(context, interaction, share, starterCard(context.renderContext, share));
  return alone(share.asked ? confirmRequestCard(context.renderContext, share) : confirmCard(context.renderContext, share));
}

async function revokeNow(...[context, interaction, share, deadline]: Pressing): Promise<InteractionResponse> {
  const revoked = await context.shares.revoke(share.id, interaction.actor.key, deadline);
  if (deadline.aborted) return NO_RESPONSE;
  if (!revoked.ok) return alone(refused(context, revoked));
  return alone(share.asked ? revokedRequestCard(context.renderContext) : revokedCard(context.renderContext, revoked.value));
}

async function extend(...[context, interaction, share, deadline]: Pressing): Promise<InteractionResponse> {
  const extended = await context.shares.extend(share.id, interaction.actor.key, null, deadline);
  if (deadline.aborted) return NO_RESPONSE;
  // It waits as long as it may from now on, and in a while it may wait longer.
  if (!extended.ok && extended.code === 'share.longest' && !context.shares.waitsLongest(share))
    return alone(longestNowCard(context.renderContext));
  return alone(extended.ok ? extendedCard(context.renderContext, extended.value) : refused(context, extended));
}

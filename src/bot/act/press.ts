// What follows on a pressed button. The button says only which share; who pressed decides what happens.

import { isSealed, needsWords, type Share } from '../../core/share.ts';
import type { Card, FirstResponse, Inbound } from '../port.ts';
import { confirmCard, declinedCard, goCard, revokedCard } from '../say/answers.ts';
import { canSeal, recipientCard, senderCard } from '../say/cards.ts';
import { secretForm } from '../say/forms.ts';
import { blockSender, unblockListed } from './block.ts';
import { askToShare } from './command.ts';
import { more } from './list.ts';
import { passFor, refused, roleOf, TOO_LATE, type Desk } from './desk.ts';
import { receiptCard } from './receipt.ts';

type Pressed = Extract<Inbound, { type: 'action' }>;

/** Who pressed what, and until when he waits. */
type Pressing = readonly [desk: Desk, inbound: Pressed, share: Share, deadline: AbortSignal];

const privately = (card: Card): FirstResponse => ({ do: 'private', card });

export async function onPress(desk: Desk, inbound: Pressed, deadline: AbortSignal): Promise<FirstResponse> {
  // A button that is about no share yet, and buttons whose reference is no share.
  if (inbound.action === 'share') return askToShare(desk, inbound);
  if (inbound.action === 'receipt') return privately(await receiptCard(desk, inbound, inbound.ref));
  if (inbound.action === 'more') return privately(await more(desk, inbound));
  if (inbound.action === 'unblock') return unblockListed(desk, inbound, deadline);
  const share = await desk.shares.find(inbound.ref);
  const role = share && roleOf(share, inbound.actor.key);
  if (share === null || role === null) return privately(refused(desk, { code: 'share.gone' }));
  if (deadline.aborted) return TOO_LATE;
  switch (inbound.action) {
    case 'open':
      return open(desk, inbound, share, role);
    case 'accept':
    case 'decline':
    case 'block':
      if (role !== 'recipient') return privately(refused(desk, { code: 'share.not_recipient' }));
      return { accept, decline, block: blockSender }[inbound.action](desk, inbound, share, deadline);
    case 'enter':
    case 'revoke':
    case 'revoke-now':
    case 'status':
      if (role !== 'sender') return privately(refused(desk, { code: 'share.not_sender' }));
      return { enter, revoke, 'revoke-now': revokeNow, status: go }[inbound.action](desk, inbound, share, deadline);
  }
}

async function go(desk: Desk, inbound: Pressed, share: Share): Promise<FirstResponse> {
  return privately(goCard(desk.voice, await passFor(desk, inbound, share)));
}

/** Each sees his own side: before an answer the recipient is asked, later the page is the place. */
async function open(desk: Desk, inbound: Pressed, share: Share, role: 'sender' | 'recipient'): Promise<FirstResponse> {
  if (role === 'sender') return privately(senderCard(desk.voice, share));
  const { status } = share.state;
  if (status === 'offered' || status === 'sealed') return privately(recipientCard(desk.voice, share));
  return go(desk, inbound, share);
}

async function accept(...[desk, inbound, share, deadline]: Pressing): Promise<FirstResponse> {
  const { status } = share.state;
  if (status === 'ended') return privately(recipientCard(desk.voice, share));
  // The key is made in a browser: the page accepts. Later presses only lead there again.
  if (isSealed(share.mode) || status === 'ready' || status === 'claimed') return go(desk, inbound, share);
  const accepted = await desk.shares.acceptInChat(share.id, inbound.actor.key, inbound.id, deadline);
  if (deadline.aborted) return TOO_LATE;
  return privately(accepted.ok ? recipientCard(desk.voice, accepted.value) : refused(desk, accepted));
}

async function decline(...[desk, inbound, share, deadline]: Pressing): Promise<FirstResponse> {
  const declined = await desk.shares.decline(share.id, inbound.actor.key, deadline);
  if (deadline.aborted) return TOO_LATE;
  return privately(declined.ok ? declinedCard(desk.voice, declined.value) : refused(desk, declined));
}

async function enter(desk: Desk, inbound: Pressed, share: Share): Promise<FirstResponse> {
  const { status } = share.state;
  if (share.entry === 'page' || status === 'ended') return go(desk, inbound, share);
  if (!desk.modalEntry) return privately(refused(desk, { code: 'entry.off' }));
  if (status === 'sealed' || status === 'ready' || status === 'claimed') return privately(refused(desk, { code: 'share.already_sealed' }));
  if (!canSeal(share)) return privately(refused(desk, { code: 'share.not_yet' }));
  return { do: 'form', form: secretForm(desk.voice, share, needsWords(share.mode) ? desk.secretWords.generate() : '') };
}

async function revoke(desk: Desk, _inbound: Pressed, share: Share): Promise<FirstResponse> {
  if (share.state.status === 'claimed') return privately(refused(desk, { code: 'share.already_opened' }));
  return privately(share.state.status === 'ended' ? senderCard(desk.voice, share) : confirmCard(desk.voice, share));
}

async function revokeNow(...[desk, inbound, share, deadline]: Pressing): Promise<FirstResponse> {
  const revoked = await desk.shares.revoke(share.id, inbound.actor.key, deadline);
  if (deadline.aborted) return TOO_LATE;
  return privately(revoked.ok ? revokedCard(desk.voice, revoked.value) : refused(desk, revoked));
}

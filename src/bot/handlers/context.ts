// What every handler is given, and what handlers have in common.

import type { DeviceCodes } from '../../core/device-codes.ts';
import type { Machines } from '../../core/machines.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { PolicyOffer } from '../../core/policy/offer.ts';
import type { Refusal, RefusalCode, Result } from '../../core/refusal.ts';
import type { Party, PersonKey, Share } from '../../core/share.ts';
import type { Envelopes } from '../../core/envelopes/envelopes.ts';
import type { Offboardings } from '../../core/offboarding/offboarding.ts';
import type { Rotations } from '../../core/rotations/rotations.ts';
import type { Shares } from '../../core/shares.ts';
import type { SignInTokens } from '../../core/sign-in-tokens.ts';
import type { Capabilities } from '../capabilities.ts';
import type { Button, Card, Contact, InteractionResponse, Interaction } from '../port.ts';
import { mineLines, offersBlock, signInAddress } from '../cards/parts.ts';
import { refusalCard, rejectedCard, type FormAgain } from '../cards/refusal.ts';
import { receiverIn, standingOf, toPerson } from '../contacts.ts';
import type { RenderContext } from '../render-context.ts';
import type { Audience } from '../share-form/fields.ts';

export interface BotContext {
  readonly shares: Pick<
    Shares,
    | 'create'
    | 'withdrawUntold'
    | 'newIds'
    | 'ask'
    | 'remind'
    | 'extend'
    | 'find'
    | 'findParties'
    | 'list'
    | 'acceptInChat'
    | 'decline'
    | 'answerApproval'
    | 'revoke'
    | 'sealInChat'
    | 'block'
    | 'unblock'
    | 'blocked'
    | 'redraw'
    | 'waitsLongest'
    | 'mayNotSeal'
    | 'offer'
    | 'judge'
    | 'templates'
  >;
  readonly tokens: Pick<SignInTokens, 'issue'>;
  readonly deviceCodes: Pick<DeviceCodes, 'look' | 'answer' | 'takesTerminals'>;
  readonly machines: Pick<Machines, 'find' | 'revoke'>;
  readonly envelopes: Pick<Envelopes, 'agree' | 'refuse'>;
  readonly offboardings: Pick<Offboardings, 'may' | 'start' | 'tick'>;
  readonly rotations: Pick<Rotations, 'find' | 'list' | 'done' | 'snooze' | 'handOver' | 'opened' | 'allDue' | 'pasted'>;
  readonly isKnown: IsKnown;
  readonly clock: Clock;
  readonly renderContext: RenderContext;
  readonly capabilities: Capabilities;
  readonly modalEntry: boolean;
  /** Told the code of each refusal, for the log. */
  readonly refused: (code: RefusalCode) => void;
  /** The words of modal entry: generates good ones, and judges typed ones. */
  readonly passphrase: { readonly generate: () => string; readonly good: (typed: string, isSecondLock: boolean) => boolean };
}

/** Whether some browser is known for this person, which signs in by its key. */
export type IsKnown = (person: PersonKey) => Promise<boolean>;

/** After the deadline the person has seen an error: nothing more is said, and above all nothing is done. */
export const NO_RESPONSE: InteractionResponse = { kind: 'nothing' };

export function refused(context: BotContext, refusal: Pick<Refusal, 'code' | 'why'>): Card {
  context.refused(refusal.code);
  return refusalCard(context.renderContext, refusal);
}

interface Audienced {
  readonly actor: Contact;
  readonly people: readonly Contact[];
  readonly to: Audience;
  /** Null: none. */
  readonly template: string | null;
}

/** What the policy leaves to a form for these people. */
export const offerFor = ({ shares }: BotContext, { actor, people, to, template }: Audienced): Result<PolicyOffer> =>
  shares.offer({ from: standingOf(actor), to: to === 'link' ? ['outsider'] : people.map(receiverIn), template });

/**
 * A form that does not fit, with a sentence at each field where the platform can show one. Elsewhere it is gone: `again` brings it back.
 * `code`: the policy refuses it.
 */
export function rejected(
  context: BotContext,
  { errors, code }: { readonly errors: Readonly<Record<string, string>>; readonly code?: RefusalCode },
  again: FormAgain | null = null,
): InteractionResponse {
  if (code !== undefined) context.refused(code);
  return context.capabilities.rejectForms
    ? { kind: 'reject-form', errors }
    : { kind: 'private', card: rejectedCard(context.renderContext, Object.values(errors), again) };
}

export function roleOf({ sender, recipient }: Share, person: PersonKey): Party | null {
  return person === sender.key ? 'sender' : person === recipient?.key ? 'recipient' : null;
}

/** Also before the sweeper has ended it. */
export const isOver = ({ state, expiresAt }: Share, now: number): boolean => state.status === 'ended' || now >= expiresAt;

/**
 * The address of the page, of the receipt, or of a page of their own, with a token that signs in the person who pressed. Only for private cards.
 * Where the platform signs people in, the address does not say who they are.
 */
export async function signInUrl(
  context: BotContext,
  interaction: Pick<Interaction, 'actor' | 'tenant'>,
  share: Pick<Share, 'id'> | null,
  to: '' | '/receipt' | '/mine' | '/devices' = '',
): Promise<string> {
  if (context.renderContext.signIn !== undefined)
    return signInAddress(context.renderContext, share === null ? to.slice(1) : `s/${share.id}${to}`);
  return tokenUrl(context, interaction, share, to);
}

/** Signs in for certain: the platform has said who it is, or the card is seen by nobody else. */
export async function tokenUrl(...[context, { actor, tenant }, share, to]: Parameters<typeof signInUrl>): Promise<string> {
  const token = await context.tokens.issue({ person: toPerson(actor), share: share?.id ?? null, tenant });
  return `${context.renderContext.publicUrl}/go#${token}${to ?? ''}`;
}

/** For a card that may offer to block: whether its reader has done so already. */
export async function renderContextFor(context: BotContext, { tenant, actor }: Interaction, share: Share): Promise<RenderContext> {
  if (!offersBlock(share)) return context.renderContext;
  const blocked = await context.shares.blocked(tenant, actor.key);
  return { ...context.renderContext, blocked: new Set(blocked.map(({ key }) => key)) };
}

/**
 * A private card is stored nowhere, so what would ask for a single-use link to the page is that link. It is good for any browser. The foot is
 * that of other cards: for whom a browser is known.
 */
export async function privately(context: BotContext, interaction: Interaction, share: Share, drawn: Card): Promise<InteractionResponse> {
  const role = roleOf(share, interaction.actor.key);
  const isReaderKnown = await context.isKnown(interaction.actor.key);
  const foot = role === null ? [] : mineLines({ ...context.renderContext, isReaderKnown }, share, role);
  const card: Card = { ...drawn, body: [...drawn.body, ...foot] };
  const asks = (button: Button): boolean => button.kind === 'act' && button.action === 'browser';
  if (!card.buttons.some(asks)) return { kind: 'private', card };
  const url = await signInUrl(context, interaction, share);
  const buttons = card.buttons.map((button): Button => {
    return asks(button) ? { kind: 'open', url, label: button.label, ...(button.tone === 'primary' && { tone: 'primary' }) } : button;
  });
  return { kind: 'private', card: { ...card, buttons } };
}

export const pageButton = (url: string, label: string): Button => ({ kind: 'open', url, label, tone: 'primary' });

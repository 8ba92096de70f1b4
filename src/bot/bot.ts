// The bot: takes interactions from an adapter, asks the core, and answers. It decides nothing about a share and never logs what people typed.

import type { Clock } from '../core/ports/clock.ts';
import { Fault, type RefusalCode } from '../core/refusal.ts';
import { completionsOf } from './handlers/complete.ts';
import { onCommand } from './handlers/command.ts';
import { onWatched } from './handlers/rescue.ts';
import { NO_RESPONSE, type BotContext } from './handlers/context.ts';
import { onAction } from './handlers/action.ts';
import { onFormPress } from './handlers/form-press.ts';
import { onSubmission } from './handlers/submission.ts';
import { withoutForms } from './handlers/without-forms.ts';
import { onSignedIn } from './handlers/sign-in.ts';
import { onHome } from './handlers/home.ts';
import type { Adapter, Bot, InteractionResponse, Handler, Interaction } from './port.ts';
import { internalErrorCard, timeoutCard, unshownCard } from './cards/refusal.ts';
import { NOBODY } from './render-context.ts';
import { en, type Messages } from './messages/messages.ts';

export interface BotDeps {
  readonly shares: BotContext['shares'];
  readonly tokens: BotContext['tokens'];
  readonly deviceCodes: BotContext['deviceCodes'];
  readonly machines: BotContext['machines'];
  readonly rotations: BotContext['rotations'];
  readonly offboardings: BotContext['offboardings'];
  readonly envelopes: BotContext['envelopes'];
  /** Whether some browser is known for this person. */
  readonly isKnown: BotContext['isKnown'];
  readonly clock: Clock;
  /** True for the first caller with this key in this tenant, false for every later one. */
  readonly markOnce: (tenant: string, key: string) => Promise<boolean>;
  /** NT2_PUBLIC_URL, without a slash at its end. */
  readonly publicUrl: string;
  readonly modalEntry: boolean;
  readonly passphrase: BotContext['passphrase'];
  /** The platform that this bot answers on. */
  readonly platform: Pick<Adapter, 'name' | 'capabilities'>;
  /** Names of things and codes only: never what people typed. */
  readonly log: (event: string, facts: Readonly<Record<string, string>>) => void;
  readonly messages?: Messages;
}

/** More than any form has. */
const ROOM = 25;

/** The bot of one adapter. */
export function createBot(deps: BotDeps): Bot {
  const { platform, publicUrl, shares, tokens, deviceCodes, machines, rotations, offboardings, envelopes, isKnown, clock, passphrase } =
    deps;
  const { edits = true, forms = true } = platform.capabilities;
  const renderContext = {
    messages: deps.messages ?? en,
    platform: platform.name,
    publicUrl,
    isReaderKnown: false,
    waitsLongest: shares.waitsLongest,
    blocked: NOBODY,
    signIn: platform.capabilities.signsIn,
    edits: platform.capabilities.edits,
  };
  const refused = (code: RefusalCode): void => deps.log('bot.refused', { code });
  const context: BotContext = {
    shares,
    tokens,
    deviceCodes,
    machines,
    rotations,
    offboardings,
    envelopes,
    isKnown,
    clock,
    renderContext,
    // A card in the place of a form has room for each choice.
    capabilities: forms ? platform.capabilities : { ...platform.capabilities, fields: ROOM, rejectForms: false, redrawForms: false },
    modalEntry: deps.modalEntry && forms,
    refused,
    passphrase,
  };

  const handle: Handler = async (interaction, deadline) => {
    try {
      if (deadline.aborted) return NO_RESPONSE;
      // Platforms deliver again when our answer was lost or late; the person has pressed once.
      if (!(await deps.markOnce(interaction.tenant, `inbound:${interaction.id}`))) {
        deps.log('bot.repeated', kindOf(interaction));
        return NO_RESPONSE;
      }
      // Each handler checks the deadline again right before it changes something.
      // A card that cannot be changed has no business in a channel.
      const asked = edits ? interaction : { ...interaction, place: null };
      const found = await answerTo(context, asked, deadline);
      const answer = found.kind === 'form' && !forms ? withoutForms(context, found.form) : found;
      deps.log('bot.answered', { ...kindOf(interaction), answer: answer.kind });
      return answer;
    } catch (error) {
      // An error's message may quote what was typed, so only its code is logged.
      deps.log('bot.failed', { ...kindOf(interaction), code: error instanceof Fault ? error.code : 'unknown' });
      return { kind: 'private', card: internalErrorCard(renderContext) };
    }
  };
  const unshown = {
    busy: unshownCard(renderContext, 'busy'),
    setup: unshownCard(renderContext, 'setup'),
    shape: unshownCard(renderContext, 'shape'),
  };
  return {
    handle,
    signIn: (who) => onSignedIn(context, who),
    pasted: (found) => onWatched({ context, markOnce: deps.markOnce }, found),
    complete: (asked) => completionsOf(context, asked),
    late: timeoutCard(renderContext),
    broken: internalErrorCard(renderContext),
    unshown,
  };
}

async function answerTo(context: BotContext, interaction: Interaction, deadline: AbortSignal): Promise<InteractionResponse> {
  switch (interaction.kind) {
    case 'command':
    case 'shortcut':
      return onCommand(context, interaction, deadline);
    case 'form':
      return onSubmission(context, interaction, deadline);
    case 'form-press':
      return onFormPress(context, interaction);
    case 'action':
      return onAction(context, interaction, deadline);
    case 'home':
      return onHome(context, interaction);
  }
}

function kindOf(interaction: Interaction): Record<string, string> {
  const what =
    interaction.kind === 'action' ? { action: interaction.action } : interaction.kind === 'form' ? { form: interaction.name } : {};
  return { type: interaction.kind, ...what };
}

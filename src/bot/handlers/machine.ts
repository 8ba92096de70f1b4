// Sharing with a machine, which no platform has: it is named in words. And its end, by its owner.

import { machineCard } from '../cards/machine.ts';
import { pastedSecretCard } from '../cards/refusal.ts';
import type { Contact, Interaction, InteractionResponse } from '../port.ts';
import { begin, parseWhole } from './begin.ts';
import { NO_RESPONSE, type BotContext } from './context.ts';

type Typed = Extract<Interaction, { kind: 'command' }>;

interface Wish {
  readonly machine: string;
  readonly label: string;
  readonly leaked: boolean;
  readonly given: Readonly<Record<string, string>>;
}

export async function shareWithMachine(
  context: BotContext,
  interaction: Interaction,
  { machine: name, label, leaked, given }: Wish,
  deadline: AbortSignal,
): Promise<InteractionResponse> {
  const { renderContext } = context;
  if (leaked) return { kind: 'private', card: pastedSecretCard(renderContext) };
  const found = await context.machines.find(interaction.tenant, name);
  if (found === null || interaction.kind !== 'command') return { kind: 'private', card: machineCard(renderContext, 'none', name) };
  const machine: Contact = { ...found.person, kind: 'machine' };
  const typed: Typed = { ...interaction, people: [machine] };
  const whole = parseWhole(context, typed, { label, given });
  // There is no form for it: a form lets choose people.
  return whole === null ? { kind: 'private', card: machineCard(renderContext, 'what', name) } : begin(context, typed, whole, deadline);
}

export async function onRevokeMachine(
  { machines, renderContext }: BotContext,
  { actor }: Interaction,
  name: string,
  deadline: AbortSignal,
): Promise<InteractionResponse> {
  if (deadline.aborted) return NO_RESPONSE;
  const isDone = await machines.revoke(actor.key, name);
  return { kind: 'private', card: machineCard(renderContext, isDone ? 'revoked' : 'notYours', name) };
}

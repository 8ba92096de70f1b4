// What is to be changed after it was handed over: the presses of its owner, their list, and an incident of their own.

import type { Rotation } from '../../core/ports/rotation-store.ts';
import { stillHold } from '../../core/rotations/rules.ts';
import { hasChat, OUTSIDER, type Person } from '../../core/share.ts';
import { allAskedCard, closedRotationCard, lostCard, rotationsCard, snoozedCard } from '../cards/rotation.ts';
import { MAX_RECIPIENTS, toPerson } from '../contacts.ts';
import type { Card, Contact, Interaction, InteractionResponse } from '../port.ts';
import { formatFormer } from '../share-form/again.ts';
import { shareForm } from '../share-form/render.ts';
import { NO_RESPONSE, offerFor, refused, type BotContext } from './context.ts';

type Press = Extract<Interaction, { kind: 'action' }>;
type Pressed = 'rotated' | 'hand-over' | 'snooze';

const alone = (card: Card): InteractionResponse => ({ kind: 'private', card });

export async function onRotationPress(context: BotContext, interaction: Press, deadline: AbortSignal): Promise<InteractionResponse> {
  const { rotations, renderContext } = context;
  const { actor, ref } = interaction;
  const found = await rotations.find(ref, actor.key);
  if (found === null) return alone(refused(context, { code: 'rotation.none' }));
  if (found.closed !== null) return alone(closedRotationCard(renderContext, found));
  if (deadline.aborted) return NO_RESPONSE;
  switch (interaction.action as Pressed) {
    case 'rotated': {
      const done = await rotations.done(ref, actor.key);
      return alone(done.ok ? closedRotationCard(renderContext, done.value) : refused(context, done));
    }
    case 'snooze': {
      const put = await rotations.snooze(ref, actor.key);
      return alone(put.ok ? snoozedCard(renderContext, put.value) : refused(context, put));
    }
    case 'hand-over':
      return handOverForm(context, interaction, found);
  }
}

/** The share form with everyone who has the old value: what is entered goes to all of them, a share for each. */
function handOverForm(context: BotContext, { actor, place }: Press, rotation: Rotation): InteractionResponse {
  const { renderContext, capabilities, modalEntry, shares } = context;
  const holders = stillHold(rotation);
  const people = uniquePeople(holders.map(({ person }) => person))
    .filter((person) => hasChat(person) && person.key !== actor.key)
    .slice(0, MAX_RECIPIENTS)
    .map(({ key, name }): Contact => ({ key, name: name === '' ? key.slice(key.lastIndexOf(':') + 1) : name, kind: 'member' }));
  const to = people.length === 0 && holders.some(({ person }) => person.key === OUTSIDER.key) ? 'link' : 'people';
  const named = shares.templates().some(({ name }) => name === rotation.template) ? rotation.template : null;
  const byTemplate = named === null ? null : offerFor(context, { actor, people, to, template: named });
  const template = byTemplate?.ok ? named : null;
  const offer = byTemplate?.ok ? byTemplate : offerFor(context, { actor, people, to, template: null });
  if (!offer.ok) return alone(refused(context, offer));
  const form = shareForm(renderContext, {
    people,
    label: rotation.label,
    place,
    given: { kind: rotation.kind, ...(template !== null && { template }) },
    to,
    offer: offer.value,
    redraws: capabilities.redrawForms,
    room: capabilities.fields,
    modalEntry,
    warning: null,
  });
  return { kind: 'form', form: { ...form, ref: formatFormer(form.ref, { id: rotation.id, replaces: false, rotates: true }) } };
}

const uniquePeople = (people: readonly Person[]): Person[] => [...new Map(people.map((person) => [person.key, person])).values()];

export async function onRotationCommand(context: BotContext, { actor }: Interaction): Promise<InteractionResponse> {
  const all = await context.rotations.list(actor.key);
  return alone(rotationsCard(context.renderContext, all, context.clock()));
}

export async function onIncident(context: BotContext, { actor }: Interaction): Promise<InteractionResponse> {
  return alone(lostCard(context.renderContext, await context.rotations.opened(actor.key)));
}

/** The person who presses is the one who has lost something. */
export async function startIncident(context: BotContext, { actor }: Interaction, deadline: AbortSignal): Promise<InteractionResponse> {
  if (deadline.aborted) return NO_RESPONSE;
  const due = await context.rotations.allDue(toPerson(actor), 'incident');
  return alone(allAskedCard(context.renderContext, due.filter(({ rotation }) => rotation?.closed === null).length));
}

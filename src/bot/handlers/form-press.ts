// Handles a button inside the share form: draws the form anew, with what was typed and chosen by then. Nothing is begun, and nothing kept.

import { unique } from '../contacts.ts';
import { looksLikeSecret } from '../../core/secret-detector.ts';
import type { Interaction, InteractionResponse } from '../port.ts';
import { formatFormer, parseFormer } from '../share-form/again.ts';
import { NO_TEMPLATE, parseShareRef, type Audience } from '../share-form/fields.ts';
import { shareForm } from '../share-form/render.ts';
import { interpolate } from '../text.ts';
import { refusalSentence } from '../cards/refusal.ts';
import { offerFor, type BotContext } from './context.ts';
import { formerOf } from './share-again.ts';

export async function onFormPress(
  context: BotContext,
  interaction: Extract<Interaction, { kind: 'form-press' }>,
): Promise<InteractionResponse> {
  const { renderContext, capabilities, modalEntry } = context;
  const { press, ref, values, place, actor } = interaction;
  const { given, isUnfolded, isWarned, ...carried } = parseShareRef(ref);
  const to: Audience = press === 'options' ? carried.to : press;
  const chosen = Object.fromEntries(Object.entries(values).flatMap(([id, value]) => (typeof value === 'string' ? [[id, value]] : [])));
  const { label = '', note = '' } = chosen;
  // What looks like a secret is not written into the form again.
  const kept = (text: string): string => (looksLikeSecret(text) ? '' : text);
  const warned = isWarned || looksLikeSecret(label) || looksLikeSecret(note);
  const people = Array.isArray(values['people']) ? unique(values['people']) : [];
  const named = chosen['template'] ?? given['template'] ?? NO_TEMPLATE;
  const template = named === NO_TEMPLATE ? null : named;
  const offer = offerFor(context, { actor, people, to, template });
  const form = shareForm(renderContext, {
    people,
    label: kept(label),
    note: kept(note),
    place,
    ...(await formerOf(context, interaction)),
    given: { ...given, ...chosen },
    to,
    isUnfolded: isUnfolded || press === 'options',
    // Nothing is narrowed where the policy refuses these people: the form says so, and others can be chosen.
    ...(offer.ok && { offer: offer.value }),
    room: capabilities.fields,
    redraws: capabilities.redrawForms,
    modalEntry,
    warning: warned ? interpolate(renderContext.messages.leak.body, { platform: renderContext.platform }) : null,
    ...(!offer.ok && { notice: [refusalSentence(renderContext, offer)] }),
  });
  const former = parseFormer(ref);
  return { kind: 'form', form: former === null ? form : { ...form, ref: formatFormer(form.ref, former) } };
}

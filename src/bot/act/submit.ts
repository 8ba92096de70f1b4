// What follows on a submitted form: shares are made, or (modal entry) a secret is sealed.

import { limits } from '../../core/limits.ts';
import type { RefusalCode } from '../../core/refusal.ts';
import { needsWords, type Share } from '../../core/share.ts';
import { unseen } from '../../core/text.ts';
import type { Button, Contact, FirstResponse, FormValues, Inbound } from '../port.ts';
import { personOf } from '../read/contacts.ts';
import { readShareForm, type Errors, type Order } from '../read/submission.ts';
import { createdCard, noCard, sealedCard } from '../say/answers.ts';
import { canSeal, enterLabel } from '../say/cards.ts';
import { fillText } from '../say/fill.ts';
import { readShareRef } from '../say/forms.ts';
import { act } from '../say/voice.ts';
import { pageButton, passFor, refused, TOO_LATE, type Desk } from './desk.ts';

type Submitted = Extract<Inbound, { type: 'form' }>;

export async function onForm(desk: Desk, inbound: Submitted, deadline: AbortSignal): Promise<FirstResponse> {
  return inbound.name === 'share' ? share(desk, inbound, deadline) : secret(desk, inbound, deadline);
}

async function share(desk: Desk, inbound: Submitted, deadline: AbortSignal): Promise<FirstResponse> {
  const { actor, place, values } = inbound;
  const read = readShareForm(desk.voice, { actor, place, values, given: readShareRef(inbound.ref) });
  if (!read.ok) return rejected(desk, read.errors);
  const made = await createAll(desk, inbound, read.order, deadline);
  if (deadline.aborted) return TOO_LATE;
  const enter = await Promise.all(made.shares.map((created) => wayToEnter(desk, inbound, created)));
  const guests = read.order.people.filter((contact) => contact.is === 'guest').map((contact) => personOf(contact).name);
  return { do: 'private', card: createdCard(desk.voice, made.shares, { enter, failed: made.failed, guests }) };
}

/** One share for each person; a "no" to one of them does not undo the others. */
async function createAll(desk: Desk, { actor, tenant }: Submitted, order: Order, deadline: AbortSignal) {
  const { people, ...wish } = order;
  const recipients: readonly (Contact | null)[] = people.length === 0 ? [null] : people;
  const shares: Share[] = [];
  const failed: string[] = [];
  for (const contact of recipients) {
    if (deadline.aborted) break;
    const recipient = contact && personOf(contact);
    const created = await desk.shares.create({ ...wish, sender: personOf(actor), recipient, tenant, via: 'chat' });
    if (created.ok) {
      shares.push(created.value);
      continue;
    }
    desk.refused(created.code);
    const why = desk.voice.words.refusals[created.code];
    failed.push(recipient ? fillText(desk.voice.words.answers.notCreated, { recipient: recipient.name, why }) : why);
  }
  return { shares, failed };
}

async function wayToEnter(desk: Desk, inbound: Submitted, created: Share): Promise<Button | null> {
  const label = enterLabel(desk.voice, created);
  if (created.entry === 'modal') return canSeal(created) ? act('enter', created, label, 'go') : null;
  return pageButton(await passFor(desk, inbound, created), label);
}

/** Refusals that pass by themselves. */
const AGAIN: readonly RefusalCode[] = ['entry.busy', 'quota.bytes', 'quota.tenant_bytes'];

/** The one place where the chat door holds a secret: on its way into `sealInChat`. It must reach nothing else. */
async function secret(desk: Desk, inbound: Submitted, deadline: AbortSignal): Promise<FirstResponse> {
  const { voice } = desk;
  const found = await desk.shares.find(inbound.ref);
  if (found === null || found.sender.key !== inbound.actor.key) return { do: 'private', card: refused(desk, { code: 'share.gone' }) };
  const typed = textOf(inbound.values['secret']);
  const words = needsWords(found.mode) ? textOf(inbound.values['words']) : null;
  const errors: Record<string, string> = {};
  if (typed.trim() === '' || [...typed].length > limits.modalSecret) {
    errors['secret'] = fillText(voice.words.inputs.secret, { max: String(limits.modalSecret) });
  }
  if (words !== null && (words.length > limits.modalWords || !desk.secretWords.good(words))) errors['words'] = voice.words.inputs.words;
  if (Object.keys(errors).length > 0) return rejected(desk, errors);
  if (deadline.aborted) return TOO_LATE;
  const sealed = await desk.shares.sealInChat(found.id, inbound.actor.key, { secret: typed, words }, deadline);
  if (deadline.aborted) return TOO_LATE;
  if (sealed.ok) return { do: 'private', card: sealedCard(voice, sealed.value, unseen(typed) !== null) };
  const no = refused(desk, sealed);
  // It can be sent again as soon as there is room: a form that stays open keeps what was typed.
  const isForNow = AGAIN.includes(sealed.code);
  if (isForNow && desk.can.rejectForms) return { do: 'reject-form', errors: { secret: voice.words.refusals[sealed.code] } };
  return { do: 'private', card: no };
}

const textOf = (value: FormValues[string] | undefined): string => (typeof value === 'string' ? value : '');

function rejected({ voice, can }: Desk, errors: Errors): FirstResponse {
  return can.rejectForms ? { do: 'reject-form', errors } : { do: 'private', card: noCard(voice, Object.values(errors)) };
}

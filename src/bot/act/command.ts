// What follows on a typed command or a menu entry: a form, a list, or help.

import type { FirstResponse, Inbound } from '../port.ts';
import { readCommand, type Command } from '../read/command.ts';
import { unique, whyNotPeople } from '../read/contacts.ts';
import { helpCard, leakCard, noCard } from '../say/answers.ts';
import { fill } from '../say/fill.ts';
import { shareForm } from '../say/forms.ts';
import { onBlocks } from './block.ts';
import type { Desk } from './desk.ts';
import { list } from './list.ts';
import { receiptCard } from './receipt.ts';

type Started = Extract<Inbound, { type: 'command' | 'shortcut' }>;
type Asked = Started | Extract<Inbound, { type: 'action' }>;

export async function onCommand(desk: Desk, inbound: Started, deadline: AbortSignal): Promise<FirstResponse> {
  const command: Command = inbound.type === 'command' ? readCommand(inbound.text) : { verb: 'share', label: '', leaked: false };
  // Whoever has pasted a secret learns of it first; a form can carry the warning, a list would bury it.
  if (command.leaked && command.verb !== 'share') return { do: 'private', card: leakCard(desk.voice) };
  switch (command.verb) {
    case 'share':
      return share(desk, inbound, command);
    case 'list':
    case 'revoke':
      return { do: 'private', card: await list(desk, inbound, command.verb) };
    case 'receipt':
      return {
        do: 'private',
        card: command.share === null ? await list(desk, inbound, 'receipt') : await receiptCard(desk, inbound, command.share),
      };
    case 'block':
    case 'unblock':
    case 'blocks':
      return onBlocks(desk, inbound, command.verb, deadline);
    case 'help':
      return { do: 'private', card: helpCard(desk.voice, command.unknown) };
  }
}

/** The empty share form. */
export const askToShare = (desk: Desk, inbound: Asked): FirstResponse => share(desk, inbound, { label: '', leaked: false });

type Wish = Pick<Extract<Command, { verb: 'share' }>, 'label' | 'leaked'>;

function share({ voice, can, modalEntry }: Desk, inbound: Asked, { label, leaked }: Wish): FirstResponse {
  const people = 'people' in inbound ? unique(inbound.people) : [];
  const refused = whyNotPeople(voice.words, inbound.actor, people);
  const warning = fill(voice.words.leak.body, { platform: voice.platform });
  // No form without the people that were named: sent as it is, it would make a link.
  if (refused.length > 0) {
    const no = noCard(voice, refused);
    return { do: 'private', card: leaked ? { ...no, body: [...no.body, warning] } : no };
  }
  const given = inbound.type === 'command' ? (inbound.given ?? {}) : {};
  const form = shareForm(voice, {
    people,
    label,
    place: inbound.place,
    given,
    // The warning stands before the fields and takes the room of one.
    room: can.fields - (leaked ? 1 : 0),
    modalEntry,
    warning: leaked ? warning : null,
  });
  return { do: 'form', form };
}

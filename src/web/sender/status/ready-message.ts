// The message with which a sender passes on a link: who, what, that it opens once, and until when. Plain, so that it looks like no trick.

import { messages } from '../../messages/sender-after-press.ts';

export interface Passing {
  /** With the key in its fragment. */
  readonly url: string;
  /** As the sender is called; empty: not known. */
  readonly sender: string;
  readonly label: string;
  /** The time with its zone, as the sender's language writes it. */
  readonly until: string;
  readonly withWords: boolean;
}

export interface ReadyMessage {
  readonly subject: string;
  readonly text: string;
}

/** Windows hands no longer address to a mail program; what is longer is dropped there without a word. */
const LONGEST_ADDRESS = 2_000;

export function readyMessage({ url, sender, label, until, withWords }: Passing): ReadyMessage {
  const says = messages.pass;
  // The link stands alone on its line: a full stop behind it would become a part of it.
  const paragraphs = [
    says.hello,
    says.what(label),
    url,
    says.once(until),
    ...(withWords ? [says.words] : []),
    says.unexpected,
    ...(sender === '' ? [] : [sender]),
  ];
  return { subject: says.subject(sender, label), text: `${paragraphs.join('\n\n')}\n` };
}

/** An address that opens a mail with the message in it (RFC 6068). In alphabets that need many signs the label is cut until it fits. */
export function mailtoAddress(passing: Passing): string {
  const label = [...passing.label];
  for (;;) {
    const { subject, text } = readyMessage({ ...passing, label: label.join('') });
    const address = `mailto:?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(text.replaceAll('\n', '\r\n'))}`;
    if (address.length <= LONGEST_ADDRESS || label.length === 0) return address;
    label.splice(-2, 2, ...(label.length > 2 ? ['…'] : []));
  }
}

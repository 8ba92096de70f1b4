// The message with which a person passes on a link: who, what, that it opens or is answered once, and until when. Plain, so that it looks like no trick.

import { messages as says } from '../messages/pass-on.ts';

export interface Passing {
  /** A link that opens a share, or one that takes the answer to a request. */
  readonly kind: 'share' | 'request';
  /** With the key in its fragment. */
  readonly url: string;
  /** As the person who passes it on is called; empty: not known. */
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

export function readyMessage({ kind, url, sender, label, until, withWords }: Passing): ReadyMessage {
  // The link stands alone on its line: a full stop behind it would become a part of it.
  const paragraphs = [
    says.hello,
    says.what[kind](label),
    url,
    says.once[kind](until),
    ...(withWords ? [says.words] : []),
    says.unexpected[kind],
    ...(sender === '' ? [] : [sender]),
  ];
  return { subject: says.subject[kind](sender, label), text: `${paragraphs.join('\n\n')}\n` };
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

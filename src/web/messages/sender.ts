// What the sender's form says. What follows it is in sender-after-press.ts and sender-status.ts.

import type { Kind } from '../../crypto/share-terms.ts';

/** "a", "a and b", "a, b and c"; of many only the first. */
export function series(list: readonly string[], most = 5): string {
  const shown = [...new Set(list)];
  const many = shown.length > most;
  const said = many ? shown.slice(0, most) : shown.slice(0, -1);
  const last = many ? `${shown.length - most} more` : (shown.at(-1) ?? '');
  return said.length === 0 ? last : `${said.join(', ')} and ${last}`;
}
const lineList = (lines: readonly number[]): string => `${lines.length === 1 ? 'Line' : 'Lines'} ${series(lines.map(String))}`;

const en = {
  somebody: 'the recipient',
  linkHolder: 'anyone with the link',
  enter: {
    title: (to: string) => `Enter the secret for ${to}`,
    titleLink: 'Enter the secret',
    titleAsked: (to: string) => `${to} asks you for this`,
    askedHelp: 'Leave a row empty if you don’t have it.',
    lead: (to: string) => `It’s encrypted in this browser, for ${to}. Compare the check words to be sure that no one else can read it.`,
    untold: (to: string) => `${to} may be asked to accept while you type; they get nothing before you press.`,
    leadOutside: (to: string) =>
      `It’s encrypted in this browser, for ${to} alone: your link names their key, so the server in between can’t read it. The link takes one answer.`,
    leadLink: 'It’s encrypted in this browser. You get a one-time link, and you send it yourself.',
    elsewhere: 'You entered it in another browser, and only that one can send it. Go back there, or enter it again here.',
    other: 'This browser can’t send what was uploaded last. Enter it again here, or go back to where you entered it last.',
    lost: 'The upload wasn’t finished. Please enter it again.',
    rows: {
      credential: 'Credential',
      bank: 'Bank details',
      document: 'Document',
      note: 'Note',
    } satisfies Record<Kind, string>,
    rowTitle: (n: number) => `Value ${n}`,
    name: 'Name',
    value: 'Value',
    env: 'Environment variable',
    envHelp: 'Optional',
    variable: (name: string) => (name === '' ? 'Name a variable' : `Variable ${name}`),
    itsVariable: 'Variable',
    variableNamed: (name: string) => `Name a variable for ${name}`,
    masked: 'Masked',
    add: 'Add a value',
    addNote: 'Add a note',
    noteName: 'Note',
    remove: 'Remove',
    removeNamed: (name: string) => `Remove ${name}`,
    removed: (name: string) => `${name} removed.`,
    added: 'A new row was added.',
    addedMany: (n: number) => (n === 1 ? 'A new row was added.' : `${n} new rows were added.`),
    otherFields: 'Other fields',
    generate: 'Generate a password',
    pasteHint: 'Paste a whole .env file into any field and it becomes rows.',
    emptyValue: 'This has no value; it is sent empty.',
    room: (used: string, max: string) => `${used} of ${max} used`,
    templates: { bank: ['Account holder', 'IBAN', 'BIC', 'Bank'], document: ['Content'], note: ['Note'] },
  },
  paste: {
    rows: (n: number) => (n === 1 ? 'Read as one variable.' : `Read as ${n} variables.`),
    filled: (name: string, written: readonly string[]) =>
      `In ${name}, ${series(written)} ${written.length === 1 ? 'was replaced by its value' : 'were replaced by their values'}.`,
    asWritten: 'Keep the references as written',
    literal: 'The references stay as written. The recipient gets these letters, not the values.',
    left: (name: string, written: readonly string[]) =>
      `${series(written)} in ${name} stayed as written. The recipient gets these letters; put the value in if they stand for one.`,
    doubtful: (names: readonly string[]) =>
      `Check ${series(names)}: ${names.length === 1 ? 'it' : 'they'} can be read in more than one way.`,
    partly: (lines: readonly number[]) =>
      `${lineList(lines)} ${lines.length === 1 ? 'is' : 'are'} not NAME=value, so this stayed one value.`,
    stayed: (lines: readonly number[]) =>
      `${lineList(lines)} ${lines.length === 1 ? 'is' : 'are'} not NAME=value and stayed where you pasted.`,
    spread: 'Make rows of the rest',
    undo: 'Put it back as one value',
  },
  errors: {
    empty: 'Enter a value first. There’s nothing to send yet.',
    tooLarge: (max: string) => `This is more than ${max}. Shorten it, or send an encrypted file another way and its password here.`,
    tooMany: (max: number) => `That’s more than ${max} rows. Share them in two parts.`,
    name: (max: number) => `At most ${max} characters in a name.`,
    env: 'Letters, digits and _ only, not beginning with a digit.',
    envTwice: 'This variable is used twice.',
    malformed: 'This contains a broken character. Copy it again from where it came from.',
  },
  password: {
    length: 'Length',
    lower: 'a–z',
    upper: 'A–Z',
    digits: '0–9',
    symbols: 'Symbols',
    use: 'Another one',
    strength: (bits: number) => `${bits < 60 ? 'Weak' : bits < 90 ? 'Good' : 'Strong'}: about ${bits} bits.`,
    classes: 'Characters',
    none: 'Choose at least one kind of character.',
    made: 'A new password is in the field.',
  },
  words: {
    title: 'Passphrase',
    generated: 'Five random words',
    typed: 'My own passphrase',
    known: 'One that they know already',
    leadKnown: (to: string) => `Use what ${to} knows already, such as a line of your contract. Don’t send it along.`,
    labelKnown: 'The passphrase they know',
    weak: 'It’s only a second lock. An easy one can be guessed by anyone who gets past the first.',
    again: 'Different words',
    label: 'Your passphrase',
    strong: (bits: number) => `Strong enough (about ${bits} bits).`,
    why: {
      empty: 'Type a passphrase first.',
      short: 'Too easy to guess. Add words that don’t belong together.',
      repeated: 'Repeated words don’t count. Add different ones.',
      common: 'This is one of the first that anyone would try. Choose another.',
    },
    loading: 'Picking words…',
  },
} as const;

export const messages = en;

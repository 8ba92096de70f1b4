// Every sentence of the sender's page: enter, compare, seal, hand over, watch, take back.

import type { Cause, Kind } from '../../crypto/share-terms.ts';

/** "a", "a and b", "a, b and c"; of many only the first. */
function series(list: readonly string[], most = 5): string {
  const shown = [...new Set(list)];
  const many = shown.length > most;
  const said = many ? shown.slice(0, most) : shown.slice(0, -1);
  const last = many ? `${shown.length - most} more` : (shown.at(-1) ?? '');
  return said.length === 0 ? last : `${said.join(', ')} and ${last}`;
}
const lineList = (lines: readonly number[]): string => `${lines.length === 1 ? 'Line' : 'Lines'} ${series(lines.map(String))}`;

const en = {
  somebody: 'the recipient',
  whoever: 'whoever has the link',
  enter: {
    title: (to: string) => `Enter the secret for ${to}`,
    titleLink: 'Enter the secret',
    titleAsked: (to: string) => `${to} asks you for this`,
    leadAsked: (to: string) =>
      `What you enter is encrypted in this browser, and only ${to} can open it, once. Leave a row empty if you don’t have it.`,
    decline: 'Decline',
    lead: (to: string) => `It is encrypted in this browser. Neither the server nor chat can read it; only ${to} can.`,
    leadLink: 'It is encrypted in this browser. You get a link that opens it once, and you send that link yourself.',
    elsewhere: 'You entered it in another browser, and only that one can seal it. Go back there, or enter it again here.',
    other: 'This browser cannot seal what was uploaded last. Enter it again here, or go back to where you entered it last.',
    lost: 'The upload was not finished. Please enter it again.',
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
    generate: 'Generate a password',
    pasteHint: 'Paste a whole .env file into any field and it becomes rows.',
    emptyValue: 'It has no value and is handed over empty.',
    tidy: 'Remove what cannot be seen',
    tidyNamed: (name: string) => `Remove what cannot be seen: ${name}`,
    room: (used: string, max: string) => `${used} of ${max} used`,
    seal: 'Seal',
    sealing: 'Sealing…',
    templates: { bank: ['Account holder', 'IBAN', 'BIC', 'Bank'], document: ['Content'], note: ['Note'] },
  },
  paste: {
    rows: (n: number) => (n === 1 ? 'Read as one variable.' : `Read as ${n} variables.`),
    filled: (name: string, written: readonly string[]) =>
      `In ${name}, ${series(written)} ${written.length === 1 ? 'was replaced by its value' : 'were replaced by their values'}.`,
    asWritten: 'Keep the references as they were written',
    literal: 'The references stand as they were written. The recipient gets these letters and not the values.',
    left: (name: string, written: readonly string[]) =>
      `${series(written)} in ${name} stayed as written. The recipient gets these letters; put the value in if they stand for one.`,
    doubtful: (names: readonly string[]) =>
      `Check ${series(names)}: ${names.length === 1 ? 'it' : 'they'} can be read in more than one way.`,
    partly: (lines: readonly number[]) =>
      `${lineList(lines)} ${lines.length === 1 ? 'is' : 'are'} not NAME=value, so this stayed one value.`,
    stayed: (lines: readonly number[]) =>
      `${lineList(lines)} ${lines.length === 1 ? 'is' : 'are'} not NAME=value and stayed in the field where you pasted.`,
    spread: 'Make rows of the rest',
    undo: 'Put it back as one value',
  },
  errors: {
    empty: 'Enter a value first. There is nothing to seal yet.',
    tooLarge: (max: string) => `This is more than ${max}. Shorten it, or hand over a link to an encrypted file and only its password here.`,
    tooMany: (max: number) => `These are more than ${max} rows. Share them in two parts.`,
    name: (max: number) => `At most ${max} characters in a name.`,
    env: 'Letters, digits and _ only, not beginning with a digit.',
    envTwice: 'This variable is used twice.',
    malformed: 'This holds a broken character. Copy it again from where it came.',
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
    title: 'Words',
    lead: (to: string) => `You tell ${to} these words by another way: a call, in person. Not in this chat.`,
    generated: 'Five random words',
    typed: 'Words of my own',
    again: 'Other words',
    label: 'Your words',
    strong: (bits: number) => `Strong enough (about ${bits} bits).`,
    why: {
      empty: 'Type the words first.',
      short: 'Too easy to guess. Add words that do not belong together.',
      repeated: 'The same words again do not count. Add different ones.',
      common: 'These are among the first that anybody tries. Choose others.',
    },
    progress: 'Turning the words into a key. This takes a few seconds on purpose.',
    loading: 'Drawing words…',
  },
  wait: {
    title: (to: string) => `Locked. Now ${to} accepts.`,
    lead: (to: string) =>
      `Nothing is lost if you close this page: chat brings you back when ${to} has accepted. Come back with this browser, it keeps the key.`,
    status: (to: string) => `Waiting for ${to} to accept`,
    words: (to: string) => `The words for ${to}`,
    change: 'Enter something else',
    badPrekey: (to: string) =>
      `The server came with a key for ${to} that does not add up. Nothing was sealed to it; ${to} accepts first. Tell your operator.`,
  },
  compare: {
    title: 'Do they read the same?',
    lead: (to: string) => `${to} has accepted and sees six words. Ask by voice, or wherever you are sure it is really ${to}.`,
    leadAhead: (to: string) =>
      `It can be sealed now, for a browser in which ${to} has accepted before. ${to} sees these six words on opening your message. Ask by voice, or wherever you are sure it is really ${to}.`,
    browser: (to: string) =>
      `${to} accepted in a browser that you have not compared before. Somebody else may be sitting there. Compare the words before you seal.`,
    account: (to: string) =>
      `You have compared words with somebody called ${to} before, but this is another account. Make sure who it is, and compare the words before you seal.`,
    renamed: (to: string, before: string) =>
      `When you last compared words with this account, it was called ${before}. Make sure that it is ${to} now, and compare the words before you seal.`,
    borrowed: (to: string, before: string) =>
      `You know this browser as that of ${before}, not of ${to}. If the two do not share it, somebody is in between: do not seal, and tell your operator.`,
    match: 'They match. Seal it',
    without: 'Seal without comparing',
    differ: 'They differ',
    withoutHelp: 'Without comparing you rely on this server: it could have put a key of its own here.',
    auto: (to: string, since: string) => `You compared this browser with ${to} on ${since}. It seals for ${to} by itself…`,
    sealedByItself: (to: string, since: string) =>
      `Sealed for ${to} without asking you: you compared that browser with ${to} on ${since}. If something is wrong, take it back.`,
    anewTitle: 'Accepted again. Compare anew',
    anew: (to: string) =>
      `While you looked, this changed: it was accepted again, in another browser or under another name. What you compared before counts no more. Nothing is sealed. If ${to} did not do that, take it back.`,
    anewButton: 'Show the new words',
    checking: 'Checking the acceptance…',
    differTitle: 'Do not seal it',
    differText: 'Different words mean that this key is not the one on the other side. Take the share back and tell your operator.',
    back: 'Back',
  },
  badAcceptance: [
    'This acceptance does not add up',
    'Its signature does not belong to the key that the server shows. Nothing was sealed. Take the share back and tell your operator.',
  ],
  changedMeanwhile: 'It was accepted again, in another browser, while you looked. Compare the new words.',
  handover: {
    titleLink: 'Your one-time link',
    titleWords: (to: string) => `Sealed. Now tell ${to} the words.`,
    leadLink: 'It opens once. It is shown only here, only now, and nt2 never posts it in chat.',
    leadWords: 'Nobody else has the words. Tell them by another way than this chat: once you leave this screen, they are not shown again.',
    link: 'One-time link',
    copyLink: 'Copy the link',
    words: 'The words, by another way than the link',
    wordsOnly: 'The words',
    copyWords: 'Copy the words',
    copied: 'Copied.',
    failed: 'This browser did not allow copying. It is selected: copy it by hand.',
    done: 'I’ve sent it – show the status',
    doneEarly: 'Copy or send the link first: it can’t be shown again.',
  },
  pass: {
    title: 'Or send it with a message',
    share: 'Share…',
    mail: 'Email',
    copy: 'Copy the message',
    read: 'Read the message',
    shared: 'Shared.',
    mailed: 'If no mail program opened, copy the message instead.',
    failed: 'This browser did not allow that. Copy the link instead.',
    subject: (sender: string, label: string) => `One-time link${sender === '' ? '' : ` from ${sender}`}${label === '' ? '' : `: ${label}`}`,
    hello: 'Hi,',
    what: (label: string) => (label === '' ? 'Here is a one-time link:' : `Here is a one-time link to “${label}”:`),
    once: (until: string) =>
      `It opens once, on one device, until ${until}. Open it on the device where you need it, and copy what you need: it can’t be shown again.`,
    words: 'It also needs a passphrase, which I’ll tell you separately.',
    unexpected: 'If you weren’t expecting this, check with me before you open it.',
  },
  status: {
    titles: {
      offered: (to: string) => `Waiting for ${to} to accept`,
      accepted: (to: string) => `${to} has accepted`,
      sealed: (to: string) => `Sealed. Waiting for ${to} to accept.`,
      ready: (to: string) => `Sealed. Waiting for ${to} to open it.`,
      claimed: (to: string) => `${to} is opening it`,
    },
    ended: {
      delivered: ['Delivered', 'It was decrypted on the other side, and the server’s copy is deleted.'],
      unconfirmed: [
        'Released, not confirmed',
        'It was handed out, but nobody proved that it could be decrypted. Change the secret, to be sure.',
      ],
      broken: [
        'It could not be decrypted',
        'What arrived was not what you sealed, and it is deleted. Change the secret if in doubt, and share it again.',
      ],
      'rolled-back': [
        'Ended to be safe',
        'The server lost part of its memory, so it may have been opened before. Change the secret, and share it again.',
      ],
      declined: ['Declined', 'Nothing was released, and it is deleted.'],
      revoked: ['Taken back', 'Nothing was released, and it is deleted.'],
      expired: ['Expired', 'Nobody opened it in time, and it is deleted.'],
      locked: ['Locked', 'Too many wrong words were tried, so it is deleted. Nothing was released.'],
    } satisfies Record<Cause, readonly [string, string]>,
    lead: 'This page follows along. You may close it; chat tells you too.',
    leadLink: 'The link was shown once, in the tab that made it. If you lost it, take the share back and make a new one.',
    timeline: 'What happened',
    events: {
      created: 'Started',
      entered: 'Encrypted and uploaded',
      accepted: (to: string) => `Accepted by ${to}`,
      sealed: 'Sealed',
      sealedByServer: 'Sealed by the server (typed in chat)',
      claimed: 'Opened by one device',
      next: { accepted: 'Accept', sealed: 'Seal', claimed: 'Open', ended: 'Delivery confirmed' },
      ended: {
        delivered: 'Delivered and deleted',
        unconfirmed: 'Not confirmed in time, deleted',
        broken: 'Could not be decrypted, deleted',
        'rolled-back': 'Ended to be safe, because the server lost part of its memory; deleted',
        declined: 'Declined, deleted',
        revoked: 'Taken back, deleted',
        expired: 'Expired, deleted',
        locked: 'Locked, deleted',
      } satisfies Record<Cause, string>,
    },
    failures: (left: number) =>
      `Wrong words were tried${left === 0 ? ' again and again, so each further try has to wait' : ''}. If you do not know of it, take it back.`,
    unreachable: (to: string) =>
      `Chat did not deliver the message to ${to}. Send them this address yourself; it opens nothing without them:`,
    modal: 'It was typed in chat, so this server and the chat platform have seen it on the way.',
    receipt: 'Receipt: all of this with its proofs, to keep or print',
    revoke: 'Take it back',
    revokeAsk: 'Take it back? It is deleted at once and nobody can open it.',
    revokeYes: 'Yes, take it back',
    revokeNo: 'Keep it',
    revokeLate: 'Too late: it has been opened. Change the secret.',
  },
  retry: 'Try again',
  leave: 'What you typed has not been sealed yet.',
} as const;

export const messages = en;

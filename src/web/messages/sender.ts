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
  whoever: 'anyone with the link',
  enter: {
    title: (to: string) => `Enter the secret for ${to}`,
    titleLink: 'Enter the secret',
    titleAsked: (to: string) => `${to} asks you for this`,
    askedHelp: 'Leave a row empty if you don’t have it.',
    lead: (to: string) =>
      `It’s encrypted in this browser, for ${to}. Compare the check words later to be sure that no one else can read it.`,
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
    generate: 'Generate a password',
    pasteHint: 'Paste a whole .env file into any field and it becomes rows.',
    emptyValue: 'This has no value; it is sent empty.',
    tidy: 'Remove invisible characters',
    tidyNamed: (name: string) => `Remove invisible characters: ${name}`,
    room: (used: string, max: string) => `${used} of ${max} used`,
    seal: 'Send',
    sealing: 'Encrypting…',
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
    empty: 'Enter a value first. There’s nothing to send yet.',
    tooLarge: (max: string) => `This is more than ${max}. Shorten it, or send an encrypted file another way and only its password here.`,
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
    lead: (to: string) => `Tell ${to} this passphrase on a call or in person, not in this chat.`,
    generated: 'Five random words',
    typed: 'My own passphrase',
    again: 'Different words',
    label: 'Your passphrase',
    strong: (bits: number) => `Strong enough (about ${bits} bits).`,
    why: {
      empty: 'Type a passphrase first.',
      short: 'Too easy to guess. Add words that don’t belong together.',
      repeated: 'Repeated words don’t count. Add different ones.',
      common: 'This is one of the first that anyone would try. Choose another.',
    },
    progress: 'Turning the passphrase into a key. This takes a few seconds on purpose.',
    loading: 'Picking words…',
  },
  wait: {
    title: (to: string) => `Encrypted. Waiting for ${to} to accept.`,
    lead: (to: string) => `You can close this page; we’ll message you when ${to} accepts. Come back in this browser: it holds the key.`,
    status: (to: string) => `Waiting for ${to} to accept`,
    words: (to: string) => `The passphrase for ${to}`,
    change: 'Enter something else',
    badPrekey: (to: string) =>
      `The server offered a key for ${to} that doesn’t add up. Nothing was sent to it; ${to} accepts first. Tell your operator.`,
  },
  compare: {
    title: 'Do your check words match?',
    lead: (to: string) => `${to} has accepted and sees six words. Ask on a call, or wherever you’re sure that it’s really ${to}.`,
    leadAhead: (to: string) =>
      `You can send it now, to a browser in which ${to} has accepted before. ${to} sees these six words when they open your message. Ask on a call, or wherever you’re sure that it’s really ${to}.`,
    browser: (to: string) =>
      `${to} accepted in a browser that you haven’t compared before. It may not be them. Compare the words before you send.`,
    account: (to: string) =>
      `You’ve compared words with someone called ${to} before, but this is another account. Make sure who it is, and compare the words before you send.`,
    renamed: (to: string, before: string) =>
      `When you last compared words with this account, it was called ${before}. Make sure that it’s ${to} now, and compare the words before you send.`,
    borrowed: (to: string, before: string) =>
      `You know this browser as ${before}’s, not ${to}’s. If they don’t share it, someone may be intercepting: don’t send, and tell your operator.`,
    match: 'They match – send it',
    without: 'Send without comparing',
    differ: 'They don’t match',
    withoutHelp: 'Without comparing, you rely on this server: it could have put its own key here.',
    auto: (to: string, since: string) => `You compared this browser with ${to} on ${since}. Sending it to ${to}…`,
    sealedByItself: (to: string, since: string) =>
      `Sent to ${to} without asking you: you compared that browser with ${to} on ${since}. If something is wrong, take it back.`,
    anewTitle: 'Accepted again: compare again',
    anew: (to: string) =>
      `This changed while you were looking: it was accepted again, in another browser or under another name. What you compared no longer counts, and nothing has been sent. If ${to} didn’t do that, take it back.`,
    anewButton: 'Show the new words',
    checking: 'Checking the acceptance…',
    differTitle: 'Don’t send it',
    differText: 'Different words mean that this isn’t the key on the other side. Take the share back and tell your operator.',
    back: 'Back',
  },
  badAcceptance: [
    'This acceptance isn’t genuine',
    'Its signature doesn’t belong to the key that the server shows. Nothing was sent. Take the share back and tell your operator.',
  ],
  changedMeanwhile: 'It was accepted again, in another browser, while you were looking. Compare the new words.',
  handover: {
    titleLink: 'Your one-time link',
    titleWords: (to: string) => `Encrypted. Now tell ${to} the passphrase.`,
    leadLink: 'It opens once. It is shown only here, only now, and nt2 never posts it in chat.',
    leadWords: 'No one else has it. Tell them another way, not in this chat; it won’t be shown again once you leave this screen.',
    link: 'One-time link',
    copyLink: 'Copy the link',
    words: 'Passphrase: send it another way than the link',
    wordsOnly: 'Passphrase',
    copyWords: 'Copy the passphrase',
    copied: 'Copied.',
    failed: 'This browser didn’t allow copying. It’s selected: copy it by hand.',
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
      sealed: (to: string) => `Encrypted. Waiting for ${to} to accept.`,
      ready: (to: string) => `Sent. Waiting for ${to} to open it.`,
      claimed: (to: string) => `${to} is viewing it`,
    },
    ended: {
      delivered: ['Delivered', 'All done: it was decrypted on the other side, and the server’s copy has been deleted.'],
      unconfirmed: ['Sent, not confirmed', 'It was sent, but never confirmed as readable. To be safe, change the secret.'],
      broken: [
        'It couldn’t be decrypted',
        'What arrived wasn’t what you sent, and it was deleted. If in doubt, change the secret; then share it again.',
      ],
      'rolled-back': [
        'Ended to be safe',
        'The server lost part of its data, so it may have been opened before. Change the secret, and share it again.',
      ],
      declined: ['Declined', 'Nothing was handed over, and it was deleted.'],
      revoked: ['Taken back', 'Nothing was handed over, and it was deleted.'],
      expired: ['Expired', 'It wasn’t opened in time, so it was deleted.'],
      locked: ['Locked', 'Too many wrong passphrases were tried, so it was deleted. Nothing was handed over.'],
    } satisfies Record<Cause, readonly [string, string]>,
    lead: 'This page keeps itself up to date. You can close it; you’ll get a message in chat too.',
    leadLink: 'The link was shown once, in the tab where you made it. If you’ve lost it, take the share back and make a new one.',
    timeline: 'Progress',
    events: {
      created: 'Started',
      entered: 'Encrypted and uploaded',
      accepted: (to: string) => `Accepted by ${to}`,
      sealed: 'Sent',
      sealedByServer: 'Encrypted by the server (typed in chat)',
      claimed: 'Opened on one device',
      next: { accepted: 'Not accepted yet', sealed: 'Not sent yet', claimed: 'Not opened yet', ended: 'Delivery not confirmed yet' },
      ended: {
        delivered: 'Delivered and deleted',
        unconfirmed: 'Not confirmed in time, deleted',
        broken: 'Could not be decrypted, deleted',
        'rolled-back': 'Ended to be safe, because the server lost part of its data; deleted',
        declined: 'Declined, deleted',
        revoked: 'Taken back, deleted',
        expired: 'Expired, deleted',
        locked: 'Locked, deleted',
      } satisfies Record<Cause, string>,
    },
    failures: (left: number) =>
      `Wrong passphrases were tried${left === 0 ? ' many times, so each further try has to wait' : ''}. If that’s news to you, ask the recipient, or take it back.`,
    unreachable: (to: string) => `Chat couldn’t deliver the message to ${to}. Send them this link yourself; it opens only for them:`,
    modal: 'It was typed in chat, so this server and the chat platform saw it on its way.',
    receipt: 'Receipt: all of this with proof, to keep or print',
    revoke: 'Take it back',
    revokeAsk: 'Take it back? It’s deleted at once, and no one can open it.',
    revokeYes: 'Yes, take it back',
    revokeNo: 'Keep it',
    revokeLate: 'Too late: it has been opened. Change the secret.',
  },
  retry: 'Try again',
  leave: 'What you typed hasn’t been sent yet.',
} as const;

export const messages = en;

// Every sentence of the receipt page: the verdict, what happened, what proves it, who could forge it, and what no receipt can say.

import type { Cause, Mode } from '../../crypto/share-terms.ts';
import type { PossibleForger, EvidenceKind } from '../../crypto/receipt/report.ts';
import type { ReceiptFault } from '../../crypto/receipt/verify.ts';

type Pair = readonly [title: string, text: string];

const waitingNames: Readonly<Record<string, string>> = {
  created: 'its start',
  notified: 'a message in chat',
  entered: 'the upload',
  accepted: 'the acceptance',
  sealed: 'the encryption for the recipient',
  refused: 'an attempt by someone else',
  claimed: 'the release',
  delivered: 'the confirmation',
  extended: 'the added time',
  'asked-approval': 'the question to a second person',
  approval: 'the answer of a second person',
  ended: 'its end',
};

const en = {
  mine: 'What you sent and received',
  devices: 'Your browsers',
  footer: 'Receipts are checked in this browser only.',
  loading: 'Fetching the receipt…',
  checking: 'Checking the receipt…',
  again: 'Fetch it again',
  print: 'Print',
  gone: [
    'There’s no receipt for you here',
    'Only the sender, the recipient and auditors get one, and only while the server remembers the share. Open it from your own message in chat.',
  ] satisfies Pair,
  notYet: [
    'The receipt isn’t ready yet',
    'The log hasn’t been signed since this share began. Wait a few seconds and try again.',
  ] satisfies Pair,

  verdict: {
    holds: 'Receipt verified',
    fails: 'Don’t rely on this receipt',
    unchecked: 'This receipt couldn’t be checked',
    summary: (events: number) =>
      `${events === 1 ? 'Its one event is' : `All ${events} events are`} in the signed log, in an order that is possible, and every signature is valid.`,
    serverKey:
      'Checked with the key that this server publishes, so you’re taking the operator’s word. Keep that key (it’s shown below) and check with your copy next time, or ask an auditor for theirs.',
    ownKey: 'Checked with the key that you gave.',
    consistent: 'The log continues the checkpoint that you gave, or is the beginning of it: nothing was rewritten between them.',
    event: (n: number) => `Event ${n}:`,
    doubt:
      'It may have been altered, so don’t believe what it says. Fetch it again; if that doesn’t help, keep this file and ask your operator.',
  },
  unchecked: {
    form: 'This is not a receipt, or it was cut or altered. Take the file as it was downloaded.',
    'key-needed':
      'It was made under another address: by another server, or by this one before its address changed. Ask its operator for the key and paste it below.',
    'own-key': 'What you pasted isn’t a key. A key is one line: name, hash and base64, with plus signs between them.',
    'own-older': 'What you pasted isn’t an older checkpoint. Paste the whole note with its last line, or a whole older receipt.',
    hashes: 'This server gives no hashes between the two checkpoints here. Paste them below the older one, after an empty line.',
    network: 'No answer from the server, or this browser lacks Ed25519. Try again in a current browser.',
  },
  faults: {
    'receipt.form': 'It isn’t in the form of a receipt.',
    'checkpoint.form': 'Its checkpoint isn’t in the form of a checkpoint.',
    'checkpoint.key': 'Its checkpoint isn’t signed by this key. It belongs to another log or year, or someone made it up.',
    'checkpoint.signature': 'The signature on its checkpoint is wrong. What the log signed was altered.',
    'checkpoint.origin': 'Its checkpoint belongs to another log than the share does.',
    'proof.inclusion': 'It isn’t in the log at that place. It was altered, moved or made up.',
    'event.grammar': 'It isn’t an event that nt2 writes.',
    'event.signature': 'It isn’t signed by the browser that it names.',
    'event.share': 'It’s about another share.',
    'event.order': 'It can’t have happened at that point. An event is missing, repeated or in the wrong place.',
    'event.time': 'Its time is further off than differing clocks can explain.',
    'ack.mismatch': 'It claims a delivery, but doesn’t show what only the recipient could have decrypted.',
    'opening.parties': 'The names in it aren’t the ones that the log is bound to.',
    'opening.label': 'The label in it isn’t the one that the log is bound to.',
    'opening.opener': 'The key of the passphrase or link in it isn’t the one that the log is bound to.',
    'opening.workload': 'The second proof of the machine in it isn’t the one that was shown then.',
    'opening.approver': 'The second person in it isn’t the one that the log is bound to.',
    'opening.proof': 'The proof of the passphrase or link in it isn’t the one that was shown then.',
    'consistency.checkpoint': 'The older checkpoint isn’t one of this log, signed by this key.',
    'checkpoint.witness': 'Too few of the witnesses that were named have signed its checkpoint.',
    consistency: 'The log doesn’t continue the older checkpoint. It was rewritten.',
  } satisfies Record<ReceiptFault, string>,

  waiting: (events: string) => `The log hasn’t signed everything yet. Missing here: ${events}. Fetch the receipt again in a moment.`,
  waitingEvent: (type: string) => waitingNames[type] ?? type,

  rows: {
    what: 'What',
    from: 'From',
    to: 'To',
    parties: 'Who',
    how: 'Opens',
    second: 'Token of',
    approver: 'Approver',
    end: 'End',
    half: 'For',
    share: 'Share',
  },
  named: (name: string, key: string) => `${name} (${key})`,
  linkHolder: 'anyone who had the link',
  erased: 'Names and label have been erased. The log still proves the rest.',
  labelErased: 'Erased. The log still proves who it was between.',
  open: 'Still open when the log was signed',
  halves: {
    sender: 'the sender and auditors: every event',
    recipient: 'the recipient: what moved the share, and nothing of what others tried',
  },
  modes: {
    sealed: 'only in the browser that accepted',
    'sealed+words': 'in the browser that accepted, with a passphrase',
    words: 'for the named person, with a passphrase',
    link: 'with the link, once',
    'link+words': 'with the link and a passphrase, once',
  } satisfies Record<Mode, string>,

  happened: 'What happened',
  browser: 'Browser',
  leaf: (index: number) => `Log entry ${index}`,
  events: {
    created: { chat: 'Started in chat', api: 'Started outside chat' },
    until: (time: string) => `Expires ${time}`,
    notified: { place: 'Card posted in the channel', recipient: 'Message sent to the recipient', sender: 'Message sent to the sender' },
    notNotified: {
      place: 'Chat refused the card in the channel',
      recipient: 'Chat refused the message to the recipient',
      sender: 'Chat refused the message to the sender',
    },
    entered: 'Encrypted secret uploaded',
    extended: 'Given more time',
    askedApproval: 'A second person was asked',
    approval: {
      given: ['A second person approved it', 'The server says so.'],
      refused: ['A second person refused it', 'The recipient was never told.'],
      expired: ['Nobody approved it in time', 'The recipient was never told.'],
    },
    size: (bytes: number) => `${bytes} bytes`,
    accepted: ['Accepted in the recipient’s browser', ''],
    acceptedInChat: ['Accepted by a press in chat', ''],
    sealed: ['Encrypted for the recipient, in the sender’s browser', ''],
    sealedByServer: ['Encrypted by the server', 'It was typed in chat, so this server and the chat platform saw it on its way.'],
    wrongWords: (n: number) => `A wrong passphrase was tried (attempt ${n})`,
    refused: {
      person: 'Someone else tried to open it, and got nothing',
      device: 'Another browser tried to open it, and got nothing',
      link: 'Someone tried without the right link, and got nothing',
      'after-end': 'Someone tried after the end, and got nothing',
    },
    claimed: ['Sent to one browser', ''],
    delivered: ['Decrypted there', 'That browser showed something that it could only get by decrypting.'],
    ended: {
      delivered: 'Delivered, and deleted here',
      unconfirmed: 'Sent but never confirmed; deleted here',
      broken: 'Could not be decrypted; deleted here',
      'rolled-back': 'Ended to be safe: the store had gone back in time, or the key to what it held was gone',
      declined: 'Declined by the recipient; deleted here',
      revoked: 'Taken back by the sender; deleted here',
      expired: 'Expired unopened; deleted here',
      locked: 'Locked after wrong passphrases; deleted here',
    } satisfies Record<Cause, string>,
    storage: (kind: string) => `Store: ${kind}`,
  },
  evidence: {
    device: 'Signed by that browser’s own key.',
    link: 'The link was known.',
    words: 'The passphrase was known.',
    ack: 'Shows what only decrypting gives.',
    statement: 'The server says so.',
    workload: 'The server checked the token of a provider.',
  } satisfies Record<EvidenceKind, string>,
  forgedBy: (who: readonly string[]) => `Could be forged by ${who.join(' or ')}.`,
  forgers: {
    browser: 'anyone who holds that browser',
    'link-holder': 'anyone who has the link',
    'words-holder': 'anyone who knows or guesses the passphrase',
    sender: 'the sender',
    recipient: 'the recipient',
    operator: 'the operator',
    platform: 'the chat platform',
  } satisfies Record<PossibleForger, string>,

  notProven: {
    title: 'What this does not prove',
    list: [
      'Whose browser it is: the server says so, and the two people can compare check words.',
      'That nothing was copied: anyone who opens a secret can keep it.',
      'That the ciphertext was deleted, and what the store keeps: the server says so.',
      'That the clocks were right: the log proves an order, and times are only stated.',
      'That no further event was left out: the whole log shows that, and the signature over the file is the operator’s word for it.',
    ],
  },
  ground: {
    title: 'What it rests on',
    lead: 'The log signs its whole content at once. To forge it, the operator and everyone who ever kept one of its checkpoints would have to work together.',
    log: 'Log',
    size: 'Entries',
    leaves: (n: number) => `${n} when this was signed`,
    root: 'Root hash',
    key: 'Key',
    older: 'Compared',
    consistent: 'with another checkpoint of this log: nothing was rewritten between the two',
    notCompared: 'with no other checkpoint',
  },
  printed: (address: string, time: string) => `Checked in a browser at ${time}. ${address}`,
  files: { receipt: 'Download the receipt', signature: 'Download its signature' },

  own: {
    title: 'Check with a key or checkpoint of your own',
    lead: 'A server that lies can publish a key that fits. What you, or someone you trust, saved earlier can’t be changed any more.',
    key: 'The log’s key',
    keyHelp: 'As you saved it, or as an auditor gave it to you. One key to a line.',
    older: 'An older checkpoint, or a whole older receipt of the same tenant',
    olderHelp: 'With it, the page also checks that the log hasn’t been rewritten since.',
    check: 'Check again',
  },
  elsewhere: {
    title: 'Check without this page',
    lead: 'A server that serves altered pages can make any page say anything. These run on your own computer, with the two files and the key.',
    commands: [
      ['With nt2, which needs no server for this and checks receipt.txt.sig as well:', 'nt2 verify receipt.txt --key @key'],
      [
        'The signature over the whole file, with OpenSSH (the line for allowed_signers is in the documentation):',
        'ssh-keygen -Y verify -f allowed_signers -I <log> -n nt2-receipt -s receipt.txt.sig < receipt.txt',
      ],
    ],
  },
  disk: {
    title: 'Check a receipt',
    lead: 'The file is read in this browser and sent nowhere.',
    choose: 'Receipt file',
    drop: 'Or drop it anywhere on this page.',
    paste: 'Paste its text instead',
    pasteLabel: 'Text of the receipt',
    check: 'Check',
    another: 'Check another one',
    tooLarge: 'That file is far too large to be a receipt. Choose another one.',
    unreadable: 'This file couldn’t be read. Choose it again.',
  },
} as const;

export const messages = en;

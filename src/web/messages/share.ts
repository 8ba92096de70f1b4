// What the page of a share says before a press, and what went wrong. It stands inside the page: sentences for later are in after-press.ts.

import type { Kind, Mode } from '../../crypto/share-terms.ts';

const en = {
  loading: 'Loading…',
  somebody: 'Someone',
  kinds: { credential: 'a credential', bank: 'bank details', document: 'a document', note: 'a note' } satisfies Record<Kind, string>,
  facts: { from: 'From', to: 'To', what: 'What', why: 'Note', until: 'Expires', how: 'Opens' },
  how: {
    sealed: 'Only on the device that accepts',
    'sealed+words': 'On the device that accepts, with a passphrase',
    words: 'For the named person, with a passphrase',
    link: 'With the link, once',
    'link+words': 'With the link and a passphrase, once',
  } satisfies Record<Mode, string>,

  ready: {
    title: 'Ready to open',
    lead: 'You can view it once, on this device. Make sure no one else can see your screen.',
    button: 'Show it',
    busy: 'Opening…',
    files: (n: number) => `Files: ${n}. Open it where you want to save them.`,
    unknown: 'If this link still works, you can view it once, on this device.',
  },
  cover: {
    whose: 'In the sender’s own words. Only a person with this whole link can read them.',
    none: 'This link doesn’t say who sent it. Open it only if you were expecting it.',
    foreign: 'What the server says about this link doesn’t belong to it, so it isn’t shown. Ask the sender before you open it.',
  },
  words: {
    label: 'Passphrase from the sender',
    help: 'Type the words that the sender told you, with spaces between them.',
    helpSecond: 'Type what the sender told you, or what you both know already. It’s a second lock: alone it opens nothing.',
    wrong: (left: number | null) =>
      left === null || left === 0
        ? 'That isn’t the passphrase. Nothing is lost: check it and try again.'
        : `That isn’t the passphrase. Nothing is lost: you have ${left === 1 ? 'one try' : `${left} tries`} left.`,
    wait: (minutes: number) =>
      `Too many wrong passphrases for now. Nothing is lost: try again in ${minutes <= 1 ? 'a minute' : `${minutes} minutes`}.`,
    empty: 'Type the passphrase first.',
    progress: 'Checking the passphrase. This takes a few seconds on purpose.',
  },
  key: {
    title: 'The key is missing from this link',
    lead: 'The part after the # didn’t arrive. Paste the whole link again, or type the part after the #.',
    label: 'Link or key',
    button: 'Use this key',
    bad: 'That key is incomplete or belongs to another link. Compare it letter by letter.',
  },
  damaged: {
    title: 'This link is damaged',
    lead: 'Something on the way cut or changed it. The secret is untouched and still waiting. Ask for the link again, or paste it here.',
    version: 'A newer nt2 than this server made this link. Ask the sender how to open it.',
    exposed:
      'Something on the way rewrote this address, so servers in between could see its key. It still opens; tell the sender, so that they change the secret.',
  },
  errors: {
    notRecipient: [
      'This is for someone else',
      'You’re signed in, but this wasn’t shared with you. The sender is told that someone else tried.',
    ],
    taken: ['Another device has opened this', 'Wasn’t it you? Tell the sender now; they’ve been alerted too.'],
    session: [
      'Open this where you got it',
      'This page doesn’t know this browser yet. From chat: press New browser there, or that button again. From a link: open the whole link again, or paste it here.',
    ],
    sessionKey: 'I have a link',
    notYet: ['It isn’t ready yet', 'The sender hasn’t sent it. This page keeps checking.'],
    otherDevice: ['This opens in another browser', 'It was encrypted for the browser where you accepted. Open this page there.'],
    broken: ['It couldn’t be decrypted', 'What arrived isn’t what was sent. The sender has been told; ask for it again.'],
    mismatch: [
      'Something doesn’t match',
      'What arrived doesn’t match what the sender signed, so it isn’t shown. The sender has been told; ask them another way.',
    ],
    network: ['No answer from the server', 'Nothing is lost. Check your connection and try again; this browser will get the same secret.'],
    busy: ['The server is busy', 'Nothing is lost. Wait a moment and try again.'],
    behind: [
      'The server has stopped handing out secrets',
      'Its storage went back in time. Nothing is lost; try again once its operator has checked it.',
    ],
    clock: ['The clocks disagree', 'This device and the server differ by minutes. Set this device’s clock and try again.'],
    storage: [
      'This browser can’t keep a key',
      'Nothing is lost. Allow this site to store data, or open the page in another browser. Private windows are often the reason.',
    ],
    old: ['This browser is too old', 'It lacks the cryptography that this page needs. Use a current Firefox, Chrome, Edge or Safari.'],
    unknown: ['Something went wrong', 'Nothing was shown and nothing is lost. Try again.'],
    words: ['That isn’t the passphrase', 'Nothing is lost. Check it and try again.'],
  },
  receipt: 'Receipt: what you accepted and opened, with proof',
  tryAgain: 'Try again',
  notAddressed: [
    'There’s nothing here',
    'If someone sent you a link, open all of it, or ask them for it again. If you came from chat, press the button there again.',
  ],
} as const;

export const messages = en;
export type Pair = readonly [title: string, text: string];

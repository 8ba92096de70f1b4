// What the page of a share says before a press, and what went wrong. It stands inside the page: sentences for later are in after-press.ts.

import type { Kind, Mode } from '../../crypto/share-terms.ts';

const en = {
  loading: 'Loading…',
  somebody: 'Somebody',
  kinds: { credential: 'a credential', bank: 'bank details', document: 'a document', note: 'a note' } satisfies Record<Kind, string>,
  facts: { from: 'From', to: 'To', what: 'What', why: 'Note', until: 'Until', how: 'Opens' },
  how: {
    sealed: 'Only in the browser that accepts',
    'sealed+words': 'In the browser that accepts, with words',
    words: 'For the named person, with words',
    link: 'With the link, once',
    'link+words': 'With the link and words, once',
  } satisfies Record<Mode, string>,

  accept: {
    title: (sender: string, kind: string) => `${sender} wants to hand you ${kind}`,
    lead: 'Nothing is shown yet. Accept if you expect it and know who is asking.',
    here: 'Accepting makes a key that stays in this browser. The secret will open here and nowhere else, so accept on the device where you need it.',
    words: 'You will also need the words that the sender tells you in another way.',
    button: 'Accept',
    show: 'Accept and show',
    leadShow:
      'It is sealed for this browser and shown once. Accept if you expect it and know who is asking, when you are alone with your screen.',
    decline: 'Decline',
    busy: 'Making your key…',
  },
  away: {
    title: (sender: string, kind: string) => `${sender} has ${kind} for you, in another browser`,
    lead: (sender: string) =>
      `It is sealed for a browser in which you accepted before. Open this page there; or accept here, and ${sender} seals it for this browser instead.`,
    button: 'Accept here instead',
  },
  again: {
    title: 'You accepted in another browser',
    lead: (sender: string) => `It would open only there. ${sender} has not sealed it yet, so you can still accept again here instead.`,
    button: 'Accept again here',
  },
  code: { label: (words: string) => `Six words: ${words}` },
  ready: {
    title: 'Ready to open',
    lead: 'It is shown once, on this device. Open it when you are alone with your screen.',
    button: 'Show it',
    busy: 'Opening…',
    unknown: 'If this link still opens something, it opens once, on this device.',
  },
  words: {
    label: 'Words from the sender',
    help: 'Type the words that the sender told you, with spaces between them.',
    wrong: (left: number | null) =>
      left === null || left === 0
        ? 'Those are not the words. Nothing is lost: check them and try again.'
        : `Those are not the words. Nothing is lost: ${left === 1 ? 'one try is' : `${left} tries are`} left.`,
    wait: (minutes: number) =>
      `Too many wrong words for now. Nothing is lost: ask the sender for the words, and try again in ${minutes <= 1 ? 'a minute' : `${minutes} minutes`}.`,
    empty: 'Type the words first.',
    progress: 'Checking the words. This takes a few seconds on purpose.',
  },
  key: {
    title: 'The key is missing from this link',
    lead: 'The part after # did not arrive. Paste the whole link again, or type the key that stands behind the #.',
    label: 'Link or key',
    button: 'Use this key',
    bad: 'That key is not complete, or belongs to another link. Compare it letter by letter.',
  },
  damaged: {
    title: 'This link is damaged',
    lead: 'Something on the way cut or changed it. The secret is untouched and still waiting. Ask for the link again, or paste it here.',
    version: 'This link was made by a newer nt2 than this server runs. Ask the sender how to open it.',
    exposed:
      'Something on the way rewrote this address, so that servers in between could see its key. It still opens; tell the sender, so that they can change the secret.',
  },
  errors: {
    notRecipient: [
      'This is for somebody else',
      'You are signed in, but this was not shared with you. The sender is told that somebody else tried.',
    ],
    taken: ['Another device has opened this', 'If that was not you, tell the sender now: they have been told too.'],
    session: [
      'Open this from chat',
      'This page does not know who you are, or it has been too long. Go back to chat and press the button there again.',
    ],
    sessionKey: 'Did somebody send you a link? Then paste the whole link here.',
    notYet: ['It is not ready yet', 'The sender has not sealed it. This page keeps looking.'],
    otherDevice: ['This opens in another browser', 'It was sealed to the browser in which you accepted. Open this page there.'],
    broken: ['It could not be decrypted', 'What arrived is not what was sealed. The sender has been told; ask for it again.'],
    mismatch: [
      'This does not add up',
      'What arrived does not match what the sender signed, so it is not shown. The sender has been told; ask by another channel.',
    ],
    network: ['No answer from the server', 'Nothing is lost. Check your connection and try again; this browser gets the same secret.'],
    busy: ['The server is busy', 'Nothing is lost. Wait a moment and try again.'],
    quota: [
      'Too much of yours is waiting',
      'Your text is kept here. Take back a share that you no longer need, or wait until one is opened, then try again.',
    ],
    tenantQuota: ['Too much is waiting here', 'Your text is kept here. Try again when some of it is opened, or tell your operator.'],
    addressQuota: [
      'Too much came from your network',
      'Your text is kept here. This server takes only so much from one network within an hour: wait a while, then try again.',
    ],
    behind: [
      'The server has stopped handing out secrets',
      'Its storage went back in time, so it refuses until its operator has looked. Nothing is lost; try again later.',
    ],
    clock: ['The clocks disagree', 'This device and the server differ by minutes. Set the clock of this device and try again.'],
    storage: [
      'This browser cannot keep a key',
      'Nothing is lost. Allow this site to keep data, or open the page in another browser. In some browsers a private window is the reason.',
    ],
    old: ['This browser is too old', 'It lacks the cryptography that this page needs. Use a current Firefox, Chrome, Edge or Safari.'],
    unknown: ['Something went wrong', 'Nothing was shown and nothing is lost. Try again.'],
    words: ['Those are not the words', 'Nothing is lost. Check them and try again.'],
  },
  receipt: 'Receipt: what you accepted and opened, with its proofs',
  tryAgain: 'Try again',
  notAddressed: ['This link no longer opens anything', 'This page opens for one person. If that is you, open it from the button in chat.'],
} as const;

export const messages = en;
export type Pair = readonly [title: string, text: string];

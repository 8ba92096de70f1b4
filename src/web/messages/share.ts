// Every sentence of the page that receives: accept, wait, open, and what went wrong. One object per language; the pages read `say`.

import type { Cause, Kind, Mode } from '../../crypto/share-terms.ts';
import type { Reader } from '../lib/env-file/write.ts';

const readers: Readonly<Record<Reader, string>> = { shell: 'a shell', node: 'dotenv or Node', python: 'python-dotenv' };

const minutes = (n: number): string => (n === 1 ? '1 minute' : `${n} minutes`);

const en = {
  brand: 'nt2',
  loading: 'Loading…',
  footer: 'Opened and sealed in this browser only.',
  footerLink: 'What nt2 can and cannot promise',
  somebody: 'Somebody',
  theSender: 'the sender',
  receipt: 'Receipt: what you accepted and opened, with its proofs',
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
    decline: 'Decline',
    busy: 'Making your key…',
  },
  again: {
    title: 'You accepted in another browser',
    lead: (sender: string) => `It would open only there. ${sender} has not sealed it yet, so you can still accept again here instead.`,
    button: 'Accept again here',
  },
  elsewhere: {
    title: 'This opens in another browser',
    lead: 'It was sealed to the browser in which you accepted. Open this page there.',
    next: (sender: string) => `If you no longer have that browser, ask ${sender} to share it again.`,
  },
  waiting: {
    title: (sender: string) => `Accepted. ${sender} seals it next.`,
    lead: 'This page tells you when it is ready. You may close it: chat will call you, and this browser keeps the key.',
    status: (sender: string) => `Waiting for ${sender}`,
    notEntered: (sender: string) => `Waiting for ${sender} to enter the secret`,
    codeTitle: 'Six words for this browser',
    codeHelp: (sender: string) =>
      `${sender} sees the same six words. If you can talk, read them to each other: different words mean that somebody is in between.`,
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
  opened: {
    title: (label: string) => label || 'Here it is',
    lead: (sender: string | null) => (sender ? `From ${sender}. It opens nowhere else from now on.` : 'It opens nowhere else from now on.'),
    forgets: ({ idle, hidden }: { idle: number; hidden: number }) =>
      `Copy what you need: this page clears itself after ${minutes(idle)} without use, ${minutes(hidden)} in the background, or when you leave it.`,
    delivering: 'Confirming delivery…',
    delivered: 'Delivered. The server’s copy is deleted.',
    notConfirmed: 'Could not confirm delivery yet. You can use the secret; the sender is told “released, not confirmed”.',
    confirmAgain: 'Confirm again',
    reveal: 'Reveal',
    hide: 'Hide',
    copy: 'Copy',
    copyLine: 'Copy .env line',
    copyAll: 'Copy all',
    copyEnv: 'Copy all as .env',
    masked: 'masked',
    empty: '(empty)',
    of: (name: string) => name,
    revealed: (name: string) => `${name} is shown.`,
    hidden: (name: string) => `${name} is masked.`,
    done: 'Done',
    doneHelp: 'Clears this page. The secret stays only where you put it.',
    idle: (seconds: number) => `No activity. This page clears itself in ${seconds} s.`,
    keep: 'Keep it open',
    unnamed: (n: number) => `Value ${n}`,
  },
  env: {
    readers,
    forReader: (reader: Reader) => `for ${readers[reader]}`,
    lineFor: 'Programs read this value in different ways. Copy its .env line for:',
    fileFor: 'Programs read some of these values in different ways. Copy all as .env for:',
    cannot: (reader: Reader, names: readonly string[]) =>
      `No .env file can give ${names.join(', ')} to ${readers[reader]}. Copy ${names.length === 1 ? 'the value itself' : 'these values one by one'}.`,
  },
  copy: {
    done: (what: string) => `Copied: ${what}.`,
    failed: 'This browser did not allow copying. It is selected below: copy it by hand.',
    byHand: 'Copy by hand',
    close: 'Close',
    held: 'It is in your clipboard. Clear it here when you have pasted it.',
    heldUntil: (seconds: number) => `It is in your clipboard, and cleared in ${seconds} s while this page is in front.`,
    heldSpoken: 'It is in your clipboard for 30 seconds.',
    waiting: 'It may still be in your clipboard. Come back to this page to clear it.',
    over: 'It may still be in your clipboard. The next button that you press on this page clears it.',
    wiped: 'Clipboard cleared.',
    left: 'The clipboard was left as it is.',
    wipeNow: 'Clear it now',
    leave: 'Leave it as it is',
  },
  cleared: {
    title: 'Cleared',
    done: 'The page no longer holds the secret, and the link opens nothing.',
    idle: 'Nobody used this page for a while, so it cleared itself. The link opens nothing any more.',
    hidden: 'This page was in the background for too long, so it cleared itself. The link opens nothing any more.',
    left: 'You left this page, so it cleared itself. The link opens nothing any more.',
    next: (sender: string) => `If you still need it, ask ${sender} to share it again.`,
  },

  over: {
    title: 'This link no longer opens anything',
    tell: (sender: string) => `If it was not you who opened it, tell ${sender}; they have just been told.`,
    holder: 'If it was not you who opened it, tell the person who sent you the link; they have just been told.',
  },
  openedHere: {
    title: (when: string) => `You opened this here (${when})`,
    lead: 'It opens nothing any more. If you still need it, ask the sender to share it again.',
  },
  notMe: {
    button: 'That was not me',
    help: 'Tells the sender, so that they can change the secret.',
    told: ['The sender has been told', 'Talk to them too.'],
  },
  ended: {
    declined: ['You declined it', 'Nothing was released. If that was a mistake, ask for it again.'],
    revoked: ['The sender took it back', 'Nothing was released. Ask the sender if you still need it.'],
    expired: ['It expired', 'Nobody opened it in time, and it is deleted. Ask the sender to share it again.'],
    locked: ['It is locked', 'Too many wrong words were tried, so it was deleted. Ask the sender to share it again.'],
    delivered: ['This link no longer opens anything', ''],
    unconfirmed: ['This link no longer opens anything', ''],
    broken: ['It could not be decrypted', 'The sender has been told. Ask for it again.'],
    'rolled-back': ['It was withdrawn', 'The server lost part of its memory, so nothing was handed out. Ask for it again.'],
  } satisfies Record<Cause, readonly [string, string]>,
  declined: ['Declined', 'The sender has been told. You can close this page.'],

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
  tryAgain: 'Try again',
  leaveWarning: 'The secret has not been copied yet.',
  notAddressed: 'This page opens for one person. If that is you, open it from the button in chat.',
} as const;

export const messages = en;
export type Pair = readonly [title: string, text: string];

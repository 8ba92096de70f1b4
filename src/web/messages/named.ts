// What the page of a named recipient says: before they accept, while they wait, and when it ended unopened. Fetched with recipient/named.ts.

import type { Cause } from '../../crypto/share-terms.ts';

const en = {
  accept: {
    title: (sender: string, kind: string) => `${sender} has ${kind} for you`,
    lead: 'Nothing is shown yet. Accept if you’re expecting it and know who is asking.',
    here: 'Accepting creates a key that stays in this browser. The secret will open here and nowhere else, so accept on the device where you’ll use it.',
    words: 'You’ll also need the passphrase that the sender tells you another way.',
    button: 'Accept',
    show: 'Accept and show',
    leadShow:
      'It was encrypted for this browser, and you can view it once. Accept if you’re expecting it and know who is asking. Make sure no one else can see your screen.',
    decline: 'Decline',
    busy: 'Creating your key…',
  },
  away: {
    title: (sender: string, kind: string) => `${sender} has ${kind} for you, in another browser`,
    lead: (sender: string) =>
      `It was encrypted for a browser where you accepted before. Open this page there; or accept here, and ${sender} sends it to this browser instead.`,
    button: 'Accept here instead',
  },
  again: {
    title: 'You accepted in another browser',
    lead: (sender: string) => `It would open only there. ${sender} hasn’t sent it yet, so you can still accept here instead.`,
    button: 'Accept here instead',
  },
  waiting: {
    title: (sender: string) => `Accepted. ${sender} now has to send it.`,
    lead: 'This page tells you when it’s ready. You can close it: you’ll get a message in chat, and this browser keeps the key.',
    status: (sender: string) => `Waiting for ${sender}`,
    notEntered: (sender: string) => `Waiting for ${sender} to enter and send it`,
    codeTitle: 'Your check words',
    codeAhead: (sender: string) =>
      `${sender} may send it to this browser before you accept, and then sees the same six words. If you can talk, read them to each other: different words mean that someone may be intercepting.`,
    codeHelp: (sender: string) =>
      `${sender} sees the same six words. If you can talk, read them to each other: different words mean that someone may be intercepting.`,
  },
  elsewhere: {
    title: 'This opens in another browser',
    lead: 'It was encrypted for the browser where you accepted. Open this page there.',
    next: (sender: string) => `If you no longer have that browser, ask ${sender} to share it again.`,
  },
  ended: {
    declined: ['You declined it', 'Nothing was handed over. If that was a mistake, ask for it again.'],
    revoked: ['The sender took it back', 'Nothing was handed over. Ask the sender if you still need it.'],
    expired: ['It expired', 'It wasn’t opened in time, so it was deleted. Ask the sender to share it again.'],
    locked: ['It is locked', 'Too many wrong passphrases were tried, so it was deleted. Ask the sender to share it again.'],
    delivered: ['This link no longer works', ''],
    unconfirmed: ['This link no longer works', ''],
    broken: ['It couldn’t be decrypted', 'The sender has been told. Ask for it again.'],
    'rolled-back': ['It was ended to be safe', 'The server lost part of its data, so nothing was handed over. Ask for it again.'],
  } satisfies Record<Cause, readonly [string, string]>,
  declined: ['Declined', 'The sender has been told. You can close this page.'],
} as const;

export const messages = en;

// What a named recipient's page says while they wait, and when it ended unopened. Fetched with recipient/after-accept.ts.

import type { Cause } from '../../crypto/share-terms.ts';

const en = {
  waiting: {
    title: (sender: string) => `Accepted. ${sender} seals it next.`,
    lead: 'This page tells you when it is ready. You may close it: chat will call you, and this browser keeps the key.',
    status: (sender: string) => `Waiting for ${sender}`,
    notEntered: (sender: string) => `Waiting for ${sender} to enter the secret`,
    codeTitle: 'Six words for this browser',
    codeAhead: (sender: string) =>
      `${sender} may seal it for this browser before you accept, and then sees the same six words. If you can talk, read them to each other: different words mean that somebody is in between.`,
    codeHelp: (sender: string) =>
      `${sender} sees the same six words. If you can talk, read them to each other: different words mean that somebody is in between.`,
  },
  elsewhere: {
    title: 'This opens in another browser',
    lead: 'It was sealed to the browser in which you accepted. Open this page there.',
    next: (sender: string) => `If you no longer have that browser, ask ${sender} to share it again.`,
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
} as const;

export const messages = en;

// What the page says to a person who asked for something: before they ask, while they wait, and when it ended unopened. Fetched with recipient/asker.ts.

import type { Cause } from '../../crypto/share-terms.ts';

const en = {
  ask: {
    title: (sender: string) => `Ask ${sender}`,
    lead: (sender: string) =>
      `One step: this browser makes a key, and ${sender} is asked. The answer opens in this browser and nowhere else.`,
    button: 'Ask now',
    back: 'Take it back',
  },
  askByLink: {
    title: 'Ask by link',
    lead: 'This browser makes a key, and a link to send on. Anyone with the link can answer once, and can’t read anything. The answer opens in this browser and nowhere else.',
    button: 'Make the link',
  },
  elsewhere: {
    title: 'You asked from another browser',
    lead: (sender: string) =>
      `The answer would open only there. ${sender} hasn’t answered yet, so you can have the answer sent here instead.`,
    button: 'Get the answer here instead',
  },
  away: {
    title: (sender: string) => `${sender} answered, for another browser`,
    lead: (sender: string) =>
      `It’s encrypted for a browser that you used here before. Open this page there; or have it sent here, and ${sender}’s browser encrypts it again. They type nothing twice.`,
    button: 'Send it here instead',
  },
  lostKey: {
    title: 'One step left',
    lead: (sender: string) =>
      `${sender} has been asked, but the key for the answer is gone: you removed the browser that had it. This browser makes another, and the answer opens here and nowhere else.`,
    button: 'Get the answer here',
  },
  waiting: {
    title: (sender: string) => `${sender} has been asked`,
    lead: 'You can close this page: you’ll get a message in chat when there is an answer. Come back in this browser, which keeps the key.',
    status: (sender: string) => `Waiting for ${sender} to answer`,
    codeHelp: (sender: string) =>
      `${sender} sees the same six words when they answer. If you can talk, read them to each other: different words mean that someone may be intercepting.`,
  },
  link: {
    title: 'Your link is ready',
    lead: 'Send it to the person who has what you need. It takes one answer and shows nothing; the answer opens in this browser.',
    label: 'Link for one answer',
    copy: 'Copy the link',
    status: 'Waiting for an answer. You’ll get a message in chat.',
    kept: 'This page shows the link again, in this browser, until it is answered.',
    lost: 'Only that browser can show it and open the answer. If you no longer have it, take the request back and ask again.',
    lostTitle: 'You made this link in another browser',
  },
  opensElsewhere: {
    title: 'The answer opens in another browser',
    lead: 'It was encrypted for the browser you asked from. Open this page there. If you no longer have it, take the request back and ask again: the answer is deleted unread.',
  },
  takenBack: ['Taken back', 'Nothing was handed over. Ask again if you still need it.'],
  ended: {
    declined: ['They declined', 'Nothing was handed over.'],
    revoked: ['You took it back', 'Nothing was handed over. Ask again if you still need it.'],
    expired: ['It expired', 'It wasn’t answered and opened in time. Ask again if you still need it.'],
    locked: ['This request has ended', 'Ask again if you still need it.'],
    delivered: ['You have opened it', ''],
    unconfirmed: ['You have opened it', ''],
    broken: ['It couldn’t be decrypted', 'It was deleted. Ask again.'],
    'rolled-back': ['It was ended to be safe', 'The server lost part of its data, so nothing was handed over. Ask again.'],
  } satisfies Record<Cause, readonly [string, string]>,
  reason: (why: string) => `Their reason: “${why}”`,
} as const;

export const messages = en;

// Every sentence of the front page and of the step between chat and a share.

import { messages as about } from './about.ts';

const en = {
  ...about,
  title: 'Hand a secret to one person',
  lead: 'From the chat where you already talk, without leaving it in the chat.',
  beginTitle: 'How it begins',
  begin: [
    ['In chat, type', '/nt2 share @person what it is'],
    ['Press “Enter the secret”. A page opens; what you type is encrypted there, in your browser.', ''],
    ['The other person accepts. You both see the same six check words.', ''],
    ['They press “Show it” once. Then the link no longer works, and you’re told that it arrived.', ''],
  ],
  verify: 'Check a receipt',

  signedIn: (names: string) => `This browser is signed in for ${names}.`,
  signOut: 'Sign out',
  notSignedOut: 'You are still signed in: the server did not take it. Press again in a moment.',
  signedOut: 'Signed out. What you accepted in this browser still opens here, after the next press in chat.',

  devices: 'Your browsers',

  go: {
    busy: 'One moment…',
    missing: ['Open this from chat', 'This address works only from a button in chat. Press it there again.'],
    invalid: ['This button has been used', 'Each press works once and for ten minutes. Press the button in chat again.'],
    storage: [
      'This browser keeps nothing for this site',
      'Cookies or site data are blocked here. Allow them for this site and try again: your button still works.',
    ],
    network: ['No answer from the server', 'Nothing is lost. Check your connection and try again.'],
    again: 'Try again',
    welcome: ['You are signed in', 'Go back to chat.'],
  },
} as const;

export const messages = en;

// Every sentence of the front page.

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
  file: 'Open or write a .nt2share file',
  pages: 'Hashes of the pages served here',
  loading: 'Loading…',

  signedIn: (names: string) => `This browser is signed in for ${names}.`,
  signOut: 'Sign out',
  notSignedOut: 'That didn’t work, so you’re still signed in. Try again in a moment.',
  signedOut: 'Signed out. What you accepted in this browser still opens here; press its button in chat to sign in again.',

  ask: 'Ask for a secret',
  mine: 'What you sent and received',
  devices: 'Your browsers',
  vault: 'Your vault',
  board: 'The board of your workspace',
} as const;

export const messages = en;

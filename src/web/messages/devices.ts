// Every sentence of the page of a person's browsers.

const en = {
  title: 'Your browsers',
  mine: 'What you sent and received',
  lead: 'These browsers can sign in as you for what you send and receive. Remove any that you no longer use or have.',
  none: 'None yet. The next time you press a button in chat, you can have this browser remembered.',
  here: 'This browser',
  other: (since: string) => `Browser from ${since}`,
  used: (since: string, used: string) => `Remembered since ${since}, last signed in ${used}.`,
  withdraw: 'Remove',
  withdrawOf: (name: string) => `Remove: ${name}`,
  removed: 'Removed: it can’t sign in as you any more.',
  fault: 'That didn’t work, so that browser can still sign in. Try again in a moment.',
  nobody: ['Open this from chat', 'Type /nt2 devices in chat, and press the button there.'],
} as const;

export const browserMessages = en;

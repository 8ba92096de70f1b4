// Every sentence of the page of a person's browsers.

const en = {
  title: 'Your browsers',
  mine: 'What you sent and received',
  lead: 'These sign in by themselves at shares from you or for you. Withdraw any that you no longer use or have.',
  none: 'No browser is known for you. The next button that you press in chat can make one known.',
  here: 'This browser',
  other: (since: string) => `Browser from ${since}`,
  used: (since: string, used: string) => `Known since ${since}, last signed in ${used}.`,
  withdraw: 'Withdraw',
  withdrawOf: (name: string) => `Withdraw: ${name}`,
  fault: 'The server did not take it, so that browser is still known. Press again in a moment.',
  nobody: ['Open this from chat', 'Type /nt2 devices in chat, and press the button there.'],
} as const;

export const browserMessages = en;

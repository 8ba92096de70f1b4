// Every sentence of the page of a person's browsers, terminals and machines.

const en = {
  title: 'Your browsers',
  mine: 'What you sent and received',
  lead: 'These browsers and terminals can act as you. Remove any that you no longer use or have.',
  none: 'None yet. The next time you press a button in chat, you can have this browser remembered.',
  here: 'This browser',
  other: (since: string) => `Browser from ${since}`,
  used: (since: string, used: string) => `Remembered since ${since}, last signed in ${used}.`,
  terminal: (name: string) => `Terminal “${name}”`,
  usedTerminal: (since: string, used: string) => `Let in ${since}, last used ${used}.`,
  withdraw: 'Remove',
  withdrawOf: (name: string) => `Remove: ${name}`,
  removed: 'Removed: it can’t act as you any more.',
  fault: 'That didn’t work, so nothing has ended. Try again in a moment.',
  nobody: ['Open this from chat', 'Type /nt2 devices in chat, and press the button there.'],
} as const;

const machines = {
  machine: (name: string) => `Machine “${name}”`,
  used: (since: string, used: string) => `Enrolled ${since}, last signed in ${used}. It opens what people share with it, and nothing else.`,
  words: 'Words of its key',
  bound: 'Must also show a token of',
  end: 'Revoke',
  endOf: (name: string) => `Revoke: ${name}`,
  ended: 'Revoked: within a second it opens nothing any more.',
} as const;

export const browserMessages = en;
export const machineMessages = machines;

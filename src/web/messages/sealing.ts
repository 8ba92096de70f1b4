// What the sender's page says of sealing itself, in the form and on what follows it.

const en = {
  enter: {
    seal: 'Send',
    sealing: 'Encrypting…',
  },
  words: {
    lead: (to: string) => `Tell ${to} this passphrase on a call or in person, not in this chat.`,
    toldKnown: (to: string) => `You chose one that ${to} knows already. Don’t send it along.`,
    progress: 'Turning the passphrase into a key. This takes a few seconds on purpose.',
  },
  full: {
    'quota.bytes': [
      'You have too much waiting',
      'Your text is still here. Take back a share that you no longer need, or wait until one is opened, then try again.',
    ],
    'quota.tenant_bytes': [
      'Too much is waiting here',
      'Your text is still here. Try again when some of it is opened, or tell your operator.',
    ],
    'quota.address': [
      'Too much from your network',
      'Your text is still here. This server takes only so much from one network within an hour: wait a while, then try again.',
    ],
  },
  unfit: [
    'The files are no longer here',
    'The server keeps them for a day until they’re sent. Nothing was sent: enter it again, and choose the files again.',
  ],
  badAcceptance: [
    'This acceptance isn’t genuine',
    'Its signature doesn’t belong to the key that the server shows. Nothing was sent. Take the share back and tell your operator.',
  ],
  changedMeanwhile: 'It was accepted again, in another browser, while you were looking. Compare the new words.',
  retry: 'Try again',
} as const;

export const messages = en;

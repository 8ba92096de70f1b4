// What the sender's page says of a share that is sealed: where it stands, and what happened to it. Fetched with sender/status.ts.

import type { Cause } from '../../crypto/share-terms.ts';

const en = {
  status: {
    titles: {
      offered: (to: string) => `Waiting for ${to} to accept`,
      accepted: (to: string) => `${to} has accepted`,
      sealed: (to: string) => `Encrypted. Waiting for ${to} to accept.`,
      ready: (to: string) => `Sent. Waiting for ${to} to open it.`,
      claimed: (to: string) => `${to} is viewing it`,
    },
    ended: {
      delivered: ['Delivered', 'All done: it was decrypted on the other side, and the server’s copy has been deleted.'],
      unconfirmed: ['Sent, not confirmed', 'It was sent, but never confirmed as readable. To be safe, change the secret.'],
      broken: [
        'It couldn’t be decrypted',
        'What arrived wasn’t what you sent, and it was deleted. If in doubt, change the secret; then share it again.',
      ],
      'rolled-back': [
        'Ended to be safe',
        'The server lost part of its data, so it may have been opened before. Change the secret, and share it again.',
      ],
      declined: ['Declined', 'Nothing was handed over, and it was deleted.'],
      revoked: ['Taken back', 'Nothing was handed over, and it was deleted.'],
      expired: ['Expired', 'It wasn’t opened in time, so it was deleted.'],
      locked: ['Locked', 'Too many wrong passphrases were tried, so it was deleted. Nothing was handed over.'],
    } satisfies Record<Cause, readonly [string, string]>,
    lead: 'This page keeps itself up to date. You can close it; you’ll get a message in chat too.',
    leadLink: 'The link was shown once, in the tab where you made it. If you’ve lost it, take the share back and make a new one.',
    timeline: 'Progress',
    events: {
      created: 'Started',
      entered: 'Encrypted and uploaded',
      accepted: (to: string) => `Accepted by ${to}`,
      sealed: 'Sent',
      sealedByServer: 'Encrypted by the server (typed in chat)',
      claimed: 'Opened on one device',
      next: { accepted: 'Not accepted yet', sealed: 'Not sent yet', claimed: 'Not opened yet', ended: 'Delivery not confirmed yet' },
      ended: {
        delivered: 'Delivered and deleted',
        unconfirmed: 'Not confirmed in time, deleted',
        broken: 'Could not be decrypted, deleted',
        'rolled-back': 'Ended to be safe, because the server lost part of its data; deleted',
        declined: 'Declined, deleted',
        revoked: 'Taken back, deleted',
        expired: 'Expired, deleted',
        locked: 'Locked, deleted',
      } satisfies Record<Cause, string>,
    },
    failures: (left: number) =>
      `Wrong passphrases were tried${left === 0 ? ' many times, so each further try has to wait' : ''}. If that’s news to you, ask the recipient, or take it back.`,
    modal: 'It was typed in chat, so this server and the chat platform saw it on its way.',
    receipt: 'Receipt: all of this with proof, to keep or print',
  },
} as const;

export const messages = en;

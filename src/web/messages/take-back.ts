// What a sender is offered for as long as a share has not ended: to take it back, and to pass on its address where chat could not.

export const messages = {
  unreachable: (to: string) => `Chat couldn’t deliver the message to ${to}. Send them this link yourself; it opens only for them:`,
  revoke: {
    button: 'Take it back',
    ask: 'Take it back? It’s deleted at once, and no one can open it.',
    yes: 'Yes, take it back',
    no: 'Keep it',
    late: 'Too late: it has been opened. Change the secret.',
  },
} as const;

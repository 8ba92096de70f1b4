// Where a command is a message that everybody reads, and its answer can only be opened from a card below it.

export const typed = {
  typed: {
    line: 'Only {person} can open this.',
    leaked:
      'That looked like a secret, and it stands here for everybody to read. Delete the message, and change the secret where it was issued.',
    open: 'Open',
    notYours: { title: 'This is for someone else', line: 'Only the person who typed the command can open it. Type one of your own.' },
    repeated: 'That was already answered.',
    fallback: 'nt2 has an answer for you',
  },
} as const;

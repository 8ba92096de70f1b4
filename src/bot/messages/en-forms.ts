// English: the two forms, and what does not fit in them. {names} in braces are filled in by bot/text.ts.

export const forms = {
  form: {
    title: 'Share a secret',
    submit: 'Ask them',
    people: { label: 'To whom', hint: 'Each gets a share of their own. Nobody: a link for somebody outside this chat.' },
    kind: { label: 'What kind' },
    label: { label: 'What it is', hint: 'They read this before they accept. Never the secret itself.' },
    place: { label: 'Where the card goes', thread: 'This thread', channel: 'This channel', none: 'Only direct messages' },
    wait: {
      label: 'How long it may wait',
      '15m': '15 minutes',
      '1h': '1 hour',
      '8h': '8 hours',
      '24h': '24 hours',
      '3d': '3 days',
      '7d': '7 days',
    },
    opens: {
      label: 'How it opens',
      browser: 'Only in their browser, after they accept',
      words: 'With words I tell them',
      both: 'Both: their browser and words',
    },
    note: { label: 'Note (optional)', hint: 'Why you send it, what to do with it.' },
    entry: { label: 'Where you enter the secret', page: 'In my browser', modal: 'Here; {platform} and this server will see it' },
  },

  /** What stands in a platform's own menu of commands. */
  menu: {
    command: 'Hand a secret to one person, without leaving it in the chat',
    share: 'Ask somebody to accept a secret; without a person, make a link',
    list: 'What waits for you, and what you have sent',
    revoke: 'Take something back before it is opened',
    receipt: 'Receipts of what you sent and received',
    block: 'Take no shares from somebody any more, and decline what waits',
    unblock: 'Take shares from somebody again',
    blocks: 'Whom you have blocked',
    help: 'What nt2 does, and what you can type',
    options: {
      user: 'Who shall get it. Nobody: a link for somebody outside this chat',
      block: 'From whom you want nothing more',
      unblock: 'From whom you take shares again',
      another: 'One more person; each gets a share of their own',
      label: 'What it is. Never the secret itself',
      receipt: 'Its address or id. Without it: a list',
    },
    /** A place that has no name of its own. */
    nameless: 'this chat',
    onMessage: 'Share a secret here',
    onPerson: 'Share a secret with',
  },

  secretForm: {
    title: 'Enter the secret',
    submit: 'Seal it',
    warning: 'What you type here is seen by {platform} and by this server. It is sealed at once, and nothing of it is kept.',
    secret: { label: 'Secret', hint: 'Up to {max} characters.' },
    words: { label: 'Words that open it', hint: 'Copy them now: they are not shown again. Tell them another way.' },
  },

  people: {
    self: 'That is you. Name the person who shall get it.',
    bot: '{name} is a bot. Name a person.',
    gone: '{name} has no active account any more. Leave the person out to get a link instead.',
    group: '{name} is not one person. Name each person who shall get it.',
    unknown: 'I do not know {name} here. Pick the person from the list, or leave the person out to get a link.',
    outsider: '{name} is at home elsewhere, not here. Leave the person out, and send them the link yourself.',
    actor: 'Only members can share from here. Ask the person you work with to share with you.',
    many: 'That is more than {max} people. Share with {max} at most at a time.',
  },

  inputs: {
    label: 'Say in up to {max} ordinary characters what it is.',
    note: 'Use up to {max} ordinary characters.',
    choice: 'Pick one of the choices.',
    linkEntry: 'A link is made in your browser. Choose “In my browser”, or name a person.',
    secret: 'Type the secret, up to {max} characters. A longer one goes through the page.',
    words: 'These words are too easy to guess. Take the five that were proposed.',
  },
} as const;

// English: the two forms, and what does not fit in them. {names} in braces are filled in by bot/text.ts.

export const forms = {
  form: {
    title: 'Share a secret',
    titleLink: 'Make a one-time link',
    submit: 'Continue',
    people: { label: 'To whom', hint: 'Each of them gets their own share, and their own receipt.' },
    label: {
      label: 'What it is',
      hint: 'Shown before they accept. Don’t put the secret here.',
      hintLink: 'Shown before it’s opened. Don’t put the secret here.',
    },
    kind: { label: 'What kind' },
    /** What has no field of its own. */
    options: { label: 'Change options (optional)', hint: 'Now: {values}' },
    /** Below the fields. */
    folded: { options: 'Options', link: 'For someone outside this chat', people: 'For someone in this chat' },
    place: {
      label: 'Post the card in',
      thread: 'This thread',
      channel: 'This channel',
      before: '{place}, as before',
      none: 'Only direct messages',
    },
    wait: {
      label: 'Expires after',
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
      words: 'With a passphrase I tell them',
      both: 'Both: their browser and a passphrase',
    },
    opensLink: { browser: 'With the link', both: 'With the link and a passphrase' },
    note: {
      label: 'Note (optional)',
      labelNeeded: 'Note',
      hint: 'Why you’re sending it, or what to do with it.',
      hintTicket: 'Name its ticket, such as {example}.',
    },
    template: { label: 'Template', hint: 'It decides the kind, the time and how it opens.', none: 'No template' },
    entry: { label: 'Where you enter the secret', page: 'In my browser', modal: 'Here; {platform} and this server will see it' },
  },

  /** What stands in a platform's own menu of commands. */
  menu: {
    command: 'Hand a secret to one person, without leaving it in the chat',
    share: 'Ask someone to accept a secret',
    link: 'Make a one-time link for someone outside this chat',
    list: 'What’s waiting for you, and what you’ve sent',
    revoke: 'Take something back before it is opened',
    receipt: 'Receipts of what you sent and received',
    block: 'Block someone, and decline what’s waiting from them',
    unblock: 'Unblock someone',
    blocks: 'People you’ve blocked',
    offboard: 'Take back all that waits for someone who leaves',
    rotation: 'What you should change, and when',
    incident: 'Your laptop is gone: have all that you opened changed',
    devices: 'Browsers and terminals that can act as you, and how to remove them',
    login: 'Let a terminal act as you, by the code that it shows',
    help: 'What nt2 does, and what you can type',
    options: {
      user: 'Who should get it',
      block: 'Who to block',
      unblock: 'Who to unblock',
      offboard: 'Who leaves',
      another: 'One more person; each gets a share of their own',
      label: 'What it is. Never the secret itself',
      receipt: 'Its address or id. Without it: a list',
      code: 'The eight letters on its screen',
      template: 'A template of your organization: it decides the kind, the time and how it opens',
    },
    /** A place that has no name of its own. */
    nameless: 'this chat',
    onMessage: 'Share a secret here',
    onPerson: 'Share a secret with',
  },

  secretForm: {
    title: 'Enter the secret',
    submit: 'Send',
    warning: 'What you type here is seen by {platform} and this server. It is encrypted at once, and this server keeps nothing of it.',
    secret: { label: 'Secret', hint: 'Up to {max} characters.' },
    words: { label: 'Passphrase', hint: 'Copy it now: it won’t be shown again. Tell them another way.' },
    secondLock: { hint: 'Copy it and tell them another way, or type one they know already. It’s only a second lock.' },
  },

  people: {
    self: 'That’s you. Pick who should get it.',
    bot: '{name} is a bot. Pick a person.',
    gone: '{name} no longer has an active account. Leave them out, or make a link with {command}.',
    group: '{name} isn’t one person. Name each person who should get it.',
    unknown: 'I don’t know {name} here. Pick the person from the list, or make a link with {command}.',
    outsider: '{name} belongs to another organization. Make a link with {command}, and send it to them yourself.',
    actor: 'Only members can share from here. Ask the person you work with to share with you.',
    many: 'That’s more than {max} people. Share with at most {max} at a time.',
  },

  inputs: {
    people: 'Pick at least one person. For someone outside this chat, make a link: {command}.',
    label: 'Give it a name of at most {max} plain characters.',
    note: 'Use at most {max} plain characters.',
    choice: 'Pick one of the options.',
    secret: 'Type the secret, at most {max} characters. Enter a longer one on the page.',
    wordsSecond: 'Type a passphrase of at most {max} characters.',
    words: 'This passphrase is too easy to guess. Use the one that was suggested.',
  },
} as const;

// Every sentence that nt2 says in chat, in English. A translation is another object of this shape.
// {names} in braces are filled in by say/fill.ts, so that each language can put them where it wants them.

const kinds = { credential: 'Credential', bank: 'Bank details', document: 'Document', note: 'Note' } as const;

export const en = {
  kinds,

  /** State of a share in one or two words: the first line of every card. */
  states: {
    offered: 'Waiting for an answer',
    accepted: 'Accepted',
    sealed: 'Waiting for an answer',
    ready: 'Ready to open',
    claimed: 'Opened',
    delivered: 'Opened and destroyed',
    unconfirmed: 'Released, not confirmed',
    broken: 'Could not be decrypted',
    declined: 'Declined',
    revoked: 'Taken back',
    expired: 'Expired',
    locked: 'Locked after wrong words',
  },

  buttons: {
    accept: 'Accept',
    decline: 'Decline',
    open: 'Open',
    page: 'Go to the page',
    enter: 'Enter the secret',
    seal: 'Seal it now',
    link: 'Enter it, get the link',
    revoke: 'Take back',
    revokeNow: 'Yes, take it back',
    status: 'Status',
    one: '{button}: {n}',
  },

  /** In a channel or thread: seen by everybody there, so neither label nor note. */
  place: {
    titles: {
      credential: 'A credential for {recipient}',
      bank: 'Bank details for {recipient}',
      document: 'A document for {recipient}',
      note: 'A note for {recipient}',
    },
    fallback: '{sender} hands something to {recipient}. It is not in this chat.',
    offered: '{recipient}, {sender} has something for you. Press Open to accept or decline; it waits until {until}.',
    accepted: '{recipient} accepted. {sender} seals it next.',
    ready: 'Only {recipient} can open it, once, until {until}.',
    claimed: '{recipient} has it on the screen.',
    unreachable: '{recipient}, I cannot send you a direct message. Press Open here instead.',
    address: 'Its page, which opens nothing by itself',
    ended: {
      delivered: '{recipient} opened it. The link opens nothing any more.',
      unconfirmed: '{recipient} got it, but their browser never confirmed that it could read it. The link opens nothing any more.',
      broken: '{recipient} could not decrypt it, and it is destroyed. {sender} can share it again.',
      declined: '{recipient} declined. Nothing was handed over.',
      revoked: '{sender} took it back. The link opens nothing any more.',
      expired: 'Nobody opened it in time, and it is destroyed. The link opens nothing any more.',
      locked: 'The words were wrong too often, and it is destroyed. {sender} can share it again.',
    },
  },

  recipient: {
    titles: {
      credential: '{sender} has a credential for you',
      bank: '{sender} has bank details for you',
      document: '{sender} has a document for you',
      note: '{sender} has a note for you',
    },
    fallback: '{sender} wants to hand you something through nt2.',
    until: 'It waits until {until}.',
    offered: 'Accept in the browser in which you want to read it. Its key is made there.',
    offeredWords: 'Accept, then open it with the words that {sender} tells you.',
    accepted: 'You accepted. {sender} seals it next, and I write to you when it is ready.',
    ready: 'Open it in the browser in which you accepted. It opens once.',
    readyWords: 'Have the words from {sender} at hand, then open it. It opens once.',
    claimed: 'You have it on the screen. Go back to the page to copy it.',
    ended: {
      delivered: 'You opened it, and it is destroyed here. If it was not you, tell {sender}.',
      unconfirmed: 'It was sent to your browser, which never confirmed that it could read it. If you do not have it, tell {sender}.',
      broken: 'It could not be decrypted, and it is destroyed. Ask {sender} to share it again.',
      declined: 'You declined. Nothing was handed over.',
      revoked: '{sender} took it back. There is nothing left to do.',
      expired: 'It was not opened in time, and it is destroyed. Ask {sender} to share it again.',
      locked: 'The words were wrong too often, and it is destroyed. Ask {sender} to share it again.',
    },
  },

  sender: {
    titles: {
      credential: 'Your credential for {recipient}',
      bank: 'Your bank details for {recipient}',
      document: 'Your document for {recipient}',
      note: 'Your note for {recipient}',
    },
    somebody: 'somebody outside this chat',
    fallback: 'Your share for {recipient} has changed.',
    until: 'It waits until {until}.',
    enter: 'Enter the secret now. {recipient} has been asked to accept.',
    entered: 'You have entered it. {recipient} has been asked to accept.',
    wait: '{recipient} has been asked to accept. I write to you when it is your turn to enter the secret.',
    link: 'Enter the secret on the page. It gives you the link, which you send yourself.',
    accepted: '{recipient} accepted. Enter the secret now, and it is sealed for them.',
    acceptedEntered: '{recipient} accepted. Open the page once, and it is sealed for them.',
    sealed: 'It is sealed. {recipient} has been asked to accept; tell them the words another way, not in this chat.',
    ready: 'It is sealed, and {recipient} can open it once.',
    readyLink: 'It is sealed. Whoever has the link can open it once.',
    claimed: '{recipient} has it on the screen.',
    ended: {
      delivered: '{recipient} opened it, and their browser proved that it could decrypt it. It is destroyed here.',
      unconfirmed: 'It was released to {recipient}, but never confirmed. Ask them; if in doubt, change the secret.',
      broken: '{recipient} could not decrypt it. It is destroyed here; share it again.',
      declined: '{recipient} declined. Nothing was handed over, and it is destroyed here.',
      revoked: 'You took it back. It is destroyed here, and the link opens nothing any more.',
      expired: 'Nobody opened it in time. It is destroyed here; share it again if it is still needed.',
      locked: 'The words were wrong too often. It is destroyed here; share it again with new words.',
    },
  },

  /** On every card of a share whose secret is typed in chat. */
  modalEntry: 'The secret is typed in chat: {platform} and this server see it while it passes.',
  opens: {
    sealed: 'Opens only in their browser, after they accept.',
    'sealed+words': 'Opens only in their browser, with words you tell them.',
    words: 'Opens with words you tell them.',
    link: 'Opens with the link.',
    'link+words': 'Opens with the link and words you tell them.',
  },

  news: {
    accepted: { title: '{recipient} accepted', body: 'It is your turn: “{what}”.', fallback: '{recipient} accepted. It is your turn.' },
    ready: {
      title: '{sender} has sealed it for you',
      body: '“{what}” is ready. It opens once.',
      fallback: 'What {sender} has for you is ready.',
    },
    ended: { title: '{state}', body: '“{what}” for {recipient}.', fallback: 'Your share for {recipient}: {state}.' },
    failing: {
      title: 'Wrong words, again and again',
      body: 'Somebody signed in as {recipient} tries to open “{what}” with wrong words. Ask them; if it is not them, take it back.',
      fallback: 'Somebody tries wrong words on your share.',
    },
    intruder: {
      title: 'Somebody else tried to open it',
      body: 'A person or device that is not the rightful one tried to open “{what}” for {recipient}. They got nothing.',
      over: 'Ask {recipient} whether it was them, a second time. If nobody there knows of it, change the secret.',
      fallback: 'Somebody else tried to open your share.',
    },
    unreachable: {
      recipient: {
        title: 'I cannot write to {recipient}',
        body: 'They accept no direct messages from me. Ask them to type {command} here, or to allow direct messages.',
        inPlace: 'They can also press Open on the card in {place}.',
      },
      place: {
        title: 'I cannot post in {place}',
        body: 'I am not a member there, or it is closed. {recipient} still has my direct message; nothing else is needed.',
      },
      fallback: 'I could not deliver a message about your share.',
    },
  },

  answers: {
    go: {
      title: 'One step in your browser',
      body: 'This button works once, within {minutes} minutes, and only for you. Do not pass it on.',
    },
    created: {
      title: 'Shared with {recipient}',
      body: 'They have been asked to accept.',
      next: 'Enter the secret in your browser. Nobody in between can read it.',
    },
    createdLink: { title: 'A link for somebody outside this chat', body: 'Enter the secret in your browser. The page gives you the link.' },
    createdModal: 'I write to you when it is your turn to enter the secret.',
    createdModalNow: 'Enter the secret here; {platform} and this server see it while it passes.',
    createdMany: 'Shared with {count} people',
    createdSome: 'Not everything was shared',
    notCreated: '{recipient}: {why}',
    guest: '{recipient} is a guest here.',
    declined: { title: 'Declined', body: '{sender} has been told. Nothing was handed over.' },
    confirm: {
      title: 'Take it back?',
      body: '“{what}” for {recipient} is destroyed, and the link opens nothing any more. This cannot be undone.',
    },
    revoked: {
      title: 'Taken back',
      body: 'It is destroyed. {recipient} has been told.',
      bodyLink: 'It is destroyed. The link opens nothing any more.',
    },
    sealed: {
      title: 'Sealed',
      body: '{recipient} has been told. Nothing of what you typed is kept here.',
      words: 'Tell {recipient} the words another way, not in this chat.',
    },
    refused: 'That did not work',
    broken: 'Something broke on this server, and nothing was changed. Try again in a minute; if it stays, tell your operator.',
    list: {
      title: 'Your open shares',
      none: 'Nothing is waiting. Type {command} to hand something over.',
      to: '{n}. “{what}” to {recipient}: {state}, until {until}',
      from: '{n}. “{what}” from {sender}: {state}, until {until}',
      more: 'Only the newest {count} are shown.',
    },
    revokeList: { title: 'What do you want to take back?', none: 'You have nothing that could be taken back.' },
    help: {
      title: 'nt2 hands a secret to one person',
      intro: 'The secret never passes this chat: you type it in your browser, and it opens once in theirs.',
      share: '{command} asks a person, or several, to accept. The last words say what it is; never type the secret itself.',
      link: '{command} without a person makes a link for somebody outside this chat.',
      list: '{command} shows what waits for you and what you have sent.',
      revoke: '{command} takes something back before it is opened.',
      unknown: 'I did not understand that.',
    },
  },

  commands: {
    example: '/nt2 share @person what it is',
    share: '/nt2 share',
    list: '/nt2 list',
    revoke: '/nt2 revoke',
  },

  /** Somebody typed a secret where none belongs. It is never repeated. */
  leak: {
    title: 'That looked like a secret',
    body: 'I have thrown it away and written it down nowhere, but {platform} has seen it. Change it where it was issued, then enter the new one on the page.',
    field: 'This looks like the secret itself. Take it out, and change it where it was issued: {platform} has seen it.',
  },

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
    outsider: '{name} is at home in another workspace. Leave the person out, and send them the link yourself.',
    actor: 'Only members of this workspace can share from here. Ask the person you work with to share with you.',
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

  refusals: {
    'share.gone': 'This opens nothing for you: it is over, or it is meant for somebody else.',
    'share.not_recipient': 'This is meant for somebody else.',
    'share.not_sender': 'Only the person who shared it can do that.',
    'share.not_yet': 'It is not time for that yet: the other side has a step to do first. I write to you when it is done.',
    'share.taken': 'Another device has opened it. If it was not you, tell the sender.',
    'share.other_device': 'It was accepted in another browser. Open it there.',
    'share.already_sealed': 'It is sealed already, and cannot be changed. Take it back and share it again.',
    'share.already_opened': 'It has been opened already, so it cannot be taken back. Change the secret if it went wrong.',
    'share.locked': 'The words were wrong too often, and it is destroyed. Ask for a new one.',
    'share.exists': 'It was shared already. Look at your open shares.',
    'proof.missing': 'This one is accepted in a browser. Press Accept again and go to the page.',
    'proof.failed': 'The proof did not hold. Open the page again from here.',
    'proof.stale': 'The clock of that device is wrong. Set it, then try again.',
    'ack.mismatch': 'The confirmation did not fit. Open the page again from here.',
    'input.invalid': 'Something in there does not fit. Look at it again.',
    'input.too_large': 'That is too long. A long secret goes through the page.',
    'input.expiry': 'It can wait between 15 minutes and 7 days. Pick a time in between.',
    'session.required': 'Press the button here in chat once more.',
    'token.invalid': 'That link was used or is too old. Press the button here in chat once more.',
    'person.refused': 'This person cannot receive it. Name another one.',
    'entry.off': 'Typing the secret in chat is switched off here. Enter it in your browser.',
    'quota.person': 'You have too many open shares. Take some back, or wait until they are opened.',
    'quota.tenant': 'This workspace has too many open shares. Wait until some are opened, or tell your operator.',
    'rate.limited': 'That was too fast. Wait a minute, then try again.',
    'store.full': 'This server has no room for a new share. Nothing is lost; tell your operator.',
    'store.behind': 'This server is checking its store after a failure. Nothing is lost; try again later.',
    'store.busy': 'This server is busy. Try again in a moment.',
  },
} as const;

/** The same tree with any text at its ends. */
type Texts<T> = { readonly [K in keyof T]: T[K] extends string ? string : Texts<T[K]> };
export type Words = Texts<typeof en>;

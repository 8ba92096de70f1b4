// English: what stands in chat. {names} in braces are filled in by bot/text.ts.

export const cards = {
  kinds: { credential: 'Credential', bank: 'Bank details', document: 'Document', note: 'Note' },

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
    'rolled-back': 'Ended to be safe',
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
    enterHere: 'Enter it here',
    seal: 'Seal it now',
    link: 'Enter it, get the link',
    revoke: 'Take back',
    revokeNow: 'Yes, take it back',
    status: 'Status',
    share: 'Share a secret',
    receipt: 'Receipt',
    block: 'Block {sender}',
    unblock: 'Unblock',
    more: 'Show more',
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
    unreachable: 'I cannot send you a direct message, {recipient}: this card is your way in.',
    address: 'Its address, which opens nothing by itself',
    ended: {
      delivered: '{recipient} opened it. The link opens nothing any more.',
      unconfirmed: '{recipient} got it, but their browser never confirmed that it could read it. The link opens nothing any more.',
      broken: '{recipient} could not decrypt it, and it is destroyed. {sender} can share it again.',
      'rolled-back': 'The server lost part of its memory, and this share was ended to be safe. {sender} can share it again.',
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
      'rolled-back': 'The server lost part of its memory, and this share was ended to be safe. Ask {sender} to share it again.',
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
    somebodyFirst: 'Somebody outside this chat',
    fallback: 'How your share for {recipient} stands.',
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
      'rolled-back': 'The server lost part of its memory, so it may have been opened before. It is destroyed here; change the secret.',
      declined: '{recipient} declined. Nothing was handed over, and it is destroyed here.',
      revoked: 'You took it back. It is destroyed here, and the link opens nothing any more.',
      expired: 'Nobody opened it in time. It is destroyed here; share it again if it is still needed.',
      locked: 'The words were wrong too often. It is destroyed here; share it again with new words.',
    },
  },

  /** On every card of a share whose secret is typed in chat. */
  modalEntry: 'The secret is typed in chat: {platform} and this server see it while it passes.',

  /** In the place of a card that could not be changed for a while, and was put there anew. */
  moved: 'A newer message here shows where this stands. Go on there.',

  opens: {
    sealed: 'Opens only in the browser in which they accept.',
    'sealed+words': 'Opens only in the browser in which they accept, with words you tell them.',
    words: 'Opens with words you tell them.',
    link: 'Opens with the link.',
    'link+words': 'Opens with the link and words you tell them.',
  },

  news: {
    /** In the place of a message that asked for something, when there is nothing to do any more. */
    past: '“{what}”: {state}.',
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
      body: 'Another person, or another device, tried to open “{what}” for {recipient}, and got nothing.',
      over: 'It had been opened before. Ask {recipient} whether both tries were theirs; if not, change the secret.',
      fallback: 'Somebody else tried to open your share.',
    },
    unreachable: {
      recipient: {
        title: 'I cannot write to {recipient}',
        body: 'They accept no direct messages from me. Ask them to type {command} in any channel, or to allow direct messages.',
        inPlace: 'They can also press Open on the card in {place}.',
      },
      place: {
        title: 'I cannot post in {place}',
        body: 'I am not a member there, or it is closed. {recipient} still has my direct message; nothing else is needed.',
      },
      fallback: 'I could not deliver a message about your share.',
    },
  },
} as const;

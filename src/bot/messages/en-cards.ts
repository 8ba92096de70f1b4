// English: what stands in chat. {names} in braces are filled in by bot/text.ts.

export const cards = {
  kinds: { credential: 'Credential', bank: 'Bank details', document: 'Document', note: 'Note' },

  /** The same number stands on every card of a share. */
  numberedTitle: '{title} · no. {number}',

  /** In the place of a state: entered by nobody, and nobody was told. */
  untold: 'Not sent yet',

  /** The foot of a card that cannot be changed once it was sent. */
  stays: 'Press the button to see how it stands.',

  /** State of a share in one or two words: the first line of every card. */
  states: {
    offered: 'Waiting for an answer',
    accepted: 'Accepted',
    sealed: 'Waiting for an answer',
    ready: 'Ready to open',
    claimed: 'Opened',
    delivered: 'Opened, then deleted',
    unconfirmed: 'Sent, not confirmed',
    broken: 'Could not be decrypted',
    'rolled-back': 'Ended to be safe',
    declined: 'Declined',
    revoked: 'Taken back',
    expired: 'Expired',
    locked: 'Locked after wrong passphrases',
  },

  buttons: {
    accept: 'Accept',
    decline: 'Decline',
    open: 'Open',
    page: 'Go to the page',
    onPage: 'All on a page',
    newBrowser: 'New browser',
    options: 'Options',
    shareIt: 'Share it',
    enter: 'Enter the secret',
    enterHere: 'Enter it here',
    seal: 'Send it now',
    link: 'Get a one-time link',
    revoke: 'Take back',
    remind: 'Remind',
    extend: 'One more day',
    revokeNow: 'Yes, take it back',
    status: 'Status',
    share: 'Share a secret',
    again: 'Share again',
    receipt: 'Receipt',
    block: 'Block {sender}',
    unblock: 'Unblock',
    more: 'Show more',
    one: '{button}: {n}',
  },

  /** In a channel or thread: seen by everyone there, so neither label nor note. */
  place: {
    titles: {
      credential: 'A credential for {recipient}',
      bank: 'Bank details for {recipient}',
      document: 'A document for {recipient}',
      note: 'A note for {recipient}',
    },
    fallback: '{sender} is sending {recipient} something. It is not in this chat.',
    offered: '{recipient}, {sender} has something for you. Press Open to accept or decline. Expires {until}.',
    accepted: '{recipient} accepted. {sender} now has to send it.',
    ready: 'Only {recipient} can open it, once. Expires {until}.',
    claimed: '{recipient} is viewing it.',
    unreachable: 'I can’t send you direct messages, {recipient}, so please use this card.',
    address: 'Link (works only for {recipient})',
    ended: {
      delivered: '{recipient} opened it. The link no longer works.',
      unconfirmed: 'It was sent to {recipient}, but their browser never confirmed that it could read it. The link no longer works.',
      broken: '{recipient} couldn’t decrypt it, so it was deleted. {sender} can share it again.',
      'rolled-back': 'The server lost part of its data, so this share was ended to be safe. {sender} can share it again.',
      declined: '{recipient} declined. Nothing was handed over.',
      revoked: '{sender} took it back. The link no longer works.',
      expired: 'It wasn’t opened in time, so it was deleted. The link no longer works.',
      locked: 'The passphrase was wrong too often, so it was deleted. {sender} can share it again.',
    },
  },

  recipient: {
    titles: {
      credential: '{sender} has a credential for you',
      bank: '{sender} has bank details for you',
      document: '{sender} has a document for you',
      note: '{sender} has a note for you',
    },
    fallback: '{sender} has something for you, sent with nt2.',
    until: 'Expires {until}.',
    offered: 'Accept on the device where you’ll use it; the key is created there.',
    sealed: 'Sent to a browser where you accepted before: open it there. For another browser, {sender} has to send it again.',
    sealedWords:
      'Sent to a browser where you accepted before: open it there, with the passphrase that {sender} tells you. For another browser, {sender} has to send it again.',
    offeredWords: 'Accept, then open it with the passphrase that {sender} tells you.',
    accepted: 'You accepted. {sender} now has to send it; I’ll message you when it’s ready.',
    ready: 'Open it in the browser where you accepted. It opens once.',
    readyAhead: 'Open it in the browser where you accepted before. It opens once. For another browser, {sender} has to send it again.',
    readyWords: 'Have the passphrase from {sender} ready, then open it. It opens once.',
    claimed: 'It’s open in your browser. Go back to that page to copy it.',
    ended: {
      delivered: 'You’re done: you opened it, and it was deleted here. Wasn’t it you? Tell {sender}.',
      unconfirmed: 'It was sent to your browser, which never confirmed that it could read it. If you don’t have it, tell {sender}.',
      broken: 'It couldn’t be decrypted, so it was deleted. Ask {sender} to share it again.',
      'rolled-back': 'The server lost part of its data, so this share was ended to be safe. Ask {sender} to share it again.',
      declined: 'You declined. Nothing was handed over.',
      revoked: '{sender} took it back. There’s nothing left for you to do.',
      expired: 'It wasn’t opened in time, so it was deleted. Ask {sender} to share it again.',
      locked: 'The passphrase was wrong too often, so it was deleted. Ask {sender} to share it again.',
    },
  },

  sender: {
    titles: {
      credential: 'Your credential for {recipient}',
      bank: 'Your bank details for {recipient}',
      document: 'Your document for {recipient}',
      note: 'Your note for {recipient}',
    },
    somebody: 'someone outside this chat',
    somebodyFirst: 'Someone outside this chat',
    fallback: 'Where your share for {recipient} stands.',
    until: 'Expires {until}.',
    /** One card for the people of one form. */
    together: {
      people: '{count} people',
      opened: '{opened} of {count} opened',
      enter: 'Enter the secret now. It’s typed once, and each of them gets their own share.',
      row: '· no. {number}: {state}',
      accepted: 'Accepted. Enter the secret to send it.',
      acceptedEntered: 'Accepted. Open the page once more to send it, unless it’s still open and sends by itself.',
    },
    enter: 'Enter the secret now. {recipient} has been asked to accept.',
    untold: 'Enter the secret. {recipient} is asked to accept once you have.',
    entered: 'You’ve entered it. {recipient} has been asked to accept.',
    wait: '{recipient} has been asked to accept. I’ll message you when it’s your turn to enter the secret.',
    link: 'Enter the secret on the page. It gives you a one-time link to send.',
    accepted: '{recipient} accepted. Enter the secret to send it; if its page is still open, go on there.',
    acceptedEntered:
      '{recipient} accepted. Open the page once more to send it. If you left it open to send by itself, there’s nothing to do.',
    sealed: 'It’s encrypted. {recipient} has been asked to accept; tell them the passphrase another way, not in this chat.',
    sealedAhead: 'Sent. You’re done: {recipient} has been asked to accept.',
    ready: 'Sent. {recipient} can open it once.',
    readyLink: 'It’s encrypted. Anyone who has the link can open it, once.',
    claimed: '{recipient} is viewing it.',
    ended: {
      delivered: 'All done: {recipient} opened it, and their browser proved that it could decrypt it. It was deleted here.',
      unconfirmed: 'It was sent to {recipient}, but never confirmed. Ask them; if in doubt, change the secret.',
      broken: '{recipient} couldn’t decrypt it. It was deleted here; share it again.',
      'rolled-back': 'The server lost part of its data, so it may have been opened before. It was deleted here; change the secret.',
      declined: '{recipient} declined. Nothing was handed over, and it was deleted here.',
      revoked: 'You took it back. It was deleted here, and the link no longer works.',
      expired: 'It wasn’t opened in time and was deleted here. Share it again if it’s still needed.',
      locked: 'The passphrase was wrong too often, so it was deleted here. Share it again with a new one.',
    },
  },

  /** On every card of a share whose secret is typed in chat. */
  modalEntry: 'The secret is typed in chat: {platform} and this server see it on its way.',

  /** The foot of a card. */
  mine: 'What you sent and received',

  /** In the place of a card that could not be changed for a while, and was put there anew. */
  moved: 'A newer message below shows where this stands. Continue there.',

  opens: {
    sealed: 'Opens only in the browser where they accept.',
    'sealed+words': 'Opens only in the browser where they accept, with a passphrase you tell them.',
    words: 'Opens with a passphrase you tell them.',
    link: 'Opens with the link.',
    'link+words': 'Opens with the link and a passphrase you tell them.',
  },
  /** Sealed to a browser in which they had accepted before. */
  opensAhead: {
    sealed: 'Opens only in a browser where they accepted before.',
    'sealed+words': 'Opens only in a browser where they accepted before, with a passphrase you tell them.',
  },

  news: {
    /** In the place of a message that asked for something, when there is nothing left to do. */
    past: '“{what}”: {state}.',
    accepted: { title: '{recipient} accepted', body: 'It’s your turn: “{what}”.', fallback: '{recipient} accepted. It’s your turn.' },
    ready: {
      title: '{sender} has sent it',
      body: '“{what}” is ready for you. It opens once.',
      fallback: 'What {sender} has for you is ready.',
    },
    ended: { title: '{state}', body: '“{what}” for {recipient}.', fallback: 'Your share for {recipient}: {state}.' },
    failing: {
      title: 'Wrong passphrase, several times',
      body: 'Someone signed in as {recipient} is trying to open “{what}” with wrong passphrases. Ask them; if it isn’t them, take it back.',
      fallback: 'Someone is trying wrong passphrases on your share.',
    },
    intruder: {
      title: 'Someone else tried to open it',
      body: 'Another person, or another device, tried to open “{what}” for {recipient}, and got nothing.',
      over: 'It had already been opened. Ask {recipient} whether both attempts were theirs; if not, change the secret.',
      fallback: 'Someone else tried to open your share.',
    },
    nudge: {
      title: 'Still waiting for you',
      past: 'You were reminded',
      body: '“{what}” is waiting for you. Expires {until}.',
      fallback: 'Something is still waiting for you.',
    },
    waiting: {
      title: 'Still waiting for {other}',
      past: '{other} was reminded',
      body: '“{what}” is waiting for {other}. Expires {until}.',
      fallback: 'It’s still waiting for {other}.',
    },
    unreachable: {
      recipient: {
        title: 'I can’t message {recipient}',
        body: 'They don’t allow direct messages from me. Ask them to type {command} in any channel, or to allow direct messages.',
        inPlace: 'They can also press Open on the card in {place}.',
      },
      place: {
        title: 'I can’t post in {place}',
        body: 'I’m not a member there, or it is closed. {recipient} still has my direct message, so you don’t need to do anything.',
      },
      fallback: 'I couldn’t deliver a message about your share.',
    },
  },
} as const;

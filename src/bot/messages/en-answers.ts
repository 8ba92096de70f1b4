// English: private answers, and why something cannot be. {names} in braces are filled in by bot/text.ts.

export const answers = {
  audit: {
    title: 'Checkpoints of the log: {count}',
    intro: 'Keep these. Whoever has one can show later that something before it was removed or rewritten.',
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
      body: 'This destroys “{what}” for {recipient}. It cannot be undone.',
    },
    revoked: {
      title: 'Taken back',
      body: 'It is destroyed here, and the card of {recipient} says so.',
      bodyLink: 'It is destroyed. The link opens nothing any more.',
    },
    sealed: {
      title: 'Sealed',
      body: 'It is sealed for {recipient}. Nothing of what you typed is kept here.',
      words: 'Tell {recipient} the words another way, not in this chat.',
      padded:
        'What you typed has white space at its ends, or invisible characters inside, and they were sealed with it. If that is not meant, take it back and share it again.',
    },
    refused: 'That did not work',
    late: {
      title: 'That took too long',
      body: 'I stopped before it was finished. {command} shows what stands; then try again.',
    },
    unshown: {
      title: 'I could not show that',
      busy: '{platform} did not take my answer just now. Nothing was changed; try again in a minute.',
      setup:
        '{platform} does not let me show it. Nothing was changed. Tell your operator: the app lacks a permission, or has to be installed again.',
      shape:
        '{platform} refused what I wanted to show. Tell your operator: it is a defect in nt2, and its log has the code. {command} shows how things stand.',
    },
    broken: 'Something broke on this server, and nothing was changed. Try again in a minute; if it stays, tell your operator.',
    lists: {
      list: { title: 'Your open shares', none: 'Nothing is waiting. Type {command} to hand something over.' },
      revoke: { title: 'What do you want to take back?', none: 'You have nothing that could be taken back.' },
      receipt: {
        title: 'Receipts of what you sent and received',
        none: 'Nothing was sent or received yet. Type {command} to hand something over.',
      },
      lines: {
        to: '{n}. “{what}” to {recipient}: {state}, until {until}',
        from: '{n}. “{what}” from {sender}: {state}, until {until}',
        ended: '{n}. “{what}” to {recipient}: {state}',
        endedFrom: '{n}. “{what}” from {sender}: {state}',
      },
      more: 'Not shown yet: {count}.',
      end: 'Nothing more follows here. {command} shows the list from the beginning.',
    },
    blocks: {
      blocked: {
        title: '{sender} is blocked',
        body: 'Nothing of theirs is offered to you here any more. If they try, they hear that you take no shares from them at the moment.',
        declined: 'What waited for you from them is declined ({count}).',
        opened: 'What you have on the screen stays there until you are done.',
      },
      unblocked: { title: '{sender} is not blocked any more', body: 'They can share with you again.' },
      wasNot: { title: '{sender} was not blocked', body: 'They can share with you.' },
      list: {
        title: 'Whom you have blocked',
        none: 'Nobody. Type {command} to take nothing more from somebody.',
        line: '{n}. {sender}',
        more: 'You have blocked {count} people; {command} lifts it for anyone.',
      },
      who: 'Name one person: /nt2 block @person, or /nt2 unblock @person.',
      self: 'That is you. Name the person from whom you want nothing more.',
      nobody: '{name} is nobody who could share with you.',
    },
    help: {
      title: 'nt2 hands a secret to one person',
      intro: 'The secret never passes this chat: you type it in your browser, and it opens once in theirs.',
      share: '{command} asks a person, or several, to accept. The last words say what it is; never type the secret itself.',
      link: '{command} without a person makes a link for somebody outside this chat.',
      list: '{command} shows what waits for you and what you have sent.',
      revoke: '{command} takes something back before it is opened.',
      receipt: '{command} leads to the receipts of what you sent and received; with an id or address behind it, to that one.',
      block: '{command} stops shares from somebody and declines what waits.',
      blocks: '{command} shows whom you have blocked.',
      unknown: 'I did not understand that.',
    },
  },

  commands: {
    example: '/nt2 share @person what it is',
    share: '/nt2 share',
    list: '/nt2 list',
    revoke: '/nt2 revoke',
    receipt: '/nt2 receipt',
    block: '/nt2 block @person',
    unblock: '/nt2 unblock @person',
    blocks: '/nt2 blocks',
  },

  /** Someone's own page of nt2 inside the platform. */
  home: {
    title: 'Hand a secret to one person',
    intro:
      'It never passes this chat: you type it in your browser, and it opens once in theirs. Anywhere in chat, {command} does the same.',
    waiting: { title: 'Waiting for you', none: 'Nothing is waiting for you.' },
    sent: { title: 'Sent by you', none: 'You have sent nothing yet.' },
    blocked: 'Blocked by you',
    more: 'Not shown here: {count}',
    moreBlocked: 'Not shown here: {count}. {command} lifts it for anyone.',
    over: { title: 'Over, sent to you', none: 'Nothing that was sent to you is over yet.' },
  },

  /** Someone typed a secret where none belongs. It is never repeated. */
  leak: {
    title: 'That looked like a secret',
    body: 'What you typed looks like a secret. I have written it down nowhere, but {platform} has seen it. Change it where it was issued, then enter the new one on the page.',
    field: 'This looks like the secret itself. Take it out, and change it where it was issued: {platform} has seen it.',
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
    'share.exists': 'It was shared already. Look at your open shares.',
    'proof.missing': 'This one is accepted in a browser. Press Accept again and go to the page.',
    'proof.failed': 'The proof did not hold. Open the page again from here.',
    'proof.wait': 'The words were wrong too often for now. Nothing is lost; try again in five minutes.',
    'proof.stale': 'The clock of that device is wrong. Set it, then try again.',
    'ack.mismatch': 'The confirmation did not fit. Open the page again from here.',
    'input.invalid': 'Something in there does not fit. Look at it again.',
    'input.too_large': 'That is too long. A long secret goes through the page.',
    'input.expiry': 'It can wait between 15 minutes and 7 days. Pick a time in between.',
    'session.required': 'Press the button here in chat once more.',
    'token.invalid': 'That link was used or is too old. Press the button here in chat once more.',
    'person.refused': 'This person cannot receive it. Name another one.',
    'entry.off': 'Typing the secret in chat is switched off here. Enter it in your browser.',
    'entry.busy': 'Many secrets are being typed here at this moment, so this one was not taken. Send it again in a few seconds.',
    'person.unavailable': 'They take no shares from you at the moment. Ask them another way.',
    'quota.person': 'You have too many open shares. Take some back, or wait until they are opened.',
    'quota.tenant': 'There are too many open shares here. Wait until some are opened, or tell your operator.',
    'quota.pair': 'That is a lot for one person. Wait until some of it is opened, or try again in an hour.',
    'quota.blocks': 'You have blocked as many people as you can. Unblock somebody first.',
    'quota.bytes': 'What you have shared and nobody has opened yet takes up too much room. Take something back, then try again.',
    'quota.tenant_bytes': 'What waits here to be opened takes up too much room. Try again later, or tell your operator.',
    'rate.limited': 'That was too fast. Wait a minute, then try again.',
    'store.full': 'This server has no room for a new share. Nothing is lost; tell your operator.',
    'store.behind': 'This server is checking its store after a failure. Nothing is lost; try again later.',
    'store.busy': 'This server is busy. Try again in a moment.',
  },
} as const;

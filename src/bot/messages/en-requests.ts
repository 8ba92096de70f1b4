// English: asking for a secret. {names} in braces are filled in by bot/text.ts; the sender of a request is the person who is asked.

export const requests = {
  request: {
    /** Where they differ from the states of a share. */
    states: {
      offered: 'Not sent yet',
      accepted: 'Waiting for an answer',
      ready: 'Given, ready to open',
      revoked: 'Request taken back',
    },

    buttons: {
      ask: 'Ask for a secret',
      finish: 'Continue',
      showLink: 'Show the link',
      give: 'Give it',
      remind: 'Remind them',
      again: 'Ask again',
    },

    /** The card of the person who asked. */
    asker: {
      titles: {
        credential: 'You asked {sender} for a credential',
        bank: 'You asked {sender} for bank details',
        document: 'You asked {sender} for a document',
        note: 'You asked {sender} for a note',
      },
      byLink: {
        credential: 'You asked for a credential by link',
        bank: 'You asked for bank details by link',
        document: 'You asked for a document by link',
        note: 'You asked for a note by link',
      },
      fallback: 'Where your request stands.',
      fields: 'You asked for: {what}',
      until: 'Expires {until}.',
      offered: 'No one has been asked yet. Continue in your browser: the answer will open there and nowhere else.',
      accepted: '{sender} has been asked. I’ll message you when they answer. Come back in the same browser: it holds the key.',
      offeredLink: 'There’s no link yet. Continue in your browser: it makes the link, and the answer will open there and nowhere else.',
      ahead: '{sender} has been asked. I’ll message you when they answer. The answer will open in a browser you’ve used here before.',
      lost: '{sender} has been asked, but the browser that held the key is gone. Continue in your browser: it makes another, and the answer will open there.',
      acceptedLink: 'Waiting for the person you sent the link to. I’ll message you when they answer. Your browser shows the link again.',
      ready: '{sender} has answered. Open it in the browser you asked from. It opens once.',
      readyAhead: '{sender} has answered. Open it in a browser you’ve used here before. It opens once.',
      readyLink: 'Your link has been answered. Open it in the browser you asked from. It opens once.',
      claimed: 'It’s open in your browser. Go back to that page to copy it.',
      ended: {
        delivered: 'You’re done: you opened it, and it was deleted here. Wasn’t it you? Tell {sender}.',
        deliveredLink: 'You’re done: you opened it, and it was deleted here. Wasn’t it you? Tell the person who gave it to you.',
        unconfirmed: 'It was sent to your browser, which never confirmed that it could read it. If you don’t have it, ask again.',
        broken: 'It couldn’t be decrypted, so it was deleted. Ask again.',
        'rolled-back': 'The server lost part of its data, so this request was ended to be safe. Ask again.',
        declined: '{sender} declined.',
        declinedWhy: '{sender} declined: “{why}”',
        takenBack: '{sender} took their answer back before you opened it.',
        revoked: 'You took your request back.',
        expired: 'It wasn’t answered and opened in time. Ask again if you still need it.',
        locked: 'This request has ended. Ask again if you still need it.',
      },
    },

    /** The card of the person who is asked. */
    giver: {
      titles: {
        credential: '{recipient} asks you for a credential',
        bank: '{recipient} asks you for bank details',
        document: '{recipient} asks you for a document',
        note: '{recipient} asks you for a note',
      },
      fallback: '{recipient} asks you for something through nt2.',
      fields: 'They ask for: {what}',
      until: 'Expires {until}.',
      accepted: 'Give it in your browser. Only {recipient} can open it, once; no one in between can read it. Never type it in chat.',
      entered: 'You’ve entered it, but it isn’t sent yet. Finish on the page where you entered it, in the same browser.',
      lost: 'You’ve entered it. {recipient}’s browser has to make a new key before you can send it. I’ll message you.',
      ready: 'You gave it. {recipient} can open it once, in the browser they asked from. Thank you.',
      readyAhead: 'You gave it. {recipient} can open it once, in a browser of theirs. Thank you.',
      claimed: '{recipient} is viewing it.',
      ended: {
        delivered: '{recipient} opened it, and their browser proved that it could decrypt it. It was deleted here.',
        unconfirmed: 'It was sent to {recipient}, but never confirmed. Ask them; if in doubt, change the secret.',
        broken: '{recipient} couldn’t decrypt it, so it was deleted here.',
        'rolled-back': 'The server lost part of its data, so it may have been opened before. It was deleted here; change the secret.',
        declined: 'You declined. {recipient} has been told.',
        takenBack: 'You took it back before it was opened. {recipient} has been told.',
        revoked: '{recipient} no longer needs it. There’s nothing left for you to do.',
        expired: 'This request has expired: it wasn’t given and opened in time.',
        locked: 'This request has ended. There’s nothing left for you to do.',
      },
    },

    lists: {
      toLink: '{n}. “{what}”, asked by link: {state}, expires {until}',
      endedLink: '{n}. “{what}”, asked by link: {state}',
      to: '{n}. “{what}”, asked of {sender}: {state}, expires {until}',
      ended: '{n}. “{what}”, asked of {sender}: {state}',
      from: '{n}. “{what}”, asked by {recipient}: {state}, expires {until}',
      endedFrom: '{n}. “{what}”, asked by {recipient}: {state}',
    },

    answers: {
      created: {
        title: 'One step left',
        body: 'Continue in your browser: it makes a key that only you hold, and {sender} is asked at once.',
      },
      createdLink: {
        title: 'One step left',
        body: 'Continue in your browser: it makes a key that only you hold, and a link for “{what}” to send on. Anyone with the link can answer once, and can’t read anything.',
      },
      asked: { title: 'Asked', body: '{sender} has been asked for “{what}”. I’ll message you when they answer.' },
      reminded: { title: 'Reminded', body: '{other} has a new message about it.' },
      wait: 'They were reminded less than an hour ago. Give them a little time.',
      confirm: 'This takes your request for “{what}” back. Anything they’ve already given is deleted unread.',
      revoked: 'Your request has been taken back.',
      declined: { title: 'Declined', body: '{recipient} has been told.' },
      declinedAfter: { title: 'Taken back', body: 'It was deleted here, and {recipient} has been told.' },
    },

    news: {
      ready: {
        title: '{sender} answered your request',
        body: '“{what}” is ready. Open it in the browser you asked from.',
        fallback: 'Your request has an answer.',
      },
      readyAhead: {
        title: '{sender} answered your request',
        body: '“{what}” is ready. Open it in a browser you’ve used here before.',
        fallback: 'Your request has an answer.',
      },
      again: {
        title: '{recipient} can take it now',
        body: 'Finish “{what}” in the browser where you entered it. You don’t type anything twice.',
        fallback: '{recipient} can take your answer now.',
      },
      readyLink: {
        title: 'Your link has an answer',
        body: '“{what}” is ready. Open it in the browser you asked from.',
      },
      ended: { title: '{state}', body: 'Your request for “{what}”.', fallback: 'Your request: {state}.' },
      given: { title: '{state}', body: '“{what}”, which you gave to {recipient}.', fallback: 'What you gave to {recipient}: {state}.' },
      reminder: {
        title: '{recipient} is still waiting',
        past: '{recipient} reminded you',
        body: 'They asked you for “{what}”.',
        fallback: '{recipient} reminds you of their request.',
      },
      intruder: {
        title: 'Someone used your link again',
        body: 'Your request for “{what}” already has its answer. Someone with the link tried to send another one, and it was refused. Ask the person you sent it to.',
        fallback: 'Someone used the link of your request again.',
      },
      unreachable: {
        title: 'I can’t message {sender}',
        body: 'They don’t allow direct messages from me. Ask them to type {command} in any channel: your request is listed there.',
      },
    },

    form: {
      title: 'Ask for a secret',
      submit: 'Continue',
      people: { label: 'Who has it', hint: 'One person in this chat.' },
      of: {
        label: 'How you ask',
        person: 'A person in this chat',
        link: 'Someone outside this chat, by link',
      },
      label: { label: 'What you need', hint: 'They read this. Don’t put the secret here.' },
      fields: {
        label: 'Names of the values (optional)',
        hint: 'Separate them with commas, or paste a .env.example. Only the names are kept.',
      },
      wait: { label: 'Expires after' },
      note: { label: 'Note (optional)', hint: 'What you need it for.' },
    },

    decline: {
      title: 'Decline',
      submit: 'Decline',
      intro: '{recipient} asked you for “{what}”.',
      introAfter: 'What you gave is deleted before {recipient} opens it.',
      reason: { label: 'Reason (optional)', hint: '{recipient} reads this. Never a secret.' },
    },

    inputs: {
      fields: 'Name at most {max} values, each once, in plain characters.',
      reason: 'Use at most {max} plain characters.',
      people: 'Pick the person who has it, or choose to ask by link.',
      both: 'You picked a person and a link. Choose one of them.',
    },

    people: {
      self: 'That’s you. Pick the person who has it.',
      bot: '{name} is a bot. Pick a person.',
      gone: '{name} no longer has an active account.',
      group: '{name} isn’t one person. Pick the person who has it.',
      unknown: 'I don’t know {name} here. Pick the person from the list.',
      outsider: '{name} belongs to another organization. Only people here can be asked from chat.',
      actor: 'Only members can ask from here.',
      many: 'Ask one person at a time.',
    },

    help: '{command} asks someone to give you a secret. They answer in their browser, not in chat.',
    command: '/nt2 request @person what you need',
    menu: {
      command: 'Ask someone to give you a secret',
      user: 'Who has it',
      label: 'What you need. Never the secret itself',
      onPerson: 'Ask for a secret',
      onMessage: 'Ask for a secret here',
    },
  },
} as const;

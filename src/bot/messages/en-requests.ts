// English: asking a person for a secret. {names} in braces are filled in by bot/text.ts; the sender of a request is the person who is asked.

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
      fallback: 'How your request stands.',
      fields: 'You asked for: {what}',
      until: 'It expires {until}.',
      offered: 'Nobody has been asked yet. Continue in your browser: the answer will open there and nowhere else.',
      accepted: '{sender} has been asked. I’ll message you when they answer. Come back in the same browser: it holds the key.',
      acceptedLink: 'It waits for the person who has its link. I’ll message you when they answer.',
      ready: '{sender} has answered. Open it in the browser you asked from. It opens once.',
      claimed: 'You have it on the screen. Go back to the page to copy it.',
      ended: {
        delivered: 'You opened it, and it is deleted here. If that was not you, tell {sender}.',
        unconfirmed: 'It was sent to your browser, which never confirmed that it could read it. If you do not have it, ask again.',
        broken: 'It could not be decrypted, and it is deleted. Ask again.',
        'rolled-back': 'The server lost part of its memory, so this request was ended to be safe. Ask again.',
        declined: '{sender} declined.',
        declinedWhy: '{sender} declined: “{why}”',
        takenBack: '{sender} took their answer back before you opened it.',
        revoked: 'You took your request back.',
        expired: 'It was not answered and opened in time. Ask again if you still need it.',
        locked: 'It is over. Ask again if you still need it.',
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
      until: 'It expires {until}.',
      accepted: 'Give it in your browser. Only {recipient} can open it, once; nobody in between can read it. Never type it in chat.',
      ready: 'You gave it. {recipient} can open it once, in the browser they asked from. Thank you.',
      claimed: '{recipient} is viewing it.',
      ended: {
        delivered: '{recipient} opened it, and their browser proved that it could decrypt it. It is deleted here.',
        unconfirmed: 'It was sent to {recipient}, but never confirmed. Ask them; if in doubt, change the secret.',
        broken: '{recipient} could not decrypt it. It is deleted here.',
        'rolled-back': 'The server lost part of its memory, so it may have been opened before. It is deleted here; change the secret.',
        declined: 'You declined. {recipient} has been told.',
        takenBack: 'You took it back before it was opened. {recipient} has been told.',
        revoked: '{recipient} does not need it any more. There is nothing left to do.',
        expired: 'It is over: it was not given and opened in time.',
        locked: 'It is over. There is nothing left to do.',
      },
    },

    lists: {
      to: '{n}. “{what}”, asked of {sender}: {state}, until {until}',
      ended: '{n}. “{what}”, asked of {sender}: {state}',
      from: '{n}. “{what}”, asked by {recipient}: {state}, until {until}',
      endedFrom: '{n}. “{what}”, asked by {recipient}: {state}',
    },

    answers: {
      created: {
        title: 'One step left',
        body: 'Continue in your browser: it makes the key that only you hold, and {sender} is asked at once.',
      },
      reminded: { title: 'Reminded', body: '{sender} has a new message about it.' },
      wait: 'They were reminded less than an hour ago. Give them a little time.',
      confirm: 'This takes your request for “{what}” back. What may have been given already is deleted unread.',
      revoked: 'Your request is taken back.',
      declined: { title: 'Declined', body: '{recipient} has been told.' },
      declinedAfter: { title: 'Taken back', body: 'It is deleted here, and {recipient} has been told.' },
    },

    news: {
      ready: {
        title: '{sender} answered your request',
        body: '“{what}” is ready. Open it in the browser you asked from.',
        fallback: 'Your request has an answer.',
      },
      ended: { title: '{state}', body: 'Your request for “{what}”.', fallback: 'Your request: {state}.' },
      given: { title: '{state}', body: '“{what}”, which you gave to {recipient}.', fallback: 'What you gave to {recipient}: {state}.' },
      reminder: {
        title: '{recipient} is still waiting',
        body: 'They asked you for “{what}”.',
        fallback: '{recipient} reminds you of their request.',
      },
      intruder: {
        title: 'Somebody used your link again',
        body: 'Your request for “{what}” has its answer. Somebody with the link tried to put in another one, and it was refused. Ask the person whom you sent it to.',
        fallback: 'Somebody used the link of your request again.',
      },
      unreachable: {
        title: 'I cannot write to {sender}',
        body: 'They accept no direct messages from me. Ask them to type {command} in any channel: your request is listed there.',
      },
    },

    form: {
      title: 'Ask for a secret',
      submit: 'Continue',
      people: { label: 'Who has it', hint: 'One person in this chat.' },
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
      fields: 'Name at most {max} values, each once and in ordinary characters.',
      reason: 'Use up to {max} ordinary characters.',
      people: 'Name the person who has it.',
    },

    people: {
      self: 'That is you. Name the person who has it.',
      bot: '{name} is a bot. Name a person.',
      gone: '{name} has no active account any more.',
      group: '{name} is not one person. Name the person who has it.',
      unknown: 'I do not know {name} here. Pick the person from the list.',
      outsider: '{name} is at home elsewhere, not here. Only people in this chat can be asked from it.',
      actor: 'Only members can ask from here.',
      many: 'Ask one person at a time.',
    },

    help: '{command} asks somebody to give you a secret. They answer in their browser, not in chat.',
    command: '/nt2 request @person what you need',
    menu: {
      command: 'Ask somebody to give you a secret',
      user: 'Who has it',
      label: 'What you need. Never the secret itself',
      onPerson: 'Ask for a secret',
      onMessage: 'Ask for a secret here',
    },
  },
} as const;

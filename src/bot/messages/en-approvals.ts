// English: a second person agrees before the recipient hears of a share. {names} in braces are filled in by bot/text.ts.

export const approvals = {
  approval: {
    ask: {
      title: 'May {sender} hand this over?',
      what: '{sender} wants to hand {what} to {recipient}, by the template “{template}”.',
      body: '{recipient} hears of it only once you agree. You never see the secret. One answer counts, until {until}.',
      fallback: '{sender} needs a second person to agree to a hand-over.',
      approve: 'Approve',
      refuse: 'Refuse',
    },
    over: {
      title: 'Hand-over by {sender}',
      given: 'Approved. {recipient} has been told.',
      givenByYou: 'You approved it. {recipient} has been told.',
      refused: 'Another person refused it. It has ended.',
      refusedByYou: 'You refused it. It has ended.',
      expired: 'Nobody approved it in time. It has ended.',
      ended: 'It has ended. There is nothing left to approve.',
    },
    refuse: {
      title: 'Refuse the hand-over',
      submit: 'Refuse',
      intro: '{sender} can’t hand {what} to {recipient} then. They have to begin again.',
      label: 'Why',
      hint: '{sender} reads it. No secrets here.',
    },
    /** In place of the state, on the sender's cards. */
    states: { open: 'Waits for approval', refused: 'Not approved', expired: 'Not approved in time' },
    sender: {
      open: 'A second person has to agree first, until {until}. Enter the secret meanwhile; {recipient} hears of nothing before that.',
      refused: 'A second person refused it, so {recipient} never heard of it. Share it again if that was a mistake.',
      why: 'The reason: “{why}”.',
      expired: 'Nobody approved it in time, so {recipient} never heard of it. Share it again to ask once more.',
    },
    form: 'With “{title}” a second person reads label and note, and has to agree first.',
  },
} as const;

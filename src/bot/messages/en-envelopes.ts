// English: break glass. {names} in braces are filled in by bot/text.ts.

export const envelopes = {
  envelopes: {
    drill: 'Drill: {title}',
    asked: {
      title: '{person} asks to break the glass: {what}',
      fallback: 'A person asks to open what was sealed for an emergency.',
      reason: 'Why: {reason}',
      second: 'It opens once another person of the group has agreed. A no wins, and freezes it.',
      timeout:
        'It opens once another person of the group has agreed, or after {minutes} minutes during which nobody says no. A no wins, and freezes it.',
    },
    half: {
      title: 'Half of the time is over: {what}',
      fallback: 'Half of the time is over until something opens that was sealed for an emergency.',
      body: '{person} asked for it. It opens {due}, unless a person of the group says no.',
    },
    due: {
      title: 'It can be opened now: {what}',
      fallback: 'Something that was sealed for an emergency can be opened now.',
      body: 'The time is over, and nobody said no. Until {person} opens it, a no still wins.',
    },
    agreed: {
      title: '{second} agreed: {what}',
      fallback: 'A person agreed to open what was sealed for an emergency.',
      body: 'Until {person} opens it, a no still wins.',
    },
    refused: {
      title: '{second} said no: {what}',
      fallback: 'A person said no to opening what was sealed for an emergency.',
      body: 'It is frozen until its owner, {owner}, seals it again.',
    },
    released: {
      title: 'Opened: {what}',
      fallback: 'Something that was sealed for an emergency was opened.',
      body: '{person} has it. It is due for a change now, and then {owner} seals it again.',
    },
    lapsed: {
      title: 'Over: {what}',
      fallback: 'Asking for what was sealed for an emergency is over.',
      body: 'It was taken back, or its time has passed. Nothing was opened.',
    },
    drilled: 'That was a drill. The value stays sealed.',
    again: {
      title: 'Seal again: {what}',
      fallback: 'Something that you sealed for an emergency has to be sealed again.',
      body: 'A person of the group has left, and their copy is deleted. Change the value and seal it again, so that nothing that they had opens anything: nt2 glass seal --again.',
    },
    buttons: { agree: 'Agree', refuse: 'Say no' },
  },
} as const;

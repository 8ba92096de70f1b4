// Every sentence of the page that begins a request.

const en = {
  title: 'Ask for a secret',
  lead: 'They answer in their browser, and the answer opens in yours. Nothing of it goes through chat.',
  as: 'Signed in as',
  who: {
    label: 'Who has it',
    choose: 'Choose…',
    link: 'Someone outside this chat, by link',
    help: 'People you’ve shared with here.',
    nobody: 'You haven’t shared with anyone here yet.',
    others: ['To ask anyone else, type', '/nt2 request @person what you need', 'in chat.'],
    /** Two people with one name. */
    last: (name: string, label: string) => `${name} (last: ${label})`,
  },
  what: { label: 'What you need', help: 'They read this. Don’t put the secret here.' },
  fields: {
    label: 'Names of the values (optional)',
    help: 'One per line, or separated by commas. You can paste a .env.example: only the names are kept.',
    kept: 'Only the names were kept. The values were removed and sent nowhere.',
  },
  wait: {
    label: 'Expires after',
    times: [
      [3_600_000, '1 hour'],
      [28_800_000, '8 hours'],
      [86_400_000, '24 hours'],
      [259_200_000, '3 days'],
      [604_800_000, '7 days'],
    ],
  },
  note: { label: 'Note (optional)', help: 'What you need it for.' },
  button: 'Continue',
  faults: {
    who: 'Choose a person, or choose to ask by link.',
    what: 'Say what you need.',
    long: (max: number) => `Use at most ${max} plain characters.`,
    secret: 'This looks like a secret, so it was not sent. Say what you need without it.',
    fields: (max: number) => `Name at most ${max} values, each once, in plain characters.`,
  },
  refused: {
    'session.required': 'This browser isn’t signed in any more. Come back from chat: type /nt2 list and press the button to the page.',
    'share.gone': 'This person can’t be asked from here any more. Ask them from chat.',
    'person.refused': 'They can’t be asked any more: they’ve left, or they’re not a person.',
    'person.unavailable': 'They aren’t accepting shares right now. Ask them another way.',
    'person.blocked': 'You’ve blocked this person. Unblock them in chat first.',
    'quota.person': 'You have too many shares waiting. Take some back first.',
    'quota.pair': 'That’s a lot for one person. Try again in an hour.',
    'rate.limited': 'Too many tries. Wait a moment and try again.',
    'policy.person': 'The policy of this server doesn’t allow this between you two. Ask your operator.',
    'policy.template': 'The policy of this server asks for a template here. Ask from chat, where you can choose one.',
    'policy.kind': 'The policy of this server doesn’t allow asking for this here. Ask your operator.',
    'policy.mode': 'The policy of this server doesn’t allow asking here. Ask your operator.',
    'policy.entry': 'The policy of this server doesn’t allow asking here. Ask your operator.',
    'policy.expiry': 'The policy of this server doesn’t allow this time. Choose a shorter one.',
    'policy.note': 'The policy of this server asks for a note, or for a ticket in it. Add one.',
    network: 'No answer from the server. Nothing is lost: try again.',
  } as Readonly<Record<string, string>>,
  fault: 'That didn’t work. Nothing is lost: try again in a moment.',
  nobody: ['Open this from chat', 'Type /nt2 request in chat to ask, or /nt2 list and press the button to the page there.'],
} as const;

export const askMessages = en;

// Every sentence of the page that begins a request.

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

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
  template: { label: 'Template', help: 'It decides the kind and how long the request waits.', none: 'No template' },
  what: { label: 'What you need', help: 'They read this. Don’t put the secret here.' },
  fields: {
    label: 'Names of the values (optional)',
    help: 'One per line, or separated by commas. You can paste a .env.example: only the names are kept.',
    kept: 'Only the names were kept. The values were removed and sent nowhere.',
  },
  wait: {
    label: 'Expires after',
    /** A day is 24 hours, as in chat. */
    duration(ms: number): string {
      const [size, unit] = ms > DAY && ms % DAY === 0 ? [DAY, 'day'] : ms % HOUR === 0 ? [HOUR, 'hour'] : [60_000, 'minute'];
      const count = Math.round(ms / size);
      return `${count} ${unit}${count === 1 ? '' : 's'}`;
    },
  },
  note: {
    label: 'Note (optional)',
    needed: 'Note',
    help: 'What you need it for.',
    ticket: (examples: string) => `Name its ticket, such as ${examples}.`,
  },
  button: 'Continue',
  faults: {
    who: 'Choose a person, or choose to ask by link.',
    template: 'Choose a template.',
    what: 'Say what you need.',
    note: 'Say what you need it for.',
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
    'policy.template': 'The policy of this server has changed. Reload the page and choose a template.',
    'policy.kind': 'The policy of this server doesn’t allow asking for this here. Ask your operator.',
    'policy.mode': 'The policy of this server doesn’t allow asking here. Ask your operator.',
    'policy.entry': 'The policy of this server doesn’t allow asking here. Ask your operator.',
    'policy.expiry': 'The policy of this server doesn’t allow this time. Choose a shorter one.',
    'policy.note': 'The policy of this server asks for a note, or for a ticket in it. Add one.',
    'policy.files': 'The policy of this server doesn’t allow files here.',
    network: 'No answer from the server. Nothing is lost: try again.',
  } as Readonly<Record<string, string>>,
  fault: 'That didn’t work. Nothing is lost: try again in a moment.',
  nobody: ['Open this from chat', 'Type /nt2 request in chat to ask, or /nt2 list and press the button to the page there.'],
} as const;

export const askMessages = en;

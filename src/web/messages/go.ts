// What /go says of a link from chat before the press that uses it up.

const en = {
  recipient: {
    title: (sender: string) => `${sender} has something for you`,
    accept: 'Accept on the device where you’ll use it. It opens there and nowhere else.',
    open: 'Continue to its page.',
  },
  /** Of a request, whose recipient began it. */
  asked: {
    title: (sender: string) => `Ask ${sender}`,
    lead: 'This browser makes a key, and they’re asked. The answer opens in this browser and nowhere else.',
    open: (sender: string) => `Your request to ${sender}`,
    link: 'Ask by link',
    leadLink: 'This browser makes a key, and a link to send on. The answer opens in this browser and nowhere else.',
    give: (recipient: string) => `${recipient} asks you for a secret`,
  },
  sender: {
    title: (recipient: string) => `For ${recipient}`,
    link: 'For someone outside this chat',
    lead: 'What you enter is encrypted in this browser.',
  },
  plain: { title: 'Sign in', lead: 'Continue to sign in on this browser.' },
  devices: { title: 'Your browsers', lead: 'See which browsers and terminals can act as you, and remove any that you no longer use.' },
  mine: { title: 'What you sent and received', lead: 'See what’s waiting and what has ended, and do the next step.' },
  facts: { you: 'You are', what: 'What', why: 'Note', until: 'Expires' },
  steps: { accept: 'Accept on this device', decline: 'Decline', enter: 'Enter the secret', continue: 'Continue' },
  askedSteps: {
    person: { accept: 'Ask now', decline: 'Take it back', enter: 'Give it', continue: 'Continue' },
    link: { accept: 'Make the link', decline: 'Take it back', enter: 'Give it', continue: 'Continue' },
  },
  warn: 'Continue only if you pressed the button in chat yourself, just now.',
  keep: 'Remember this browser as mine, so that I can skip this step next time. Don’t tick this on a shared device.',

  busy: 'One moment…',
  missing: ['Open this from chat', 'This address works only from a button in chat. Press it there again.'],
  invalid: ['This button has been used', 'Each press works once and for ten minutes. Press the button in chat again.'],
  storage: [
    'This browser keeps nothing for this site',
    'Cookies or site data are blocked here. Allow them for this site and try again: your button still works.',
  ],
  welcome: ['You’re signed in', 'You can go back to chat.'],
} as const;

export const go = en;

// What /go says of a link from chat before the press that uses it up.

const en = {
  recipient: {
    title: (sender: string) => `${sender} has something for you`,
    accept: 'Accept on the device where you will use it. It opens there and nowhere else.',
    open: 'Continue to its page.',
  },
  /** Of a request, whose recipient began it. */
  asked: {
    title: (sender: string) => `Ask ${sender}`,
    lead: 'This browser makes a key, and they are asked. The answer opens in this browser and nowhere else.',
    open: (sender: string) => `Your request to ${sender}`,
    link: 'Ask by link',
    leadLink: 'This browser makes a key, and a link to send on. The answer opens in this browser and nowhere else.',
    give: (recipient: string) => `${recipient} asks you for a secret`,
  },
  sender: {
    title: (recipient: string) => `For ${recipient}`,
    link: 'For someone outside chat',
    lead: 'What you enter is encrypted in this browser.',
  },
  plain: { title: 'Sign in', lead: 'You pressed a button in chat.' },
  devices: { title: 'Your browsers', lead: 'See which browsers are known as yours, and withdraw them.' },
  mine: { title: 'What you sent and received', lead: 'See what waits, what has ended, and what you can do about it.' },
  facts: { you: 'You are', what: 'What it is', why: 'Note', until: 'Expires' },
  steps: { accept: 'Accept on this device', decline: 'Decline', enter: 'Enter the secret', continue: 'Continue' },
  askedSteps: {
    person: { accept: 'Ask now', decline: 'Take it back', enter: 'Give it', continue: 'Continue' },
    link: { accept: 'Make the link', decline: 'Take it back', enter: 'Give it', continue: 'Continue' },
  },
  warn: 'Go on only if you pressed that button yourself just now.',
  keep: 'Know this browser as mine, so that no link is needed next time. Leave it out on a device that others use.',

  busy: 'One moment…',
  missing: ['Open this from chat', 'This address works only from a button in chat. Press it there again.'],
  invalid: ['This button has been used', 'Each press works once and for ten minutes. Press the button in chat again.'],
  storage: [
    'This browser keeps nothing for this site',
    'Cookies or site data are blocked here. Allow them for this site and try again: your button still works.',
  ],
  network: ['No answer from the server', 'Nothing is lost. Check your connection and try again.'],
  again: 'Try again',
  welcome: ['You are signed in', 'Go back to chat.'],
} as const;

export const go = en;

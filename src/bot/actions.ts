// What the buttons of cards do: part of the port between nt2 and a chat platform.

export const ACTIONS = [
  'enter', // sender, who is also the person that a request asks: type the secret, on the page or (modal entry) in a form
  'accept',
  'decline', // recipient, or the person that a request asks
  'open', // anyone: each sees what they may see and do
  'browser', // sender and recipient: a single-use link to the page, for a browser that is not known yet
  'revoke', // who began it: asks once more
  'revoke-now',
  'status', // sender: go to the page with the share's state
  'receipt', // sender and recipient: go to the receipt
  'block', // who did not begin it: take nothing more from the person who did
  'unblock', // anyone: the ref is the key of a person whom they blocked
  'change', // sender: open the share form for a share of which nobody else has been told
  'share', // anyone: open the share form; the ref means nothing
  'request', // anyone: open the form of a request; the ref means nothing
  'remind', // who began it: one more message to the person whose turn it is
  'extend', // who began it: a day more
  'ask-again', // the person who asked: the same request anew
  'share-again', // sender: the form of a share that is over, filled in as it was
  'let-in', // anyone: the terminal that shows this code acts as them from now on; the ref is the code
  'not-me', // anyone: no, it is not theirs
  'form-again', // anyone: the form that was refused, with what stood in it; the ref is what it carries
  'rotated', // who is asked to change a value: it is done; the ref of these three is a rotation
  'hand-over', // … the form that hands the new one to all who have the old one
  'snooze', // … a week later
  'offboard-now', // whom the policy names; the ref is the key of the person who leaves
  'offboard-tick', // … a step is done; the ref is the offboarding and the step
  'rescue-share', // anyone: the share form for what was pasted into chat; the ref is whom it is filled in with
  'rescue-rotate', // anyone: the form that names what was pasted, and has them reminded to change it; the ref means nothing
  'glass-agree', // of the group, and not who asked: the second person; the ref of both is the envelope and which asking
  'glass-refuse', // … no, which wins
  'approve', // a second person, whom the template of a share demands
  'refuse', // … by a form
  'incident-now', // anyone: all that they have opened is to be changed now
  'more', // anyone: the next page of their own list; the ref is the list and the last share that was shown
  'submit', // anyone, where there are no forms: what the card says is what the form would have said; the ref is what it carries
] as const;
export type ActionName = (typeof ACTIONS)[number];

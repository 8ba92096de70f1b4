// English: a secret that was pasted into chat. {names} in braces are filled in by bot/text.ts.

import { pastedKinds } from './en-pasted-kinds.ts';

export const rescue = {
  rescue: {
    menu: 'This is a secret',
    title: 'A secret in a message',
    looks: 'It looks like {what}.',
    seen: 'Take it as seen: everyone here could read it, and it may stand in notifications, mails, exports and search. Deleting the message takes none of that back, so change the secret where it was issued.',
    delete: {
      actor: 'Delete the message now: open its menu again (the three dots) and choose Delete message.',
      other: 'Ask {author} to delete the message. Only they can, and admins of this place: tell one if it is urgent.',
      app: 'An app posted it, so you may not be able to delete it. Ask an admin of this place, and stop the app from posting it.',
    },
    itsAuthor: 'its author',
    next: 'Then hand the new one over by nt2. {start} has you reminded until it is changed.',
    kept: 'nt2 has kept nothing of the message, and nobody but you sees this.',
    buttons: { share: 'Hand it over safely', start: 'Remind me to change it' },
    form: {
      title: 'What is to be changed?',
      submit: 'Remind me',
      intro: 'Give it a name that you will know, such as “Stripe key of the shop”. Never the secret itself.',
      label: { label: 'What it is', hint: 'You are reminded each day until you say that it is changed.' },
    },
    started: {
      title: 'You are reminded: {what}',
      body: 'It counts as due now. {command} lists what you should change.',
    },
    many: 'You have {max} of these already. Change some of them first: {command} lists them.',
    what: pastedKinds,
  },
} as const;

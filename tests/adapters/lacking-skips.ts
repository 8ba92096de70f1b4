// Rows of the contract that a platform without edits, forms and private answers cannot have, and why. What stands in their place is in
// contract/lacking.ts.

const EDITS = 'nothing that was sent can be changed, so no card tells a state; see contract/lacking.ts';
const FORMS = 'there are no forms: a card asks for a yes; see contract/lacking.ts';
const TYPED = 'there are no forms, and what is typed into such a chat stays there: no secret is entered in it';
const SIGNS_IN = 'every answer is kept, so no way to the page is a link that signs in; see contract/lacking.ts';

const MENUS = 'there are no menus on a message';

export const LACKING: Readonly<Record<string, string>> = {
  'a share goes from the command to the destroyed secret, and the card in the channel tells each step': EDITS,
  'a known browser goes straight to the page: cards carry the plain address, and beside it the way in for another browser': SIGNS_IN,
  'a command with a person and a label asks for no form: the way to the secret is there at once, and nobody is told before it is entered':
    SIGNS_IN,
  'Options opens the form, filled in; what it makes takes the place of what the command has begun': FORMS,
  'U7: after the end no button that stands in chat acts on what is over, and each message says what became of it': EDITS,
  'a link for someone outside is a command of its own, and nobody in chat is asked about it': FORMS,
  'the form asks for person, what it is and kind; the rest is behind a press that keeps what was typed': FORMS,
  'modal entry: the secret is typed in chat after the recipient has accepted, and every card says who sees it': TYPED,
  'modal entry with words: good words are proposed, weak ones are refused, and neither is kept': TYPED,
  'modal entry can be switched off: it is not offered, and a form that asks for it is refused': TYPED,
  'words mode: the recipient accepts by a press in chat': EDITS,
  'I1: a prekey hand-off takes its sender one visit; a press in chat accepts it, the next one opens it, and every card is true': EDITS,
  'I1: where no key is left the cards go the old way, and a prekey share that is declined or taken back opens no more': EDITS,
  'I1: a request to a person costs its asker no visit where a browser of theirs has left keys': EDITS,
  'several people in one command get one share each': FORMS,
  'I8: several people of one form are one card to their sender, edited as each goes their own way': EDITS,
  'T20: a share begun in a thread puts its card into that thread': EDITS,
  'T20: a recipient with closed direct messages is asked in the channel, and the sender is told what to do': EDITS,
  'T20: a sender with closed direct messages hears his news where the card stands, and nobody else does': EDITS,
  'T20: the same submission delivered twice makes one share': FORMS,
  'T20: an answer that comes after the deadline has changed nothing': FORMS,
  'T20: a secret typed into a form too late is not sealed': TYPED,
  'a card that somebody deleted is posted anew with the next change': EDITS,
  'a form that the platform refuses is told as broken, not as slow, and its code is in the log': FORMS,
  'T11: only the sender takes a share back, after one more question, and every card says so': EDITS,
  'a button of somebody else opens nothing and says nothing about the share': SIGNS_IN,
  'a decline is told to the sender and shown in the channel': EDITS,
  'a recipient blocks a sender from the card that he declined: what else waits is declined, and nothing more comes': EDITS,
  'T20: a block that comes after the deadline has blocked nobody and declined nothing': EDITS,
  'a request asks nobody before the key is made; then it is reminded of once an hour, and declined with a reason that the asker reads':
    SIGNS_IN,
  'without a person a link is a choice of its own, never what an empty field becomes; its asker can see it again and take it back': FORMS,
  'the menu entry on a message asks too': MENUS,
  'M3: a message that holds a secret: how to be rid of it, who wrote it, and its kind; its text stands nowhere': MENUS,
  'M3: from there the share form opens with who wrote it and nothing else in it': MENUS,
  'M3: and what was pasted is due for a change at once, under a name that the person gives it': MENUS,
  'T13: a secret pasted into the command is thrown away, and the sender is warned at once': FORMS,
  'characters that turn or hide text are shown for what they are': FORMS,
  'I4: oneself and a bot that were picked in a form are refused at once, and nothing is picked or typed twice': FORMS,
};

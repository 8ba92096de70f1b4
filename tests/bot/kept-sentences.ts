// Sentences that nothing in the walk of text.test.ts shows, and why they are there.

const IN_GROUP = 'given by the LINE adapter in place of an answer that others would read (tests/adapters/line/webhook.test.ts)';

const TYPED = 'given by the Teams adapter below a command that everybody reads (tests/adapters/teams/own.test.ts)';

/** What nothing says any more, and why it stays. */
export const KEPT: Readonly<Record<string, string>> = {
  'states.locked': 'an end that only shares of earlier versions have: nothing decides it now, and they are still shown',
  'place.ended.locked': 'the same',
  'recipient.ended.locked': 'the same',
  'sender.ended.locked': 'the same',
  'request.asker.ended.locked': 'the same: a request of an earlier version there is none, and every end has its sentence',
  'request.giver.ended.locked': 'the same',
  'menu.nameless': 'the name of a place, given by the Discord adapter as it reads one (tests/adapters/discord-own-account.test.ts)',
  'answers.inGroup.body': IN_GROUP,
  'answers.inGroup.chat': IN_GROUP,
  'answers.inGroup.id': IN_GROUP,
  'answers.inGroup.title': IN_GROUP,
  'typed.fallback': TYPED,
  'typed.leaked': TYPED,
  'typed.line': TYPED,
  'typed.notYours.line': TYPED,
  'typed.notYours.title': TYPED,
  'typed.open': TYPED,
  'typed.repeated': TYPED,
  'answers.tooMuch': 'given by the LINE adapter where a card has no room in its buttons (tests/adapters/line/sending.test.ts)',
};

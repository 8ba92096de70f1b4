// What the record of the fake Slack says at the end: what people read twice, and what should never have been said there at all.

import type { Slack } from '../../fakes/slack/slack.ts';
import { saidTwice, sharesUnder, type Twice } from './messages.ts';

interface Named {
  readonly id: string;
  readonly label?: string;
  readonly asked?: number;
}

export interface Heard {
  readonly messages: number;
  readonly twice: readonly Twice[];
  /** Slack has no name by which a whisper could be known again: an answer that was lost may show it twice. */
  readonly whispersTwice: number;
  readonly wrongs: readonly string[];
}

export function listen(slack: Slack, lives: readonly Named[]): Heard {
  const { messages, ephemerals } = slack.world;
  const said = messages.filter(({ botId }) => botId !== null);
  const twice = saidTwice(said);
  const made = lives.flatMap(({ label = '', asked = 0 }) => (asked === 1 && sharesUnder(label, said) > 1 ? [label] : []));
  return {
    messages: said.length,
    twice,
    whispersTwice: saidTwice(ephemerals.filter(({ by }) => by === null)).length,
    wrongs: [
      ...twice.map(({ channel, title }) => `${channel} reads twice: ${title}`),
      ...made.map((label) => `one form that was sent once made two shares: ${label}`),
      ...slack.complaints().map((what) => `Slack complains: ${what}`),
      ...(slack.stored().includes('/go#') ? ['a message that Slack keeps holds a link that signs in'] : []),
    ],
  };
}

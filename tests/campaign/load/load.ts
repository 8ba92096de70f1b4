// The load of a phase: which life the next arrival leads. In chat, each pair of people hands over one thing at a time.

import type { Slack } from '../../fakes/slack/slack.ts';
import type { Dice } from '../dice.ts';
import { PAIRS } from '../stage/cast.ts';
import { leadChatLife } from './chat-life.ts';
import type { Ground, Life } from './life.ts';
import { leadLinkLife } from './link-life.ts';

/** Null: nobody was free, or nothing came about that anybody was told of. */
export function loadOf(slack: Slack | null, dice: Dice): (ground: Ground, rate: number) => Promise<Life | null> {
  let n = 0;
  const free = Array.from({ length: PAIRS }, (_, pair) => pair);
  return async (ground, rate) => {
    n += 1;
    if (slack === null) return leadLinkLife(ground, { n, rate, dice });
    const pair = free.shift();
    if (pair === undefined) return null;
    try {
      return await leadChatLife(ground, { slack, pair, n, rate, dice });
    } finally {
      free.push(pair);
    }
  };
}

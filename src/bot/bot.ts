// The chat door: takes what adapters bring in, asks the core, and answers. It decides nothing about a share and logs no text of anybody.

import type { Clock } from '../core/ports.ts';
import { Fault, type RefusalCode } from '../core/refusal.ts';
import { onCommand } from './act/command.ts';
import { TOO_LATE, type Desk } from './act/desk.ts';
import { onPress } from './act/press.ts';
import { onForm } from './act/submit.ts';
import { onHome } from './act/home.ts';
import type { Adapter, Bot, FirstResponse, Handler, Inbound } from './port.ts';
import { brokenCard, lateCard, unshownCard } from './say/answers.ts';
import { en, type Words } from './words.ts';

export interface BotWorld {
  readonly shares: Desk['shares'];
  readonly tokens: Desk['tokens'];
  readonly clock: Clock;
  /** True for the first caller with this key in this tenant, false for every later one. */
  readonly first: (tenant: string, key: string) => Promise<boolean>;
  /** NT2_PUBLIC_URL, without a slash at its end. */
  readonly publicUrl: string;
  readonly modalEntry: boolean;
  readonly secretWords: Desk['secretWords'];
  /** The platform that this handler answers for. */
  readonly platform: Pick<Adapter, 'name' | 'can'>;
  /** Names of things and codes only: never what somebody typed. */
  readonly log: (event: string, facts: Readonly<Record<string, string>>) => void;
  readonly words?: Words;
}

/** The bot of one adapter. */
export function createBot(world: BotWorld): Bot {
  const { platform, publicUrl, shares, tokens, clock, modalEntry, secretWords } = world;
  const voice = { words: world.words ?? en, platform: platform.name, publicUrl };
  const refused = (code: RefusalCode): void => world.log('bot.refused', { code });
  const desk: Desk = { shares, tokens, clock, voice, can: platform.can, modalEntry, refused, secretWords };

  const handle: Handler = async (inbound, deadline) => {
    try {
      if (deadline.aborted) return TOO_LATE;
      // Platforms deliver again when our answer was lost or late; the person has pressed once.
      if (!(await world.first(inbound.tenant, `inbound:${inbound.id}`))) {
        world.log('bot.repeated', kindOf(inbound));
        return TOO_LATE;
      }
      // Whoever waits in there looks at the deadline right before he changes something.
      const answer = await answerTo(desk, inbound, deadline);
      world.log('bot.answered', { ...kindOf(inbound), answer: answer.do });
      return answer;
    } catch (error) {
      // The message of an error may quote what was typed: its code has to do.
      world.log('bot.failed', { ...kindOf(inbound), code: error instanceof Fault ? error.code : 'unknown' });
      return { do: 'private', card: brokenCard(voice) };
    }
  };
  const unshown = {
    busy: unshownCard(voice, 'busy'),
    setup: unshownCard(voice, 'setup'),
    shape: unshownCard(voice, 'shape'),
  };
  return { handle, late: lateCard(voice), broken: brokenCard(voice), unshown };
}

async function answerTo(desk: Desk, inbound: Inbound, deadline: AbortSignal): Promise<FirstResponse> {
  switch (inbound.type) {
    case 'command':
    case 'shortcut':
      return onCommand(desk, inbound, deadline);
    case 'form':
      return onForm(desk, inbound, deadline);
    case 'action':
      return onPress(desk, inbound, deadline);
    case 'home':
      return onHome(desk, inbound);
  }
}

function kindOf(inbound: Inbound): Record<string, string> {
  const what = inbound.type === 'action' ? { action: inbound.action } : inbound.type === 'form' ? { form: inbound.name } : {};
  return { type: inbound.type, ...what };
}

// One request of the page from its payload to the first answer. Keeps the deadline, as a chat platform does.

import type { Bot, Form, InteractionResponse } from '../../bot/port.ts';
import type { ChatState } from './chat-state.ts';
import type { PlaygroundConfig } from './config.ts';
import type { PlaygroundPayload } from './payload.ts';
import { renderAnswer, type WireAnswer } from './render.ts';
import { toInteraction } from './to-interaction.ts';

export interface RequestHandler {
  readonly handle: (payload: PlaygroundPayload) => Promise<WireAnswer>;
  start(bot: Bot): void;
  stop(): void;
}

interface RequestDeps {
  readonly chat: Pick<ChatState, 'openForm'>;
  readonly config: Pick<PlaygroundConfig, 'firstAnswerMs'>;
}

export function createRequestHandler({ chat, config }: RequestDeps): RequestHandler {
  let bot: Bot | null = null;

  return {
    async handle(payload) {
      if (bot === null) return { kind: 'late' };
      const deadline = new AbortController();
      let timer: ReturnType<typeof setTimeout> | undefined;
      const late = new Promise<null>((resolve) => {
        timer = setTimeout(() => {
          deadline.abort();
          resolve(null);
        }, config.firstAnswerMs);
      });
      const response: InteractionResponse | null = await Promise.race([bot.handle(toInteraction(payload), deadline.signal), late]);
      clearTimeout(timer);
      if (response === null) return { kind: 'late' };
      const { as, place } = payload;
      return renderAnswer(response, (form) => chat.openForm({ as, place, form: withoutProposals(form) }));
    },
    start(given) {
      bot = given;
    },
    stop() {
      bot = null;
    },
  };
}

/** A secret that is proposed when a form opens is shown to the reader and kept nowhere. */
function withoutProposals(form: Form): Form {
  return { ...form, fields: form.fields.map((field) => (field.kind === 'secret' ? { ...field, initial: '' } : field)) };
}

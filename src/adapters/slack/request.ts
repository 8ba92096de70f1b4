// One thing that Slack brought, from its arrival to the first answer: whatever happens here, Slack hears within its three seconds.

import type { SlackInteraction } from './payload.ts';
import type { Installation } from './installations/installations.ts';

export interface SlackRequest {
  readonly body: Readonly<Record<string, unknown>>;
  readonly retry?: { readonly num: number; readonly reason: string };
}

/** Resolves, always and in time, with the body of the acknowledgement; undefined for an empty one. */
export type RequestHandler = (arrival: SlackRequest) => Promise<unknown>;

/** What is known of an exchange so far. It grows while the exchange is worked on. */
export interface PendingRequest {
  readonly deadline: AbortSignal;
  /** Null for what is no press of anybody. */
  readonly interaction: SlackInteraction | null;
  installation: Installation | null;
  /** The handler has answered in time: whatever is left is only to be shown. */
  answered: boolean;
  /** Ends the exchange with this body; the first call counts. */
  readonly acknowledge: (body?: unknown) => void;
}

interface RequestDeps {
  readonly answerWithinMs: () => number;
  readonly read: (body: SlackRequest['body']) => SlackInteraction | null;
  readonly work: (arrival: SlackRequest, exchange: PendingRequest) => Promise<void>;
  /** Tells the person that it took too long; the body to acknowledge with. */
  readonly tellLate: (interaction: SlackInteraction, team: Installation | null) => Promise<unknown>;
}

export function createRequestHandler({ answerWithinMs, read, work, tellLate }: RequestDeps): RequestHandler {
  return (arrival) =>
    new Promise((resolve) => {
      const ending = new AbortController();
      const interaction = read(arrival.body);
      const exchange: PendingRequest = { deadline: ending.signal, interaction, installation: null, answered: false, acknowledge: resolve };
      const timer = setTimeout(() => {
        // From here on the handler's answer is dropped, and it changes nothing any more.
        ending.abort();
        if (exchange.answered || interaction === null) resolve(undefined);
        else
          void tellLate(interaction, exchange.installation)
            // Nobody is there to tell it any more: the adapter has been stopped.
            .catch(() => undefined)
            .then(resolve);
      }, answerWithinMs());
      void work(arrival, exchange).finally(() => {
        clearTimeout(timer);
        if (!ending.signal.aborted) resolve(undefined);
      });
    });
}

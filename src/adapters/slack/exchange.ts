// One thing that Slack brought, from its arrival to the first answer: whatever happens here, Slack hears within its three seconds.

import type { Occasion } from './occasion.ts';
import type { Team } from './teams/teams.ts';

export interface Arrival {
  readonly body: Readonly<Record<string, unknown>>;
  readonly retry?: { readonly num: number; readonly reason: string };
}

/** Resolves, always and in time, with the body of the acknowledgement; undefined for an empty one. */
export type Serve = (arrival: Arrival) => Promise<unknown>;

/** What is known of an exchange so far. It grows while the exchange is worked on. */
export interface Exchange {
  readonly deadline: AbortSignal;
  /** Null for what is no press of anybody. */
  readonly occasion: Occasion | null;
  team: Team | null;
  /** The handler has answered in time: whatever is left is only to be shown. */
  answered: boolean;
  /** Ends the exchange with this body; the first call counts. */
  readonly acknowledge: (body?: unknown) => void;
}

interface ExchangeWorld {
  readonly answerWithinMs: () => number;
  readonly read: (body: Arrival['body']) => Occasion | null;
  readonly work: (arrival: Arrival, exchange: Exchange) => Promise<void>;
  /** Tells the person that it took too long; the body to acknowledge with. */
  readonly tellLate: (occasion: Occasion, team: Team | null) => Promise<unknown>;
}

export function createServe({ answerWithinMs, read, work, tellLate }: ExchangeWorld): Serve {
  return (arrival) =>
    new Promise((resolve) => {
      const ending = new AbortController();
      const occasion = read(arrival.body);
      const exchange: Exchange = { deadline: ending.signal, occasion, team: null, answered: false, acknowledge: resolve };
      const timer = setTimeout(() => {
        // From here on the handler's answer is dropped, and it changes nothing any more.
        ending.abort();
        if (exchange.answered || occasion === null) resolve(undefined);
        else
          void tellLate(occasion, exchange.team)
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

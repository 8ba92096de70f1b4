// Brings an interaction to the app, over the gateway or as a signed request, and waits as long as Discord does for the first response.

import type { Gateway } from '../gateway/gateway.ts';
import type { Judge } from '../judge.ts';
import type { Model } from '../model.ts';
import type { Callback, Interactions, Live } from '../rest/interactions.ts';
import { Refused } from '../rest/refused.ts';
import type { Call } from '../rest/server.ts';
import type { Interaction, Message, Modal } from '../shapes.ts';
import type { Endpoint, Signer } from './signed.ts';

/** What came of something that a person did. */
export interface Act {
  readonly interaction: Interaction;
  /** The first response as it was given; null when none came in time. A second delivery may still bring it. */
  readonly first: Live['first'];
  /** Whether the person was told that this interaction failed. */
  readonly failed: boolean;
  readonly modal: Modal | null;
  /** The status of the app's answer to a signed request; null over the gateway. */
  readonly status: number | null;
  /** What the first response has become by now on the person's screen; null when nothing is to be seen. */
  message(): Message | null;
}

export interface Delivery {
  readonly by: { endpoint: Endpoint | null };
  /** Members that are left out of every interaction, as an older or newer Discord might. */
  readonly without: Set<string>;
  /** Bodies that the app sent back to signed requests. */
  readonly bodies: unknown[];
  deliver(live: Live, answered: Promise<void>): Promise<Act>;
  again(act: Act): Promise<number | null>;
}

export function createDelivery({
  model,
  gateway,
  signer,
  judge,
  interactions,
  calls,
  complain,
  settings,
  steady,
}: {
  model: Model;
  gateway: Gateway;
  signer: Signer;
  judge: Judge;
  interactions: Interactions;
  calls: readonly Call[];
  complain: (text: string) => void;
  settings: { readonly firstAnswerMs: number };
  steady: () => number;
}): Delivery {
  const by: { endpoint: Endpoint | null } = { endpoint: null };
  const without = new Set<string>();
  const bodies: unknown[] = [];

  const sent = (interaction: Interaction): object => Object.fromEntries(Object.entries(interaction).filter(([name]) => !without.has(name)));

  /** What is published in the interface is as published in the payload too. */
  function inspect({ message, user, member }: Interaction): void {
    const parts: [string, unknown][] = [
      ['MessageResponse', message],
      ['UserResponse', user],
      ['GuildMemberResponse', member],
    ];
    for (const [schema, part] of parts) if (part !== undefined) for (const problem of judge.part(schema, part)) complain(problem);
  }

  /** The status of the answer to a signed request; null when the interaction went over the gateway. */
  async function bring(interaction: Interaction): Promise<number | null> {
    if (!by.endpoint) {
      gateway.dispatch('INTERACTION_CREATE', sent(interaction), { guild: interaction.guild_id ?? null });
      return null;
    }
    try {
      const response = await signer.post(by.endpoint, sent(interaction));
      const text = await response.text();
      if (response.status === 200) take(interaction, text, response.headers.get('content-type') ?? '');
      return response.status;
    } catch (error) {
      complain(`the signed request got no answer: ${String(error)}`);
      return 0;
    }
  }

  function take({ id, token }: Interaction, text: string, type: string): void {
    const note = (problem: string): void => complain(`the answer to a signed request: ${problem}`);
    if (!type.startsWith('application/json')) note(`is of type "${type}", not application/json`);
    const body = JSON.parse(text) as Callback;
    bodies.push(body);
    const judged = judge.request({ method: 'POST', path: `/interactions/${id}/token/callback`, query: new URLSearchParams(), body });
    for (const problem of judged.problems) note(problem);
    if (!judged.fits) return;
    try {
      interactions.respond(id, token, body);
    } catch (error) {
      // A second answer, or a late one, is simply not taken; one that does not fit is a mistake.
      if (!(error instanceof Refused)) throw error;
      for (const misfit of error.misfits) note(misfit);
    }
  }

  return {
    by,
    without,
    bodies,
    async deliver(live, answered) {
      inspect(live.interaction);
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<void>((resolve) => {
        const look = (): void => {
          const left = settings.firstAnswerMs - (steady() - live.begunAt);
          if (left <= 0) resolve();
          else timer = setTimeout(look, Math.ceil(left));
        };
        look();
      });
      let status: number | null = null;
      const brought = bring(live.interaction).then(async (got) => {
        status = got;
        // Taken over HTTP; the first response may still come over REST. Anything else has failed at once.
        if (got === null || got === 202 || got === 204) await Promise.race([answered, late]);
      });
      await Promise.race([answered, late, brought]);
      clearTimeout(timer);
      return actOf(model, live, status);
    },
    async again({ interaction }) {
      const tries = (): number =>
        calls.filter(({ path, status }) => path.startsWith(`/interactions/${interaction.id}/`) && status !== null).length;
      const before = tries();
      const status = await bring(interaction);
      // Over the gateway an app that knows the interaction stays silent: a moment, then, and no more.
      const end = performance.now() + 100;
      if (status === null) while (tries() === before && performance.now() < end) await new Promise((resolve) => setTimeout(resolve, 5));
      return status;
    },
  };
}

function actOf(model: Model, live: Live, status: number | null): Act {
  return {
    interaction: live.interaction,
    get first() {
      return live.first;
    },
    get failed() {
      return live.first === null;
    },
    get modal() {
      return live.first?.modal ?? null;
    },
    status,
    message: () => {
      const kept = live.original;
      return kept && !kept.deleted && !kept.offScreen ? model.standing(kept) : null;
    },
  };
}

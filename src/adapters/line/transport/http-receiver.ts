// LINE's webhook: checks the signature over the raw body, answers at once, and works then.

import type { AdapterRoute } from '../../../bot/port.ts';
import { PATHS } from '../config.ts';
import { parseCall } from '../parse/events.ts';
import type { RequestHandler } from '../request.ts';
import { verify } from '../verify.ts';

interface ReceiveDeps {
  readonly channelSecret: string;
  readonly handleRequest: RequestHandler['handle'];
  readonly log: (event: string, facts: Readonly<Record<string, string>>) => void;
}

export interface WebhookReceiver {
  readonly route: AdapterRoute;
  /** Waits for what is being worked on. */
  readonly idle: () => Promise<void>;
}

/** More at once than this are left to LINE, which delivers them again. */
const MOST = 500;

export function createHttpReceiver({ channelSecret, handleRequest, log }: ReceiveDeps): WebhookReceiver {
  const working = new Set<Promise<void>>();
  return {
    route: {
      method: 'POST',
      path: PATHS.webhook,
      async handle(request) {
        const verified = await verify(request, channelSecret);
        if (!verified.ok) return new Response(null, { status: verified.status });
        const callback = parseCall(verified.body);
        if (callback === null) return new Response(null, { status: 400 });
        if (working.size > MOST) return new Response(null, { status: 503 });
        for (const event of callback.events) {
          const work: Promise<void> = handleRequest(callback.destination, event)
            .catch(() => log('line.failed', { type: event.type }))
            .finally(() => working.delete(work));
          working.add(work);
        }
        return new Response(null, { status: 200 });
      },
    },
    idle: async () => {
      while (working.size > 0) await Promise.allSettled(working);
    },
  };
}

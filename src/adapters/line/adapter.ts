// LINE as a chat platform: puts the parts together, and hands no payload on. See docs/platforms/line.md.

import type { Adapter, Bot } from '../../bot/port.ts';
import type { Clock } from '../../core/ports/clock.ts';
import { createLineClient } from './client.ts';
import { PATHS, PLATFORM, userOf, type LineConfig } from './config.ts';
import { createOutbound } from './outbound.ts';
import { createLinePeople } from './people.ts';
import { createRequestHandler } from './request.ts';
import { check } from './setup/check.ts';
import { signInRoutes } from './sign-in.ts';
import { createHttpReceiver } from './transport/http-receiver.ts';

export interface LineDeps {
  readonly config: LineConfig;
  readonly clock: Clock;
  /** Fixed words and codes only. */
  readonly log: (event: string, facts: Readonly<Record<string, string>>) => void;
  /** Absent: the runtime's. */
  readonly send?: typeof fetch;
}

export interface LineAdapter extends Adapter {
  /** Waits for what is being worked on. */
  readonly idle: () => Promise<void>;
}

export function createLine({ config, clock, log, send }: LineDeps): LineAdapter {
  const client = createLineClient(config, send);
  const people = createLinePeople({ client, config, clock });
  const requests = createRequestHandler({ client, config, people, clock, log });
  const { channelSecret } = config;
  const receiver = createHttpReceiver({ channelSecret, handleRequest: requests.handle, log });
  let bot: Bot | null = null;

  return {
    platform: PLATFORM,
    name: 'LINE',
    capabilities: { fields: 10, rejectForms: false, redrawForms: false, edits: false, forms: false, signsIn: PATHS.go },
    channel: () => null,
    outbound: createOutbound({ client, config, log }),
    routes: [receiver.route, ...signInRoutes({ client, config, people, clock, log, bot: () => bot })],
    async start(given) {
      bot = given;
      requests.start(given);
    },
    async stop() {
      await receiver.idle();
      bot = null;
      requests.stop();
      client.close();
    },
    idle: receiver.idle,
    check: (ask) => check({ client, config }, ask?.direct),
    async findContact(person) {
      const user = userOf(config, person);
      const found = user === null ? null : await people.find(user);
      return found === null || found === 'unanswered' || found.kind !== 'member' ? null : found;
    },
    health: () =>
      bot === null ? { state: 'down', detail: 'not started' } : { state: 'ready', detail: `${config.publicUrl}${PATHS.webhook}` },
  };
}

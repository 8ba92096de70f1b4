// A small chat in the browser in place of a platform: it shows the bot's cards and forms and has no logic of its own.
// There is no log-in: the person at this machine plays every part.

import type { Adapter } from '../../bot/port.ts';
import type { Clock } from '../../core/ports/clock.ts';
import { tenantOf } from '../../core/share.ts';
import { createChatState } from './chat-state.ts';
import { CHANNELS, checkConfig, contactOf, PLATFORM, USERS, userOf, type PlaygroundConfig } from './config.ts';
import { createOutbound } from './outbound.ts';
import { createRequestHandler } from './request.ts';
import { createEventStreams } from './transport/event-streams.ts';
import { createHttpReceiver } from './transport/http-receiver.ts';

export interface PlaygroundDeps {
  readonly config: PlaygroundConfig;
  readonly clock: Clock;
  /** Answers with the built page (`playground.html`), under the headers of every page. */
  readonly page: (request: Request) => Response | Promise<Response>;
}

/** @throws RangeError when the public address is not a loopback address. */
export function createPlayground({ config, clock, page }: PlaygroundDeps): Adapter {
  const publicUrl = checkConfig(config);
  const chat = createChatState({ clock });
  const streams = createEventStreams(chat);
  const requests = createRequestHandler({ chat, config });
  let started = false;

  return {
    platform: PLATFORM,
    name: 'the playground',
    capabilities: { fields: 10, rejectForms: true, redrawForms: true },
    channel: (_, id) => (CHANNELS.includes(id) ? { ref: id, name: `#${id}` } : null),
    outbound: createOutbound(chat),
    routes: createHttpReceiver({ publicUrl, chat, streams, handleRequest: requests.handle, page }),
    async start(bot) {
      started = true;
      requests.start(bot);
    },
    async stop() {
      started = false;
      requests.stop();
      streams.closeAll();
    },
    async findContact(person) {
      const user = userOf(person);
      return user === undefined ? null : contactOf(user);
    },
    async findHandle(handle, tenant) {
      const name = handle.replace(/^@/, '').toLowerCase();
      const found = USERS.filter((user) => user.id === name || user.name.toLowerCase() === name).map(contactOf);
      const there = found.filter(({ key }) => tenant === null || tenantOf(key) === tenant);
      return there.length === 1 ? (there[0] ?? null) : null;
    },
    check: async () => [{ level: 'ok', message: `The playground is served at ${publicUrl.origin}/playground.` }],
    health: () => (started ? { state: 'ready', detail: `${publicUrl.origin}/playground` } : { state: 'down', detail: 'not started' }),
  };
}

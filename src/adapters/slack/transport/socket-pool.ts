// Slack in Socket Mode: two connections, so that a refreshed or broken one leaves no gap. Slack gives each event to one of them. Where
// several workers share the instance, two of them have one each, and the others none.

import type { SlackConfig } from '../config.ts';
import type { HandleRequest } from '../request.ts';
import { withTimeout } from '../web-api.ts';
import { createSocketConnection } from './socket-connection.ts';

interface SocketsDeps {
  readonly config: SlackConfig;
  readonly appToken: string;
  readonly handleRequest: HandleRequest;
  readonly log: (event: string, facts: Readonly<Record<string, string>>) => void;
}

export interface SocketPool {
  start(): Promise<void>;
  stop(): Promise<void>;
  health(): { readonly state: 'ready' | 'connecting' | 'down'; readonly detail: string };
}

/** The server also starts when Slack does not answer. */
const START_MS = 3_000;

export function createSocketPool(deps: SocketsDeps): SocketPool {
  const { sockets: count } = deps.config;
  let before: Promise<unknown> = Promise.resolve();
  const turn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = before.then(work);
    before = mine.catch(() => undefined);
    return mine;
  };
  const lines = Array.from({ length: count }, () => createSocketConnection({ ...deps, turn, chance: Math.random }));

  return {
    async start() {
      await withTimeout(START_MS, Promise.all(lines.map((line) => line.start())));
    },
    async stop() {
      await Promise.all(lines.map((line) => line.stop()));
    },
    health() {
      if (count === 0) return { state: 'ready', detail: 'other workers have the sockets' };
      const states = lines.map((line) => line.state());
      const up = states.filter(({ state }) => state === 'ready').length;
      if (up > 0) return { state: 'ready', detail: `${up} of ${count} sockets` };
      const refused = states.find(({ state }) => state === 'refused');
      return refused ? { state: 'down', detail: refused.code } : { state: 'connecting', detail: states[0]?.code ?? '' };
    },
  };
}

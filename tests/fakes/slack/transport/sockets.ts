// Socket Mode: tickets for one socket each, at most ten open, every envelope to one of them and once more when nobody acknowledges it.

import type http from 'node:http';

import { type WebSocket, WebSocketServer } from 'ws';

import type { Act } from '../model/types.ts';
import type { World } from '../model/world.ts';
import type { Envelopes } from '../people/delivery.ts';

const MOST = 10;
const TYPES = { command: 'slash_commands', interactive: 'interactive', event: 'events_api' } as const;

export interface SocketOptions {
  /** After this time without an acknowledgement Slack sends an envelope again. */
  readonly againMs: number;
  /** How often again: Slack documents three times for events; here all envelopes, since the client must stand it. */
  readonly times: number;
  readonly pingMs: number;
}

export type Sockets = ReturnType<typeof createSockets>;

export function createSockets(
  world: World,
  { takeTicket, againMs, times, pingMs }: SocketOptions & { takeTicket: (ticket: string | null) => boolean },
) {
  const open = new Set<WebSocket>();
  const waiting = new Map<string, { done: (payload: unknown) => void; readonly timer: { current?: NodeJS.Timeout } }>();
  const sent: { readonly envelopeId: string; readonly socket: number; readonly attempt: number }[] = [];
  const numbers = new WeakMap<WebSocket, number>();
  const wss = new WebSocketServer({ noServer: true });
  let turn = 0;

  function attach(server: http.Server): void {
    server.on('upgrade', (request, socket, head) => {
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://slack');
      if (pathname !== '/link/' || !takeTicket(searchParams.get('ticket'))) {
        world.complaints.push('a socket was opened with a used or unknown ticket');
        socket.end('HTTP/1.1 401 Unauthorized\r\nconnection: close\r\n\r\n');
        return;
      }
      wss.handleUpgrade(request, socket, head, greet);
    });
  }

  function greet(socket: WebSocket): void {
    numbers.set(socket, world.count());
    socket.on('error', () => socket.terminate());
    if (open.size >= MOST) {
      part(socket, 'too_many_websockets');
      return;
    }
    open.add(socket);
    const ping = setInterval(() => socket.ping(`Ping from the fake ${String(world.count())}`), pingMs);
    socket.on('close', () => {
      open.delete(socket);
      clearInterval(ping);
    });
    socket.on('message', (data: Buffer) => heard(data.toString()));
    const debug = { host: 'applink-fake', build_number: 1, approximate_connection_time: 18_060 };
    socket.send(
      JSON.stringify({ type: 'hello', num_connections: open.size, debug_info: debug, connection_info: { app_id: world.app.id } }),
    );
  }

  function heard(text: string): void {
    let said: { envelope_id?: unknown; payload?: unknown };
    try {
      said = JSON.parse(text) as typeof said;
    } catch {
      world.complaints.push('a socket sent something that is not JSON');
      return;
    }
    const wait = waiting.get(String(said.envelope_id));
    // A second acknowledgement of the same envelope, after it was sent twice, is what it is.
    if (!wait) return;
    waiting.delete(String(said.envelope_id));
    clearTimeout(wait.timer.current);
    wait.done(said.payload ?? '');
  }

  function part(socket: WebSocket, reason: string): void {
    socket.send(JSON.stringify({ type: 'disconnect', reason, debug_info: { host: 'applink-fake' } }));
    if (reason !== 'warning') socket.close(1000);
  }

  const send: Envelopes['send'] = (act, retry) =>
    new Promise((resolve) => {
      const envelopeId = `${act.id}-${String(world.count())}`;
      const timer: { current?: NodeJS.Timeout } = {};
      waiting.set(envelopeId, { done: (payload) => resolve({ acked: true, payload }), timer });
      let attempt = 0;
      const go = (): void => {
        const ready = [...open].filter((one) => one.readyState === one.OPEN);
        const chosen = ready[turn % Math.max(1, ready.length)];
        turn += 1;
        if (chosen) {
          chosen.send(JSON.stringify(envelope({ act, envelopeId, retry: attempt === 0 ? retry : { num: attempt, reason: 'timeout' } })));
          sent.push({ envelopeId, socket: numbers.get(chosen) ?? 0, attempt });
        }
        attempt += 1;
        if (attempt > times) {
          if (!chosen) resolve({ acked: false, payload: '' });
          return;
        }
        timer.current = setTimeout(go, againMs);
        timer.current.unref();
      };
      go();
    });

  return {
    attach,
    send,
    sent,
    count: (): number => open.size,
    /** Slack asks to reconnect: one socket (the oldest) or all of them. */
    disconnect(reason: 'warning' | 'refresh_requested' | 'too_many_websockets', which: 'one' | 'all' = 'all'): void {
      for (const socket of [...open].slice(0, which === 'one' ? 1 : undefined)) part(socket, reason);
    },
    /** The network goes, without a word. */
    cut(): void {
      for (const socket of open) socket.terminate();
    },
    close(): void {
      for (const { timer } of waiting.values()) clearTimeout(timer.current);
      for (const socket of open) socket.terminate();
      wss.close();
    },
  };
}

function envelope({ act, envelopeId, retry }: { act: Act; envelopeId: string; retry: { num: number; reason: string } | undefined }) {
  return {
    envelope_id: envelopeId,
    type: TYPES[act.kind],
    payload: act.payload,
    accepts_response_payload: act.kind !== 'event',
    ...(retry && { retry_attempt: retry.num, retry_reason: retry.reason }),
  };
}

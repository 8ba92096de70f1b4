// One connection to Slack in Socket Mode, replaced without a gap: the next socket is up before the last one is retired.
// Slack's own client is used for the socket alone: it waits before it reconnects, gives up after a network error, and crashes on a
// payload without an inner event.

import { SocketModeClient } from '@slack/socket-mode';
import * as z from 'zod';

import { proxyCode } from '../../../egress/proxy-report.ts';
import type { SlackConfig } from '../config.ts';
import type { HandleRequest } from '../request.ts';
import { clientOptions, silentLogger, withTimeout } from '../web-api.ts';

export type SocketState = 'connecting' | 'ready' | 'refused';

interface LineDeps {
  readonly config: SlackConfig;
  readonly appToken: string;
  readonly handleRequest: HandleRequest;
  /** Only one connects at a time, so that they are never all down together. */
  readonly turn: <T>(work: () => Promise<T>) => Promise<T>;
  /** Between 0 and 1. */
  readonly chance: () => number;
  readonly log: (event: string, facts: Readonly<Record<string, string>>) => void;
}

export interface SocketConnection {
  /** Resolves with the first connection, or the first failure. */
  start(): Promise<void>;
  stop(): Promise<void>;
  state(): { readonly state: SocketState; readonly code: string };
}

interface Connection {
  /** Resolves with the reason when Slack wants a new socket, or this one has closed. */
  readonly over: Promise<string>;
  readonly closed: Promise<void>;
  close(): Promise<void>;
}

/** Private in the client's types, but the only way to acknowledge without the client's own listener. */
interface Sending {
  send(envelopeId: string, body: unknown): Promise<void>;
}

const HELLO_MS = 10_000;
const CLOSE_MS = 1_000;
/** A socket that closes sooner counts as a failure, or two instances would replace each other's sockets without end. */
const BRIEF_MS = 5_000;

/** The app token, or the app itself, does not allow sockets: a quick retry does not help. */
const REFUSED = new Set([
  'invalid_auth',
  'not_authed',
  'account_inactive',
  'token_revoked',
  'token_expired',
  'not_allowed_token_type',
  'missing_scope',
  'forbidden_team',
  'team_disabled',
  'user_removed_from_team',
  'link_disabled',
]);

const frame = z.object({
  type: z.string(),
  reason: z.string().nullish(),
  envelope_id: z.string().nullish(),
  payload: z.record(z.string(), z.unknown()).nullish(),
});

class NotConnected extends Error {
  readonly code: string;
  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

export function createSocketConnection({ config, appToken, handleRequest, turn, chance, log }: LineDeps): SocketConnection {
  const stopping = new AbortController();
  let state: SocketState = 'connecting';
  let code = '';
  const open = new Set<Connection>();
  let running: Promise<void> = Promise.resolve();

  async function connect(): Promise<Connection> {
    // Each socket has its own route: the proxy's report is about this socket, and one that hangs is cut alone.
    const egressRoute = config.egress?.open() ?? null;
    const client = new SocketModeClient({
      appToken,
      logger: silentLogger,
      autoReconnectEnabled: false,
      clientOptions: clientOptions(config.apiUrl, egressRoute?.fetch),
      ...(egressRoute && { dispatcher: egressRoute.dispatcher }),
    });
    let hello = (): void => {};
    let end = (_why: string): void => {};
    const greeted = new Promise<void>((resolve) => (hello = resolve));
    const over = new Promise<string>((resolve) => (end = resolve));
    client.removeAllListeners('ws_message');
    client.on('ws_message', (data: unknown) => onMessage(client, data, { hello, end }));
    const closed = new Promise<void>((resolve) => {
      client.on('close', () => {
        end('closed');
        resolve();
      });
    });
    const close = async (): Promise<void> => {
      const closed = await withTimeout(
        CLOSE_MS,
        client.disconnect().then(() => true),
      );
      // A second call closes a socket whose other side does not answer.
      if (closed === null) client.websocket?.disconnect();
      egressRoute?.cut();
    };
    // The client's own promise waits for a message that it never gets here, and rejects without a reason when the socket closes first.
    let refused = (_error: unknown): void => {};
    const failed = new Promise<never>((_resolve, reject) => (refused = reject));
    client.start().catch((error: unknown) => refused(new NotConnected(codeOf(error))));
    const up = await withTimeout(HELLO_MS, Promise.race([greeted.then(() => 'up'), over, failed])).catch((error: unknown) => error);
    if (up === 'up') return { over, closed, close };
    await close();
    if (up instanceof NotConnected && up.code !== 'unreachable') throw up;
    const said = typeof up === 'string' && up !== 'closed' ? up : null;
    throw new NotConnected(said ?? proxyCode(egressRoute?.word()) ?? (up === 'closed' ? up : 'unreachable'));
  }

  function onMessage(client: SocketModeClient, data: unknown, on: { hello: () => void; end: (why: string) => void }): void {
    const said = typeof data === 'string' ? parseFrame(data) : null;
    if (said === null) return log('slack.unreadable', { type: 'frame' });
    if (said.type === 'hello') return on.hello();
    if (said.type === 'disconnect') return on.end(said.reason ?? 'disconnect');
    const { envelope_id: id, payload } = said;
    if (!id || !payload) return;
    if (payload['type'] === 'app_rate_limited') log('slack.rate_limited', { code: 'app_rate_limited' });
    void handleRequest(payload)
      .then((body) => (client as unknown as Sending).send(id, body ?? {}))
      // The socket is closed: Slack delivers again over another one.
      .catch(() => log('slack.not_acknowledged', { code: 'closed' }));
  }

  async function run(first: () => void): Promise<void> {
    let failures = 0;
    while (!stopping.signal.aborted) {
      try {
        // Without a gap: the last socket is read until the next one is up.
        const next = await turn(connect);
        for (const old of open) void retire(old);
        open.add(next);
        state = 'ready';
        code = '';
        first();
        const since = performance.now();
        code = await Promise.race([next.over, aborted(stopping.signal)]);
        if (stopping.signal.aborted) return;
        state = 'connecting';
        log('slack.line_over', { code: known(code) });
        if (performance.now() - since < BRIEF_MS || code === 'too_many_websockets' || REFUSED.has(code)) failures += 1;
        else failures = 0;
        if (failures > 1 || REFUSED.has(code) || code === 'too_many_websockets') await pause(failures);
      } catch (error) {
        failures += 1;
        code = error instanceof NotConnected ? error.code : 'server.fault';
        log('slack.not_connected', { code: known(code) });
        first();
        await pause(failures);
      }
    }
  }

  /** Slack closes a replaced socket by itself, and takes answers to what it still sends over it until then. */
  async function retire(old: Connection): Promise<void> {
    await Promise.race([old.closed, elapsed(config.redial.drain), aborted(stopping.signal)]);
    open.delete(old);
    await old.close();
  }

  async function pause(failures: number): Promise<void> {
    const { least, most, refused } = config.redial;
    state = REFUSED.has(code) ? 'refused' : 'connecting';
    const ms = state === 'refused' ? refused : Math.min(most, least * 2 ** (failures - 1));
    // Between half and all of the wait, so that many instances do not reconnect at once.
    await Promise.race([elapsed(ms * (0.5 + chance() / 2)), aborted(stopping.signal)]);
  }

  return {
    start: () =>
      new Promise((resolve) => {
        running = run(resolve).then(async () => {
          resolve();
          await Promise.all([...open].map((connection) => connection.close()));
        });
      }),
    async stop() {
      stopping.abort();
      await withTimeout(2 * CLOSE_MS, running);
    },
    state: () => ({ state, code }),
  };
}

function parseFrame(text: string): z.infer<typeof frame> | null {
  try {
    return frame.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

function codeOf(error: unknown): string {
  const data = typeof error === 'object' && error !== null && 'data' in error ? error.data : null;
  const code = typeof data === 'object' && data !== null && 'error' in data ? data.error : null;
  return typeof code === 'string' ? code : 'unreachable';
}

/** Slack's own codes are short words; anything else stays out of the log. */
const known = (code: string): string => (/^[a-z_.]{1,40}$/.test(code) ? code : 'unknown');

const elapsed = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms).unref());

const aborted = (signal: AbortSignal): Promise<string> =>
  signal.aborted
    ? Promise.resolve('stopped')
    : new Promise((resolve) => signal.addEventListener('abort', () => resolve('stopped'), { once: true }));

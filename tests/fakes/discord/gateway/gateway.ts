// Discord's gateway: sessions that identify or resume, hear the events of their shard, and lose their connection when a test says so.

import { randomBytes } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';

import type { Json } from '../shapes.ts';
import { CLOSE, intentProblem, type Frame, OP, readFrame } from './frames.ts';

export interface GatewayOptions {
  readonly server: Server;
  readonly complain: (text: string) => void;
  readonly token: () => string | null;
  /** Called when the last start of a session is spent: Discord ends all sessions and resets the token. */
  readonly resetToken: () => void;
  readonly settings: { readonly shards: number; readonly heartbeatMs: number; readonly privileged: number };
  /** What READY says, and the events that follow it. */
  readonly hello: (shard: readonly [number, number], intents: number) => { ready: Json; events: [string, Json][] };
}

interface Session {
  readonly id: string;
  readonly shard: readonly [number, number];
  readonly intents: number;
  readonly events: string[];
  socket: WebSocket | null;
}

export type Gateway = ReturnType<typeof createGateway>;

export function createGateway({ server, complain, token, resetToken, settings, hello }: GatewayOptions) {
  const wss = new WebSocketServer({ noServer: true });
  const sessions = new Map<string, Session>();
  const closed: number[] = [];
  const starts = { total: 1000, remaining: 1000 };
  const heard = { identify: 0, resume: 0, heartbeat: 0 };
  let zombie = false;

  server.on('upgrade', (request, socket, head) => {
    wss.handleUpgrade(request, socket, head, (ws) => connect(ws, request));
  });

  const send = (socket: WebSocket, frame: Partial<Frame>): void => socket.send(JSON.stringify({ d: null, s: null, t: null, ...frame }));

  function dispatchTo(session: Session, name: string, data: unknown): void {
    const frame = JSON.stringify({ op: OP.dispatch, s: session.events.length + 1, t: name, d: data });
    session.events.push(frame);
    session.socket?.send(frame);
  }

  function connect(socket: WebSocket, request: IncomingMessage): void {
    const query = new URL(request.url ?? '/', 'http://gateway.test').searchParams;
    if (query.get('v') !== '10' || query.get('encoding') !== 'json')
      complain(`the gateway was dialled as ${request.url}, not v=10&encoding=json`);
    let session: Session | null = null;
    send(socket, { op: OP.hello, d: { heartbeat_interval: settings.heartbeatMs } });
    socket.on('error', () => socket.terminate());
    socket.on('close', (code) => {
      closed.push(code);
      if (session?.socket !== socket) return;
      session.socket = null;
      // A client that says goodbye ends its session; a lost connection leaves it to be resumed.
      if (code === 1000 || code === 1001) sessions.delete(session.id);
    });
    socket.on('message', (data) => {
      const frame = readFrame((data as Buffer).toString());
      if (!frame) return socket.close(CLOSE.decode, 'Decode error.');
      if (frame.op === OP.heartbeat) {
        heard.heartbeat += 1;
        return zombie ? undefined : send(socket, { op: OP.ack });
      }
      if (frame.op === OP.identify && session) return socket.close(CLOSE.twice, 'Already authenticated.');
      if (frame.op === OP.identify) session = identify(socket, frame.d as Json);
      else if (frame.op === OP.resume) session = resume(socket, frame.d as Json);
      else if (!session) socket.close(CLOSE.unauthenticated, 'Not authenticated.');
      else if (frame.op !== OP.presence && frame.op !== OP.members && frame.op !== OP.voice) socket.close(CLOSE.opcode, 'Unknown opcode.');
    });
  }

  function identify(socket: WebSocket, { token: given, intents, shard = [0, 1], properties }: Json): Session | null {
    heard.identify += 1;
    if (typeof intents !== 'number' || typeof properties !== 'object') complain('IDENTIFY without intents or properties');
    if (token() === null || given !== token()) return refuse(socket, CLOSE.token, 'Authentication failed.');
    if (starts.remaining <= 0) {
      complain('the sessions of the day are spent: Discord ends every session and resets the bot token');
      resetToken();
      for (const other of sessions.values()) other.socket?.close(CLOSE.token, 'Authentication failed.');
      sessions.clear();
      return refuse(socket, CLOSE.token, 'Authentication failed.');
    }
    starts.remaining -= 1;
    const wrong = intentProblem(Number(intents), settings.privileged);
    if (wrong !== null) return refuse(socket, wrong, 'Invalid or disallowed intent(s).');
    const [index, count] = shard as [number, number];
    if (!(index < count) || count < settings.shards) return refuse(socket, CLOSE.shard, 'Invalid shard.');
    const session: Session = { id: randomBytes(16).toString('hex'), shard: [index, count], intents: Number(intents), events: [], socket };
    sessions.set(session.id, session);
    const { ready, events } = hello(session.shard, session.intents);
    dispatchTo(session, 'READY', { ...ready, session_id: session.id, shard: session.shard });
    for (const [name, data] of events) dispatchTo(session, name, data);
    return session;
  }

  function resume(socket: WebSocket, { token: given, session_id, seq }: Json): Session | null {
    heard.resume += 1;
    if (given !== token()) return refuse(socket, CLOSE.token, 'Authentication failed.');
    const session = sessions.get(String(session_id));
    if (!session || typeof seq !== 'number' || seq > session.events.length) {
      send(socket, { op: OP.invalid, d: false as unknown as Json });
      return null;
    }
    session.socket?.terminate();
    for (const frame of session.events.slice(seq)) socket.send(frame);
    session.socket = socket;
    dispatchTo(session, 'RESUMED', {});
    return session;
  }

  function refuse(socket: WebSocket, code: number, reason: string): null {
    socket.close(code, reason);
    return null;
  }

  const connected = (): WebSocket[] => [...sessions.values()].flatMap(({ socket }) => socket ?? []);
  /** The shard that hears of a guild; what has no guild goes to the first. */
  const hears = (guild: string | null, [index, count]: readonly [number, number]): boolean =>
    guild === null ? index === 0 : Number((BigInt(guild) >> 22n) % BigInt(count)) === index;

  return {
    starts,
    heard,
    /** Close codes of connections that ended, in order. */
    closed,
    path: '/gateway',
    /** How many sessions are connected now. */
    sessions: () => connected().length,
    /** To every session of the shard, also to one that is away and may resume. `only` says by its intents which may hear it. */
    dispatch(
      name: string,
      data: unknown,
      { guild = null, only = () => true }: { guild?: string | null; only?: (intents: number) => boolean } = {},
    ): void {
      for (const session of sessions.values()) if (hears(guild, session.shard) && only(session.intents)) dispatchTo(session, name, data);
    },
    /** Op 7: come back and resume. */
    askToReconnect: (): void => connected().forEach((socket) => send(socket, { op: OP.reconnect })),
    /** Op 9. */
    invalidate(resumable = false): void {
      const sockets = connected();
      if (!resumable) sessions.clear();
      for (const socket of sockets) send(socket, { op: OP.invalid, d: resumable as unknown as Json });
    },
    /** The connections break without a word; the sessions can be resumed. */
    drop: (): void => connected().forEach((socket) => socket.terminate()),
    /** Connections stay open and heartbeats go unanswered. */
    becomeZombie(on = true): void {
      zombie = on;
    },
    async close(): Promise<void> {
      for (const socket of wss.clients) socket.terminate();
      await new Promise<void>((resolve) => wss.close(() => resolve()));
    },
  };
}

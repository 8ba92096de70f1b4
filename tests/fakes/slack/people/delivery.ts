// Brings an act to the app: signed over HTTP, to a handler without a socket, or as an envelope of Socket Mode. Says what the person then sees.

import { createHmac } from 'node:crypto';

import type { Act } from '../model/types.ts';
import type { World } from '../model/world.ts';
import type { createCarryOut } from './carry-out.ts';

export type Target =
  | { readonly by: 'http'; readonly url: string }
  | { readonly by: 'handler'; readonly handle: (request: Request) => Promise<Response>; readonly url?: string }
  | { readonly by: 'sockets' };

export interface Delivered {
  readonly act: Act;
  /** The HTTP status; null over a socket, and when nothing came back in time. */
  readonly status: number | null;
  readonly body: unknown;
  readonly ms: number;
  /** What the person was told went wrong: nothing in time, a status that is no 2xx, an answer that cannot be carried out. Null: all is well. */
  readonly sawError: string | null;
}

export interface DeliverOptions {
  /** Another secret than the app's, or none at all: a forged request. */
  readonly secret?: string | null;
  /** Seconds since the epoch that the signature names. */
  readonly signedAt?: number;
  readonly retry?: { readonly num: number; readonly reason: string };
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Envelopes {
  send(act: Act, retry?: DeliverOptions['retry']): Promise<{ readonly acked: boolean; readonly payload: unknown }>;
}

const LATE = Symbol('late');

export function createDelivery({
  world,
  carryOut,
  envelopes,
  ackMs: firstAckMs,
  signClock,
}: {
  world: World;
  carryOut: ReturnType<typeof createCarryOut>;
  envelopes: Envelopes;
  ackMs: number;
  signClock: () => number;
}) {
  let target: Target | null = null;
  let ackMs = firstAckMs;

  function requestOf(act: Act, url: string, { secret = world.app.signingSecret, signedAt, retry, headers }: DeliverOptions): Request {
    const at = String(signedAt ?? Math.floor(signClock() / 1000));
    const signature = secret === null ? null : `v0=${createHmac('sha256', secret).update(`v0:${at}:${act.body}`).digest('hex')}`;
    return new Request(url, {
      method: 'POST',
      body: act.body,
      redirect: 'manual',
      headers: {
        'content-type': act.contentType,
        'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
        accept: 'application/json,*/*',
        ...(signature !== null && { 'x-slack-request-timestamp': at, 'x-slack-signature': signature }),
        ...(retry && { 'x-slack-retry-num': String(retry.num), 'x-slack-retry-reason': retry.reason }),
        ...headers,
      },
    });
  }

  async function overHttp(
    act: Act,
    to: Exclude<Target, { by: 'sockets' }>,
    options: DeliverOptions,
  ): Promise<Omit<Delivered, 'act' | 'ms'>> {
    const request = requestOf(act, to.url ?? 'https://nt2.example.com/slack/events', options);
    const answering = to.by === 'http' ? fetch(request) : to.handle(request);
    const response = await withinAck(answering, (error: unknown) => new Response(String(error), { status: 500 }));
    if (response === LATE) return { status: null, body: '', sawError: 'no answer within 3 seconds' };
    const text = await response.text();
    const isJson = (response.headers.get('content-type') ?? '').startsWith('application/json');
    const body = isJson && text !== '' ? parse(text) : text;
    if (!response.ok) return { status: response.status, body, sawError: `answered ${String(response.status)}` };
    return { status: response.status, body, sawError: carryOut.acknowledged(act, body) };
  }

  async function overSocket(act: Act, options: DeliverOptions): Promise<Omit<Delivered, 'act' | 'ms'>> {
    const answer = await withinAck(envelopes.send(act, options.retry), () => ({ acked: false, payload: '' }));
    if (answer === LATE || !answer.acked) return { status: null, body: '', sawError: 'no answer within 3 seconds' };
    return { status: null, body: answer.payload, sawError: carryOut.acknowledged(act, answer.payload) };
  }

  async function withinAck<T>(work: Promise<T>, failed: (error: unknown) => T): Promise<T | typeof LATE> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<typeof LATE>((resolve) => {
      timer = setTimeout(() => resolve(LATE), ackMs);
    });
    try {
      return await Promise.race([work.catch(failed), late]);
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    to(next: Target): void {
      target = next;
    },
    within(ms: number): void {
      ackMs = ms;
    },
    async deliver(act: Act, options: DeliverOptions = {}): Promise<Delivered> {
      if (!target) throw new Error('say first where Slack delivers to: slack.deliverTo(…)');
      const begun = performance.now();
      const outcome = target.by === 'sockets' ? await overSocket(act, options) : await overHttp(act, target, options);
      return { act, ...outcome, ms: performance.now() - begun };
    },
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

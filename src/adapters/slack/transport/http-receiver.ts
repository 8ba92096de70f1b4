// Slack over HTTP: one route that takes the raw body, checks who sent it, and only then parses it.

import type { AdapterRoute } from '../../../bot/port.ts';
import type { Clock } from '../../../core/ports/clock.ts';
import { PATHS } from '../config.ts';
import { LIMITS } from '../limits.ts';
import { createVerify } from '../verify.ts';
import type { SlackBody } from '../payload.ts';
import type { HandleRequest } from '../request.ts';

interface ReceiveDeps {
  readonly signingSecret: string;
  readonly clock: Clock;
  readonly handleRequest: HandleRequest;
  /** Whether a request was signed by Slack: what the operator wants to know when nothing works. */
  readonly onRequest: (isGood: boolean) => void;
}

export function createHttpReceiver({ signingSecret, clock, handleRequest, onRequest }: ReceiveDeps): AdapterRoute {
  const isFromSlack = createVerify({ signingSecret, clock });
  return {
    method: 'POST',
    path: PATHS.events,
    async handle(request) {
      const raw = await readBody(request);
      if (raw === null) return empty(413);
      const good = isFromSlack(raw, request.headers);
      onRequest(good);
      if (!good) return empty(401);
      const body = parse(raw.toString('utf8'), request.headers.get('content-type') ?? '');
      if (body === null) return empty(400);
      if (body['ssl_check'] === '1') return empty(200);
      if (body['type'] === 'url_verification') return reply({ challenge: body['challenge'] });
      return reply(await handleRequest(body));
    },
  };
}

/** Null when it is longer than any request of Slack's. */
async function readBody(request: Request): Promise<Buffer | null> {
  const length = request.headers.get('content-length');
  if (Number(length ?? 0) > LIMITS.bodyBytes) return null;
  // Node's parser hands over no more than was declared.
  if (length !== null) return Buffer.from(await request.arrayBuffer());
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (request.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > LIMITS.bodyBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function parse(raw: string, type: string): SlackBody | null {
  try {
    if (type.startsWith('application/json')) return asObject(JSON.parse(raw));
    const fields = new URLSearchParams(raw);
    const payload = fields.get('payload');
    return payload === null ? Object.fromEntries(fields) : asObject(JSON.parse(payload));
  } catch {
    return null;
  }
}

const asObject = (value: unknown): SlackBody | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as SlackBody) : null;

const HEADERS = { 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' } as const;
const JSON_HEADERS = { ...HEADERS, 'Content-Type': 'application/json' } as const;
const EMPTY_HEADERS = { ...HEADERS, 'Content-Length': '0' } as const;
const empty = (status: number): Response => new Response(null, { status, headers: EMPTY_HEADERS });
/** No answer is an empty body: Slack would show `{}` as a message without text. */
const reply = (body: unknown): Response =>
  body === undefined ? empty(200) : new Response(JSON.stringify(body), { headers: JSON_HEADERS });

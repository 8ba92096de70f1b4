// Slack over HTTP: one route that takes the raw body, checks who sent it, and only then parses it.

import type { AdapterRoute } from '../../../bot/port.ts';
import type { Clock } from '../../../core/ports/clock.ts';
import { PATHS } from '../config.ts';
import { LIMITS } from '../limits.ts';
import { isFromSlack } from '../verify.ts';
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
  return {
    method: 'POST',
    path: PATHS.events,
    async handle(request) {
      const raw = await readBody(request);
      if (raw === null) return empty(413);
      const good = isFromSlack(raw, request.headers, { signingSecret, clock });
      onRequest(good);
      if (!good) return empty(401);
      const body = parse(raw, request.headers.get('content-type') ?? '');
      if (body === null) return empty(400);
      if (body['ssl_check'] === '1') return empty(200);
      if (body['type'] === 'url_verification') return reply({ challenge: body['challenge'] });
      return reply(await handleRequest(body));
    },
  };
}

async function readBody(request: Request): Promise<string | null> {
  if (Number(request.headers.get('content-length') ?? 0) > LIMITS.bodyBytes) return null;
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (request.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > LIMITS.bodyBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
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

const HEADERS = { 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' };
const empty = (status: number): Response => new Response(null, { status, headers: { ...HEADERS, 'Content-Length': '0' } });
/** No answer is an empty body: Slack would show `{}` as a message without text. */
const reply = (body: unknown): Response => (body === undefined ? empty(200) : Response.json(body, { headers: HEADERS }));

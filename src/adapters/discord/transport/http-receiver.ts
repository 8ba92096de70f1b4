// Discord over HTTP: one route that checks the signature over the raw body, and only then parses it.

import type { AdapterRoute } from '../../../bot/port.ts';
import { ROUTE } from '../config.ts';
import type { RequestHandler } from '../request.ts';
import type { Verify } from '../verify.ts';

interface ReceiveDeps {
  readonly verify: Verify;
  readonly handleRequest: RequestHandler['handle'];
}

/** A private answer may hold a link that signs a person in. */
const HEADERS = { 'Cache-Control': 'no-store', 'Content-Type': 'application/json' } as const;

export function createHttpReceiver({ verify, handleRequest }: ReceiveDeps): AdapterRoute {
  return {
    method: 'POST',
    path: ROUTE,
    async handle(request) {
      const verified = await verify(request);
      if (!verified.ok) return new Response(null, { status: verified.status });
      const answer = await handleRequest(json(verified.body));
      if (answer === null) return new Response(null, { status: 400 });
      return answer.first === null ? new Response(null, { status: 202 }) : new Response(JSON.stringify(answer.first), { headers: HEADERS });
    },
  };
}

function json(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return null;
  }
}

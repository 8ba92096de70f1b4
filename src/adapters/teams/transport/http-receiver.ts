// Teams over HTTP: one route that checks the token and what it says of the body, and only then answers.

import type { AdapterRoute } from '../../../bot/port.ts';
import { ROUTE } from '../config.ts';
import type { InvokeAnswer } from '../request.ts';
import type { Verify } from '../verify.ts';

interface ReceiveDeps {
  readonly verify: Verify;
  readonly handleRequest: (body: unknown) => Promise<InvokeAnswer>;
}

/** A dialog may hold a link that signs a person in. */
const HEADERS = { 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' } as const;

export function createHttpReceiver({ verify, handleRequest }: ReceiveDeps): AdapterRoute {
  return {
    method: 'POST',
    path: ROUTE,
    async handle(request) {
      const verified = await verify(request);
      if (!verified.ok) return new Response(null, { status: verified.status, headers: HEADERS });
      const { status, body } = await handleRequest(verified.body);
      if (body === undefined) return new Response(null, { status, headers: HEADERS });
      return new Response(JSON.stringify(body), { status, headers: { ...HEADERS, 'Content-Type': 'application/json' } });
    },
  };
}

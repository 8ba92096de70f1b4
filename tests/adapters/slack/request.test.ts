// The three seconds of one exchange, whatever becomes of the parts around it.

import { expect, it } from 'vitest';
import { createRequestHandler } from '../../../src/adapters/slack/request.ts';
import { homeOf } from '../../../src/adapters/slack/inbound.ts';

it('T20: an exchange that is late while the adapter is stopped ends by itself, and does not end the process', async () => {
  const serve = createRequestHandler({
    answerWithinMs: () => 5,
    read: () => homeOf('U1ALEX', 'Ev1'),
    work: () => new Promise(() => undefined),
    tellLate: () => Promise.reject(new Error('slack: not started')),
  });
  expect(await serve({ body: {} })).toBeUndefined();
});

// The three seconds of one exchange, whatever becomes of the parts around it.

import { expect, it } from 'vitest';
import { createRequestHandler } from '../../../src/adapters/slack/request.ts';
import { createStub } from './stage.ts';

it('T20: an exchange that is late while the adapter is stopped ends by itself, and does not end the process', async () => {
  let asked = 0;
  const requests = createRequestHandler({
    config: { answerWithinMs: 5 },
    authorize: () => new Promise(() => undefined),
    users: { load: () => Promise.reject(new Error('slack: not started')) },
    api: () => Promise.reject(new Error('slack: not started')),
    watch: null,
    log: () => undefined,
    egressRoute: null,
  });
  requests.start({
    ...createStub().bot,
    get late(): never {
      asked += 1;
      throw new Error('slack: not started');
    },
  });
  const command = { command: '/nt2', text: 'help', user_id: 'U1ALEX', channel_id: 'C1ENG', trigger_id: 't.1' };
  const body = { ...command, response_url: 'https://hooks.slack.com/commands/1' };
  const ended = requests.handle(body);
  void requests.stop();
  expect(await ended).toBeUndefined();
  expect(asked).toBe(1);
});

// Counts at both doors: what is answered and refused, by the log lines; what chat brings in and is given, around each adapter.

import type { Adapter, Handler, Sent } from '../bot/port.ts';
import type { Logger } from '../logging/logger.ts';
import type { Metrics } from './metrics.ts';
import { code, word } from './label-values.ts';

/** Hears every line, also those that are not written at this level. */
export function measureLog(log: Logger, metrics: Metrics): Logger {
  return (line) => {
    log(line);
    if (line.level === 'error') metrics.errors.inc({ event: word(line.event), code: code(line.code) });
    if (line.event === 'bot.refused') metrics.refusals.inc({ door: 'chat', code: code(line.code) });
    if (line.event !== 'request') return;
    const { method = '', route = '', status = 0, ms = 0 } = line;
    metrics.requests.inc({ method, route, status });
    metrics.requestTime.observe({ method, route }, ms / 1_000);
    if (line.code !== undefined && line.code !== 'server.fault') metrics.refusals.inc({ door: 'web', code: code(line.code) });
  };
}

/** An adapter that is measured. Nothing else of it is touched. */
export function measureAdapter(adapter: Adapter, metrics: Metrics): Adapter {
  const { platform, outbound } = adapter;
  const sent = async (call: string, sending: Promise<Sent>): Promise<Sent> => {
    const outcome = await sending.catch((error: unknown) => {
      metrics.chatCalls.inc({ platform, call, outcome: 'fault' });
      throw error;
    });
    metrics.chatCalls.inc({ platform, call, outcome: outcome.ok ? 'ok' : outcome.reason });
    return outcome;
  };
  const measured = (handle: Handler): Handler => {
    const time = metrics.chatTime.labels({ platform });
    return async (inbound, deadline) => {
      const began = performance.now();
      const answer = await handle(inbound, deadline);
      time.observe((performance.now() - began) / 1_000);
      metrics.chatAnswers.inc({ platform, type: inbound.kind, answer: answer.kind });
      return answer;
    };
  };
  return {
    ...adapter,
    outbound: {
      sendDirect: (to, card, key) => sent('direct', outbound.sendDirect(to, card, key)),
      post: (place, card, key) => sent('post', outbound.post(place, card, key)),
      postEphemeral: (place, to, card, key) => sent('whisper', outbound.postEphemeral(place, to, card, key)),
      update: (ref, card) => sent('edit', outbound.update(ref, card)),
    },
    start: (bot) => adapter.start({ ...bot, handle: measured(bot.handle) }),
  };
}

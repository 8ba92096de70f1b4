// What a log line holds: the fields of the list, and nothing that someone hands along by mistake.

import { expect, it } from 'vitest';
import { createLogger, type LogLevel, type LogEntry } from '../../src/logging/logger.ts';

const CANARY = 'canary-41d7c0';

function written(level: LogLevel, lines: readonly LogEntry[]): string[] {
  const out: string[] = [];
  const log = createLogger(
    (line) => out.push(line),
    level,
    () => Date.UTC(2026, 10, 20, 12),
  );
  for (const line of lines) log(line);
  return out;
}

it('T13: what is not on the list is not written, were it an error, a message or an object', () => {
  const stray = { err: new Error(CANARY), error: new Error(CANARY), msg: CANARY, time: CANARY, label: CANARY, body: { secret: CANARY } };
  const [line = '', ...more] = written('debug', [{ level: 'warn', event: 'request', route: '/api/shares/:id', ...stray }]);
  expect(more).toEqual([]);
  expect(line.endsWith('\n')).toBe(true);
  expect(JSON.parse(line)).toEqual({ at: '2026-11-20T12:00:00.000Z', level: 'warn', event: 'request', route: '/api/shares/:id' });
});

it.each([
  ['error', ['error']],
  ['warn', ['error', 'warn']],
  ['info', ['error', 'warn', 'info']],
  ['debug', ['error', 'warn', 'info', 'debug']],
] as const)('at the level %s it writes %s', (level, levels) => {
  const lines = (['error', 'warn', 'info', 'debug'] as const).map((one) => ({ level: one, event: 'started' }));
  expect(written(level, lines).map((line) => (JSON.parse(line) as LogEntry).level)).toEqual(levels);
});

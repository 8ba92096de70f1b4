// Log lines: an allow-list of fields. What is not named here cannot be written: no path, query, header, body, name or address.
// See docs/decisions/log-lines-by-pino.md.

import { pino } from 'pino';

export type LogLevel = 'error' | 'warn' | 'info' | 'debug';

export interface LogEntry {
  readonly level: LogLevel;
  /** What happened, in fixed words: `request`, `fault`, `started` … */
  readonly event: string;
  readonly method?: string;
  /** The pattern of the route, never the path. */
  readonly route?: string;
  readonly status?: number;
  readonly ms?: number;
  readonly code?: string;
  /** First six characters of a share's id: the tag of its tenant. */
  readonly id?: string;
  readonly port?: number;
  /** The number of a worker, and how many there are. */
  readonly worker?: number;
  readonly workers?: number;
  /** What kind of thing came from chat, and what was answered: fixed words of the bot. */
  readonly type?: string;
  readonly action?: string;
  readonly form?: string;
  readonly answer?: string;
  readonly storage?: string;
  /** A sentence for the operator, made by the store or of names of settings. */
  readonly detail?: string;
}

export type Logger = (line: LogEntry) => void;

const FIELDS = [
  'event',
  'method',
  'route',
  'status',
  'ms',
  'code',
  'id',
  'type',
  'action',
  'form',
  'answer',
  'port',
  'worker',
  'workers',
  'storage',
  'detail',
] as const;

/** One JSON line for each call at or above the level. `write` gets it with its line break. */
export function createLogger(write: (line: string) => void, level: LogLevel, clock: () => number): Logger {
  const lines = pino(
    {
      level,
      base: null,
      timestamp: () => `,"at":"${new Date(clock()).toISOString()}"`,
      formatters: { level: (name) => ({ level: name }) },
    },
    { write },
  );
  return (line) => {
    if (!lines.isLevelEnabled(line.level)) return;
    // Pino writes everything that it is given, even errors with their stack: so it is given only this.
    const out: Record<string, unknown> = {};
    for (const field of FIELDS) if (line[field] !== undefined) out[field] = line[field];
    lines[line.level](out);
  };
}

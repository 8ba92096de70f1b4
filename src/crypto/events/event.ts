// The text form of events: what a browser signs, what the log stores. A strict line grammar; there is one way to write each event.
// Grammar: the version line, `type`, `share` (or `log`), `time`, `by`, then the lines of that type in the order of the tables below, each "key value\n".
// See docs/decisions/event-text-lives-in-crypto.md.

const EVENT_VERSION = 'nt2/event/v1';
/** Types that have got a further line since: with it they are of this version, without it of the first. */
const EVENT_VERSION_2 = 'nt2/event/v2';
const LOG_VERSION = 'nt2/log/v1';

/**
 * Lines of each type, in order. A trailing `?` may be absent, a trailing `*` may repeat.
 * Hashes and keys are base64 (RFC 4648, padded); sizes and counts decimal; times RFC 3339 UTC with milliseconds.
 */
const GRAMMAR = {
  created: ['mode', 'entry', 'via', 'expires', 'parties'],
  notified: ['surface', 'message'],
  entered: ['payload', 'size'],
  accepted: ['device?', 'key?', 'evidence?'],
  sealed: ['for', 'capsule', 'payload', 'size', 'ack', 'salt?', 'opener*', 'device?'],
  refused: ['what', 'count'],
  claimed: ['device', 'proof*'],
  delivered: ['device', 'ack'],
  ended: ['cause', 'storage'],
} as const satisfies Record<string, readonly string[]>;
/** Types that came later: none is of the first version. */
type LaterType = 'extended' | 'asked-approval' | 'approval';

/**
 * `created` with `asked`: a request, which its recipient began.
 * `lease`: the hash of the claim secret. Without it, in version 1, a reader of the note could show it again.
 * `extended`: until when it may wait from now on.
 * `asked-approval`: how many people were asked whether it may be told to its recipient, and until when. `approval`: what came of it, and a salted
 * hash of who answered.
 * `prekey`: the device that left the key, and the hash of its note. Without it, in version 1, the key was made for this share.
 */
const GRAMMAR_2: Partial<Record<EventType, readonly string[]>> & Record<LaterType, readonly string[]> = {
  extended: ['expires'],
  'asked-approval': ['approvers', 'until'],
  approval: ['answer', 'approver?'],
  created: ['mode', 'entry', 'via', 'asked', 'expires', 'parties'],
  claimed: ['device', 'lease', 'proof*'],
  sealed: ['for', 'prekey', 'capsule', 'payload', 'size', 'ack', 'salt?', 'opener*', 'device'],
};

/** What the log says of itself. No share, no signature of its own: the checkpoint is signed by the log's key. */
const LOG_GRAMMAR = {
  /** The key that will sign from the first moment of `year` (UTC) on. */
  key: ['year', 'vkey'],
  /** This generation of the log replaces one that could not be continued: the last head of that one. */
  begun: ['after', 'size', 'root'],
  /** Openings (`parties`, `openers`) or the whole record of a share have been erased. */
  forgotten: ['share', 'what'],
  /** A person took a copy away: of what, and the base64 SHA-256 of its bytes. */
  exported: ['what', 'hash'],
  /** Entries below this position have been pruned; their hashes are kept. */
  pruned: ['first'],
  /** A browser became known for a person, signed in by its key, is known no more. `who`: salted hash of both. */
  bound: ['who'],
  signin: ['who'],
  unbound: ['who'],
  /** From here on a machine claims nothing without a token of its provider: a salted hash of the binding, or `none`. */
  demand: ['who', 'binding'],
  /** From here on this policy is in force: base64 SHA-256 of its file, or `none`; and what the operator calls it. */
  policy: ['hash', 'version?'],
  /** A step of an envelope: `who`: salted hash of the person; `hash`: of what was sealed; `members`: how many could open it; `rule`: what its release takes. */
  envelope: ['id', 'step', 'who?', 'members?', 'rule?', 'hash?'],
  /** From here on these pages are served: base64 SHA-256 of their list. */
  pages: ['hash'],
} as const satisfies Record<string, readonly string[]>;

export type EventType = keyof typeof GRAMMAR | LaterType;
export type LogEventType = keyof typeof LOG_GRAMMAR;
export type EventLine = readonly [key: string, value: string];

export interface EventText {
  readonly type: EventType;
  /** The share's id. */
  readonly share: string;
  /** Epoch milliseconds. */
  readonly at: number;
  /** Who states it: a browser (its signature follows in the note) or the server. */
  readonly by: 'device' | 'server';
  readonly lines: readonly EventLine[];
}

export interface LogEventText {
  readonly type: LogEventType;
  /** The log's name: `H/nt2/log/<tag>`. */
  readonly log: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly lines: readonly EventLine[];
}

const KEY = /^[a-z]+$/;
// Printable ASCII without leading, trailing or double spaces: nothing in a log may need escaping.
const VALUE = /^[!-~]+(?: [!-~]+)*$/;
const ID = /^[a-z2-7]{32}$/;
// RFC 3339 knows years of four digits only; JavaScript writes longer ones too.
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/**
 * Renders an event. Ends with a newline; without signature lines.
 * @throws RangeError when the event does not fit the grammar: a defect of the caller, never of a user's input.
 */
export function formatEvent({ type, share, at, by, lines }: EventText): string {
  const head: EventLine[] = [
    ['type', type],
    ['share', share],
    ['time', new Date(at).toISOString()],
    ['by', by],
  ];
  const grammar = GRAMMAR_2[type];
  const version = grammar !== undefined && fits(grammar, lines) ? EVENT_VERSION_2 : EVENT_VERSION;
  const all = [...head, ...lines];
  return write(version, all, eventOf(all, version === EVENT_VERSION_2));
}

/** Reads an event's text; null when it is not exactly what `formatEvent` would write. */
export function parseEvent(text: string): EventText | null {
  const isSecond = text.startsWith(EVENT_VERSION_2);
  return eventOf(parseLines(isSecond ? EVENT_VERSION_2 : EVENT_VERSION, text), isSecond);
}

function eventOf(all: readonly EventLine[] | null, isSecond: boolean): EventText | null {
  if (all === null) return null;
  const [type, share, time, by] = all;
  if (type?.[0] !== 'type' || share?.[0] !== 'share' || time?.[0] !== 'time' || by?.[0] !== 'by') return null;
  const grammars: Partial<Record<string, readonly string[]>> = isSecond ? GRAMMAR_2 : GRAMMAR;
  if (!Object.hasOwn(grammars, type[1]) || !ID.test(share[1]) || (by[1] !== 'device' && by[1] !== 'server')) return null;
  const at = parseTime(time[1]);
  if (at === null || !fits(grammars[type[1]] as readonly string[], all, 4)) return null;
  return { type: type[1] as EventType, share: share[1], at, by: by[1], lines: all.slice(4) };
}

/** Renders what the log says of itself. @throws RangeError when it does not fit the grammar. */
export function formatLogEvent({ type, log, at, lines }: LogEventText): string {
  const head: EventLine[] = [
    ['type', type],
    ['log', log],
    ['time', new Date(at).toISOString()],
  ];
  const all = [...head, ...lines];
  return write(LOG_VERSION, all, logEventOf(all));
}

/** Null when it is not exactly what `formatLogEvent` would write. */
export function parseLogEvent(text: string): LogEventText | null {
  return logEventOf(parseLines(LOG_VERSION, text));
}

function logEventOf(all: readonly EventLine[] | null): LogEventText | null {
  if (all === null) return null;
  const [type, log, time] = all;
  if (type?.[0] !== 'type' || log?.[0] !== 'log' || time?.[0] !== 'time' || !Object.hasOwn(LOG_GRAMMAR, type[1])) return null;
  const at = parseTime(time[1]);
  if (at === null || !fits(LOG_GRAMMAR[type[1] as LogEventType], all, 3)) return null;
  return { type: type[1] as LogEventType, log: log[1], at, lines: all.slice(3) };
}

/** The value of a line that occurs at most once. */
export function eventValue(event: EventText, key: string): string | null {
  for (const line of event.lines) if (line[0] === key) return line[1];
  return null;
}

/** All values of a line that may repeat. */
export function eventValues(event: EventText, key: string): string[] {
  return event.lines.filter(([name]) => name === key).map(([, value]) => value);
}

/** @param event what a reader makes of these lines. Each value is tested by itself, so no line break in one can add a line. */
function write(version: string, lines: readonly EventLine[], event: object | null): string {
  let text = `${version}\n`;
  let isSound = event !== null;
  for (const [key, value] of lines) {
    isSound &&= KEY.test(key) && VALUE.test(value);
    text += `${key} ${value}\n`;
  }
  if (!isSound) throw new RangeError(`not an event: ${lines[0]?.[1]}`);
  return text;
}

function parseLines(version: string, text: string): EventLine[] | null {
  if (!text.startsWith(version) || text[version.length] !== '\n') return null;
  const lines: EventLine[] = [];
  let from = version.length + 1;
  while (from < text.length) {
    const end = text.indexOf('\n', from);
    const space = text.indexOf(' ', from);
    // Also where there is no line break (`end` is -1).
    if (space < from || space >= end) return null;
    const key = text.slice(from, space);
    const value = text.slice(space + 1, end);
    if (!KEY.test(key) || !VALUE.test(value)) return null;
    lines.push([key, value]);
    from = end + 1;
  }
  return lines;
}

/** RFC 3339, UTC, milliseconds; epoch milliseconds, or null. */
export function parseTime(value: string): number | null {
  if (!TIME.test(value)) return null;
  const at = Date.parse(value);
  // What there is none of is no number; but the 31st of a short month, and 24:00, are read as the day after.
  return new Date(at).getUTCDate() === Number(value.slice(8, 10)) ? at : null;
}

/** Whether the lines from `first` on are those of the grammar. */
function fits(wanted: readonly string[], lines: readonly EventLine[], first = 0): boolean {
  let at = first;
  for (const want of wanted) {
    const key = lines[at]?.[0];
    if (key === want) at += 1;
    else if (want.endsWith('*')) while (isNamed(lines[at]?.[0], want)) at += 1;
    else if (!want.endsWith('?')) return false;
    else if (isNamed(key, want)) at += 1;
  }
  return at === lines.length;
}

/** True for the name of a line whose entry in the grammar ends with `?` or `*`. */
function isNamed(key: string | undefined, want: string): boolean {
  return key !== undefined && key.length === want.length - 1 && want.startsWith(key);
}

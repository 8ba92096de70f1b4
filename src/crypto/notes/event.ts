// The text form of a share's events: what a browser signs, what the log stores. A strict line grammar; there is one way to write each event.
// Grammar: the version line, `type`, `share`, `time`, `by`, then the lines of that type in the order of the table below, each "key value\n".

const EVENT_VERSION = 'nt2/event/v1';

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

export type EventType = keyof typeof GRAMMAR;
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
export function renderEvent(event: EventText): string {
  const text = [
    EVENT_VERSION,
    `type ${event.type}`,
    `share ${event.share}`,
    `time ${new Date(event.at).toISOString()}`,
    `by ${event.by}`,
    ...event.lines.map(([key, value]) => `${key} ${value}`),
    '',
  ].join('\n');
  // Each value by itself: a line break in one would be read back as a line of its own.
  const sound = event.lines.every(([key, value]) => KEY.test(key) && VALUE.test(value)) && ID.test(event.share);
  if (!sound || parseEvent(text) === null) throw new RangeError(`not an event: ${event.type}`);
  return text;
}

/** Reads an event's text; null when it is not exactly what `renderEvent` would write. */
export function parseEvent(text: string): EventText | null {
  const rows = text.split('\n');
  if (rows.pop() !== '' || rows.length < 5 || rows[0] !== EVENT_VERSION) return null;
  const lines: EventLine[] = [];
  for (const row of rows.slice(1)) {
    const space = row.indexOf(' ');
    const key = row.slice(0, space);
    const value = row.slice(space + 1);
    if (space < 1 || !KEY.test(key) || !VALUE.test(value)) return null;
    lines.push([key, value]);
  }
  const [type, share, time, by, ...rest] = lines;
  if (type?.[0] !== 'type' || share?.[0] !== 'share' || time?.[0] !== 'time' || by?.[0] !== 'by') return null;
  if (!isEventType(type[1]) || !ID.test(share[1]) || (by[1] !== 'device' && by[1] !== 'server')) return null;
  const at = Date.parse(time[1]);
  if (!TIME.test(time[1]) || !Number.isSafeInteger(at) || new Date(at).toISOString() !== time[1]) return null;
  if (
    !fits(
      GRAMMAR[type[1]],
      rest.map(([key]) => key),
    )
  )
    return null;
  return { type: type[1], share: share[1], at, by: by[1], lines: rest };
}

/** The value of a line that occurs at most once. */
export function eventValue(event: EventText, key: string): string | null {
  return event.lines.find(([name]) => name === key)?.[1] ?? null;
}

/** All values of a line that may repeat. */
export function eventValues(event: EventText, key: string): string[] {
  return event.lines.filter(([name]) => name === key).map(([, value]) => value);
}

function isEventType(type: string): type is EventType {
  return Object.hasOwn(GRAMMAR, type);
}

function fits(wanted: readonly string[], keys: readonly string[]): boolean {
  let at = 0;
  for (const want of wanted) {
    const name = want.replace(/[?*]$/, '');
    if (want.endsWith('*')) while (keys[at] === name) at += 1;
    else if (keys[at] === name) at += 1;
    else if (!want.endsWith('?')) return false;
  }
  return at === keys.length;
}

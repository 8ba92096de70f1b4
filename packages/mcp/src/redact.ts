// Takes secrets out of what a command has printed, before a model reads it: as they are, and as commands usually print them again (base64,
// hex, percent and JSON escapes, in capitals, backwards, in columns, over several lines, in parts of eight letters). A command that means to
// smuggle one out finds a form that is not here: what keeps it from that is that the person chooses the commands. See docs/mcp.md.

export interface SecretValue {
  readonly name: string;
  readonly value: string;
}

/** Any part of this many letters and digits is taken out. */
const PART = 8;
/** A value of fewer characters could stand anywhere by chance. */
const SHORTEST = 4;
/** A value of more characters would take longer to look for than a person waits. */
const LONGEST = 32_768;

/** What a terminal obeys and does not show. */
const CONTROL = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[ -/]*[0-~])/g;
const IS_LETTER = /[\p{L}\p{N}]/u;

interface Folded {
  readonly text: string;
  /** Where each UTF-16 unit of `text` stands in what was folded. */
  readonly at: readonly number[];
}

/** Letters and digits alone, in small letters: whatever stood between them, and however they were quoted. */
function fold(text: string): Folded {
  let folded = '';
  const at: number[] = [];
  let from = 0;
  for (const mark of text) {
    if (IS_LETTER.test(mark)) {
      const small = mark.toLowerCase();
      folded += small;
      for (let unit = 0; unit < small.length; unit += 1) at.push(from);
    }
    from += mark.length;
  }
  return { text: folded, at };
}

const reversed = (text: string): string => [...text].toReversed().join('');

/** base64 of a text in front of which 0, 1 or 2 bytes stand: without the letters that those bytes change. */
function base64Of(bytes: Buffer): string[] {
  return [0, 1, 2].map((before) => {
    const whole = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replaceAll('=', '');
    return whole.slice(before === 0 ? 0 : before + 1, (before + bytes.length) % 3 === 0 ? undefined : -1);
  });
}

function formsOf(value: string): string[] {
  const bytes = Buffer.from(value);
  const json = JSON.stringify(value).slice(1, -1);
  const escaped = value.replace(/[^\u0020-\u007e]/g, (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`);
  const html = value
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
  return [value, json, JSON.stringify(json), escaped, html, encodeURIComponent(value), encodeURIComponent(encodeURIComponent(value)),
    ...base64Of(bytes), bytes.toString('hex'), reversed(value), reversed(bytes.toString('base64'))]; // prettier-ignore
}

/** Names of those values that cannot be looked for: then nothing of what was printed may be shown. */
export function unfindable(values: readonly SecretValue[]): readonly string[] {
  const isUnfit = (value: string): boolean => value !== '' && ([...value].length < SHORTEST || value.length > LONGEST);
  return values.filter(({ value }) => isUnfit(value)).map(({ name }) => name);
}

export interface Redacted {
  readonly text: string;
  /** How many places were taken out. */
  readonly count: number;
}

/** Makes a function that takes these values out of a text. It holds parts of them, as long as it is held. */
export function createRedactor(values: readonly SecretValue[]): (text: string) => Redacted {
  const parts = new Map<number, Set<string>>();
  const exact: string[] = [];
  for (const { value } of values) {
    if (value === '') continue;
    exact.push(value, ...value.split(/\r?\n/).filter((line) => line.length >= SHORTEST));
    for (const form of new Set(formsOf(value))) {
      const { text } = fold(form);
      const length = Math.min(PART, text.length);
      if (length < SHORTEST) continue;
      const own = parts.get(length) ?? new Set();
      for (let from = 0; from + length <= text.length; from += 1) own.add(text.slice(from, from + length));
      parts.set(length, own);
    }
  }
  return (raw) => {
    const text = raw.replace(CONTROL, '');
    const isOut = new Uint8Array(text.length);
    for (const value of exact)
      for (let from = text.indexOf(value); from >= 0; from = text.indexOf(value, from + 1)) isOut.fill(1, from, from + value.length);
    const { text: folded, at } = fold(text);
    for (const [length, own] of parts)
      for (let from = 0; from + length <= folded.length; from += 1)
        if (own.has(folded.slice(from, from + length))) isOut.fill(1, at[from], (at[from + length - 1] ?? 0) + 1);
    return takeOut(text, isOut);
  };
}

/** What stands between two places that are taken out, without a letter in it, goes along. */
function takeOut(text: string, isOut: Uint8Array): Redacted {
  let shown = '';
  let count = 0;
  let from = 0;
  while (from < text.length) {
    const isSecret = isOut[from] === 1;
    let to = from;
    while (to < text.length && (isOut[to] === 1) === isSecret) to += 1;
    const between = text.slice(from, to);
    if (isSecret && !shown.endsWith('[redacted]')) {
      shown += '[redacted]';
      count += 1;
    } else if (!isSecret && (to === text.length || !shown.endsWith('[redacted]') || IS_LETTER.test(between) || /\n/.test(between)))
      shown += between;
    from = to;
  }
  return { text: shown, count };
}

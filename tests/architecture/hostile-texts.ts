// Texts on which a pattern would be slow if it could be: repeats of every kind of character, and of what the pattern itself looks for.

/** Makes one text of about so many characters. */
export type Hostile = (size: number) => string;

/** One of each kind, and what people really type. */
const ONES = [
  ...'aZ0 \n\t.,-_/:;@"\'#=<>&%\\+*!?$|~^()[]{}`é中😀\u200b\u0301”',
  '\r\n',
  'aA1!',
  'a.',
  'a-',
  'a b',
  '1 ',
  '::',
  ': ',
  '**',
  '“a',
  'e\u0301',
];
/** What no pattern expects, so that an end is looked for in vain; and one of everything, so that no class takes it all. */
const TAILS = ['\u0001', `\u0001\n${ONES.join('')}`];

const ESCAPED: Readonly<Record<string, readonly string[]>> = {
  d: ['0'],
  w: ['a', '0', '_'],
  s: [' ', '\n'],
  D: ['a'],
  W: [' ', '-'],
  S: ['a'],
  n: ['\n'],
  r: ['\r'],
  t: ['\t'],
  f: ['\f'],
  v: ['\v'],
  b: [''],
  B: [''],
};

/** Where a pattern may go on and on: what leads there, and what it takes there. */
interface Spot {
  readonly before: string;
  readonly unit: string;
}

/** Reads a pattern as far as needed to write what it matches. It must be a valid one. */
function read(
  source: string,
  flags: string,
): { readonly spots: readonly Spot[]; readonly members: readonly string[]; readonly whole: string } {
  const spots: Spot[] = [];
  const members = new Set<string>();
  let at = 0;
  const taken = (form: RegExp): string => {
    const sticky = new RegExp(form.source, 'suy');
    sticky.lastIndex = at;
    const found = sticky.exec(source)?.[0] ?? '';
    at += found.length;
    return found;
  };

  function escaped(): readonly string[] {
    const hex = /^\\(?:u\{([\da-f]+)\}|u([\da-f]{4})|x([\da-f]{2}))/i.exec(source.slice(at));
    if (hex) {
      at += hex[0].length;
      return [String.fromCodePoint(Number.parseInt(hex[1] ?? hex[2] ?? hex[3] ?? '', 16))];
    }
    if (taken(/\\[pP]\{[^}]*\}/) !== '') return ['a', 'Z', '0', '.', 'é', '\u200b', '\u0301'];
    if (taken(/\\k<\w+>|\\[1-9]/) !== '') return [''];
    const sign = taken(/\\./).slice(1);
    return ESCAPED[sign] ?? [sign];
  }

  /** Both ends of each range: where two ranges overlap, an end of one lies in the other. */
  function bracketed(): readonly string[] {
    const isNot = taken(/\[\^?/).length === 2;
    const found: string[] = [];
    while (source[at] !== ']') {
      if (at >= source.length) throw new Error(`not read: ${source}`);
      if (source[at] === '[' && flags.includes('v')) found.push(...bracketed());
      else if (source[at] === '\\') found.push(...escaped());
      else found.push(taken(/./));
    }
    at += 1;
    return isNot ? ['a', ' ', '\n'].filter((one) => !found.includes(one)) : found;
  }

  function group(before: string): readonly string[] {
    const isLook = /^\(\?<?[=!]/.test(taken(/\((?:\?(?:<?[=!]|<\w+>|[a-z-]*:))?/));
    const inside = either(before);
    at += 1;
    return isLook ? [''] : inside;
  }

  function term(before: string): string {
    const sign = source[at] ?? '';
    const found =
      sign === '('
        ? group(before)
        : sign === '['
          ? bracketed()
          : sign === '\\'
            ? escaped()
            : '^$'.includes(taken(/./))
              ? ['']
              : sign === '.'
                ? ['a']
                : [sign];
    for (const one of found) members.add(one);
    const times = taken(/[*+?]|\{\d+(?:,\d*)?\}/);
    taken(/\?/);
    const [least = '1', most = least] = times.startsWith('{') ? times.slice(1, -1).split(',') : [];
    if (times === '*' || times === '+' || (times.startsWith('{') && (most === '' || Number(most) > 9)))
      for (const unit of found) if (unit !== '') spots.push({ before, unit });
    return (found[0] ?? '').repeat(Math.max(1, Number(least)));
  }

  /** What each of the alternatives matches. */
  function either(before: string): string[] {
    const all: string[] = [];
    do {
      let text = '';
      while (at < source.length && source[at] !== '|' && source[at] !== ')') text += term(before + text);
      all.push(text);
    } while (taken(/\|/) !== '');
    return all;
  }

  const [whole = ''] = either('');
  if (at < source.length) throw new Error(`not read: ${source.slice(at)}`);
  return { spots, members: [...members].filter((one) => one !== ''), whole };
}

export function hostileTexts({ source, flags }: { readonly source: string; readonly flags: string }): Hostile[] {
  const { spots, members, whole } = read(source, flags);
  const begun = spots.map(({ before }) => before);
  const pairs = spots.slice(1).map(({ unit }, n) => `${spots[n]?.unit}${unit}`);
  const units = [...ONES, ...members, ...begun, ...pairs, whole, whole.slice(0, -1), ...members.map((one) => `a${one}`)];
  const starts = [...new Set(begun)].filter((before) => before !== '');
  const taken = [...new Set([...spots.map(({ unit }) => unit), ...pairs, ...members])];
  const both = [
    ...[...new Set(units)].map((unit) => ({ before: '', unit })),
    // Begun as it should be, and then never done.
    ...starts.slice(0, 12).flatMap((before) => taken.slice(0, 16).map((unit) => ({ before, unit }))),
  ];
  return both
    .filter(({ unit }) => unit !== '')
    .flatMap(({ before, unit }) =>
      TAILS.map(
        (tail): Hostile =>
          (size) =>
            `${before}${unit.repeat(Math.ceil(size / unit.length))}${tail}`,
      ),
    );
}

// Readers that are programs of other languages, by the rules in their sources, where the programs themselves are not at hand.

import type { Variables } from './readers.ts';

/** cli/opts/file.go of Docker: white space before a line goes, a # begins a comment, lines end as bufio.ScanLines ends them. */
export function readAsDocker(text: string): Variables {
  const lines = text.split('\n').map((line) => line.replace(/\r$/, '').replace(/^[ \t]+/, ''));
  return Object.fromEntries(
    lines.filter((line) => line !== '' && !line.startsWith('#')).map((line) => line.split(/=([^]*)/).slice(0, 2) as [string, string]),
  );
}

/** FileCommandManager.cs of the runner: NAME=value, or NAME<<end and lines until one is the end. On Windows a line may end with CR LF. */
export function readAsRunner(text: string, isWindows: boolean): Variables {
  const found: Record<string, string> = {};
  let at = 0;
  const next = (): { line: string; end: number } | null => {
    if (at >= text.length) return null;
    const [from, feed] = [at, text.indexOf('\n', at)];
    const end = feed < 0 ? text.length : feed;
    at = end + 1;
    const isPair = isWindows && text[end - 1] === '\r' && end > from;
    return { line: text.slice(from, isPair ? end - 1 : end), end: isPair ? end - 1 : end };
  };
  for (let read = next(); read !== null; read = next()) {
    const { line } = read;
    if (line === '') continue;
    const [equals, here] = [line.indexOf('='), line.indexOf('<<')];
    if (equals >= 0 && (here < 0 || equals < here)) {
      found[line.slice(0, equals)] = line.slice(equals + 1);
      continue;
    }
    const [name, mark] = [line.slice(0, here), line.slice(here + 2)];
    const from = at;
    let end = at;
    for (let inside = next(); inside?.line !== mark; inside = next()) {
      if (inside === null) throw new Error('no end');
      ({ end } = inside);
    }
    found[name] = text.slice(from, end);
  }
  return found;
}

const GO: Readonly<Record<string, string>> = { a: '\u0007', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', '"': '"', '\\': '\\' };

/**
 * dotenv/parser.go and template/template.go of compose-go. `isOld`: as it was until 2025, when a quote behind any backslash ended nothing,
 * also where that backslash was itself behind one.
 */
export function readAsCompose(text: string, isOld: boolean): Variables {
  const found: Record<string, string> = {};
  let rest = text;
  const expand = (value: string): string =>
    value.replace(/\$(?:(\$)|([_a-z]\w*)|\{([_a-z]\w*)(?::?-([^}]*))?\}|)/gi, (_all, escaped, named, braced, other = '') => {
      if (escaped !== undefined) return '$';
      if ((named ?? braced) === undefined) throw new Error('invalid template');
      return found[named ?? braced] || other;
    });
  const escapes = (value: string): string =>
    value.replace(/\\(?:[abcfnrtv$"\\]|0\d{0,3})/g, (match) => {
      if (match === '\\$') return '$$';
      if (match.startsWith('\\0')) return match.length === 5 ? String.fromCharCode(Number.parseInt(match.slice(2), 8)) : match;
      return GO[match.charAt(1)] ?? match;
    });
  while ((rest = rest.replace(/^\s+/, '')) !== '') {
    if (rest.startsWith('#')) {
      rest = rest.replace(/^[^\n]*/, '');
      continue;
    }
    const name = /^[\w.-]+(?==)/.exec(rest)?.[0];
    if (name === undefined) throw new Error('unexpected character in variable name');
    rest = rest.slice(name.length + 1).replace(/^[\t\v\f\r \u0085\u00a0]+/, '');
    const quote = rest.charAt(0);
    if (quote !== '"' && quote !== "'") {
      const line = rest.split('\n', 1)[0] ?? '';
      rest = rest.slice(line.length + 1);
      found[name] = expand((line.split(' #', 1)[0] ?? '').trimEnd());
      continue;
    }
    let [value, isBehind, at] = ['', false, 1];
    for (; ; at += 1) {
      const char = rest.charAt(at);
      if (char === '') throw new Error('unterminated quoted value');
      const isEscaped = isOld ? rest.charAt(at - 1) === '\\' : isBehind;
      if (char === quote && !isEscaped) break;
      if (!isOld && isBehind && char === quote) value = value.slice(0, -1);
      value += char;
      isBehind = !isBehind && char === '\\';
    }
    rest = rest.slice(at + 1);
    found[name] = quote === '"' ? expand(escapes(value)) : value;
  }
  return found;
}

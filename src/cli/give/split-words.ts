// Splits the command of `--from` into words as a POSIX shell would, so that what people paste works as it stands, without a shell:
// `op read "op://Team/Stripe key/password"` → op, read, op://Team/Stripe key/password.

/** What a shell would do more than splitting, and nt2 does not: run a second command, fill something in, read or write a file. */
const SHELL_ONLY = /[|&;<>()$`\n]/;

export type Split =
  | { readonly kind: 'words'; readonly words: readonly string[] }
  /** A quote that stays open, or a backslash at the end. */
  | { readonly kind: 'open' }
  | { readonly kind: 'empty' }
  | { readonly kind: 'shell' };

/** `home`: what stands in for `~/` at the beginning of a word. */
export function splitWords(given: string, home = ''): Split {
  const text = withoutLineEnds(given);
  const words: string[] = [];
  let word: string | null = null;
  let at = 0;
  while (at < text.length) {
    const mark = text.charAt(at);
    if (/[ \t]/.test(mark)) {
      if (word !== null) words.push(word);
      word = null;
      at += 1;
    } else if (mark === "'") {
      const end = text.indexOf("'", at + 1);
      if (end < 0) return { kind: 'open' };
      word = (word ?? '') + text.slice(at + 1, end);
      at = end + 1;
    } else if (mark === '"') {
      const quoted = parseDoubleQuoted(text, at + 1);
      if (typeof quoted === 'string') return { kind: quoted };
      word = (word ?? '') + quoted.inside;
      at = quoted.end;
    } else if (mark === '\\') {
      if (at + 1 === text.length) return { kind: 'open' };
      // A shell drops a backslash with the line end behind it.
      const next = text.charAt(at + 1);
      word = next === '\n' ? word : (word ?? '') + next;
      at += 2;
    } else if (
      SHELL_ONLY.test(mark) ||
      (mark === '#' && word === null) ||
      (mark === '~' && word === null && !/^~(?:\/|\s|$)/.test(text.slice(at)))
    ) {
      return { kind: 'shell' };
    } else {
      word = (word ?? '') + (mark === '~' && word === null ? home : mark);
      at += 1;
    }
  }
  if (word !== null) words.push(word);
  const [first] = words;
  if (first === undefined || first === '') return { kind: 'empty' };
  // NAME=value before a command sets a variable for it.
  return /^[A-Za-z_]\w*=/.test(first) ? { kind: 'shell' } : { kind: 'words', words };
}

function withoutLineEnds(text: string): string {
  let end = text.length;
  while (text.charAt(end - 1) === '\n') end -= 1;
  return text.slice(0, end);
}

/** To the closing quote. Between double quotes a backslash stands for itself, except before these. */
function parseDoubleQuoted(text: string, from: number): { readonly inside: string; readonly end: number } | 'open' | 'shell' {
  let inside = '';
  for (let at = from; at < text.length; at += 1) {
    const mark = text.charAt(at);
    if (mark === '"') return { inside, end: at + 1 };
    if (mark === '$' || mark === '`') return 'shell';
    if (mark !== '\\') inside += mark;
    else {
      at += 1;
      const next = text.charAt(at);
      inside += next === '\n' ? '' : /["$`\\]/.test(next) ? next : `\\${next}`;
    }
  }
  return 'open';
}

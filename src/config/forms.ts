// How a setting is written, whatever it means. A shell, `docker --env-file`, Kubernetes and systemd all read the same line,
// which do not agree on quotes, `~`, `$` and comments. nt2 refuses what one of them would interpret, and never repeats it.

const QUOTED = /^(["'`])[^]*\1$/;

/** Null: not in quotes. */
export const quoteIssue = (text: string): string | null =>
  QUOTED.test(text) && text.length > 1 ? 'stands in quotes: `docker --env-file` hands them on; leave them out.' : null;

/** Null: every reader of settings hands this path on unchanged. */
export function pathIssue(text: string): string | null {
  if (/^\s/.test(text)) return 'has a space in front of its path: leave it out.';
  if (text.startsWith('~')) return 'begins with ~, which only a shell replaces: write out the whole path.';
  if (text.includes('$')) return 'has a $ in its path, and nt2 replaces no variables: write out the whole path.';
  if (/\s#/.test(text)) return 'has a comment behind its path: give the comment a line of its own.';
  if (/["'`]/.test(text)) return 'has quotes in its path: `docker --env-file` hands them on; leave them out.';
  return /\p{Cc}/u.test(text) ? 'has a line break or another control character in its path: leave it out.' : null;
}

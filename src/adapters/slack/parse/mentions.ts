// The text of a slash command, in which Slack escapes people, groups, channels and addresses, and three characters.

import { readable } from '../../../core/secret-detector.ts';
import type { TextPiece } from '../payload.ts';

const ESCAPED = /<([^<>]*)>/g;
const PERSON = /^@([UW][A-Z0-9]+)(?:\|.*)?$/s;
/** `<!subteam^S1|@team>`, `<!here>`, `<#C1|general>`: not one person. */
const GROUP = /^(?:!(?:subteam\^)?|#)([A-Za-z0-9]+)(?:\^[^|]*)?(?:\|(.*))?$/s;
/** A name that Slack did not find stays as it was typed. `@scope/package` is not a name. */
const NAMED = /(?<=^|\s)@([^\s@<>/]{1,80})(?![^\s@<>/]*\/)/g;
const EVERYBODY = ['here', 'channel', 'everyone'];

/** The pieces of what was typed, in order. Who the people are is not known yet. */
export function parseMentions(typed: string): readonly TextPiece[] {
  const head = readable(typed);
  // Text that is too long to look through stays as it is, so that its sender is told that it is too long.
  const rest = typed.slice(head.length);
  return [...head.split(ESCAPED).flatMap((piece, n) => (n % 2 === 0 ? named(unescape(piece)) : [escaped(piece)])), rest];
}

function escaped(inner: string): TextPiece {
  const person = PERSON.exec(inner)?.[1];
  if (person !== undefined) return { kind: 'person', id: person };
  const [, id, label] = GROUP.exec(inner) ?? [];
  if (id !== undefined) {
    const sign = inner.startsWith('#') ? '#' : '@';
    const group = unescape(label === undefined || label === '' ? `${sign}${id}` : label);
    return { kind: 'group', name: group, said: group.startsWith(sign) ? group : `${sign}${group}` };
  }
  return unescape(addressOf(inner));
}

/** `<mailto:a@b|a@b>`, `<http://x|x>`: the text as typed, or the address when the text says something else. */
function addressOf(inner: string): string {
  const [target = '', text = ''] = inner.split('|');
  const isTyped = text !== '' && (/^(?:mailto|tel):/i.test(target) || target.endsWith(text) || target.endsWith(`${text}/`));
  return isTyped ? text : target;
}

function named(text: string): TextPiece[] {
  return text.split(NAMED).map((piece, n): TextPiece => {
    if (n % 2 === 0) return piece;
    return EVERYBODY.includes(piece) ? { kind: 'group', name: `@${piece}`, said: `@${piece}` } : { kind: 'name', name: piece };
  });
}

const unescape = (text: string): string => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

// Reads the text behind a slash command: Slack escapes people, groups, channels and addresses in it, and three characters.

import type { Contact } from '../../bot/port.ts';
import { resolveMentions, type MentionPiece } from '../../bot/parse/mentions.ts';
import { readable } from '../../bot/parse/secret-detector.ts';
import { keyOf } from './config.ts';

const ESCAPED = /<([^<>]*)>/g;
const PERSON = /^@([UW][A-Z0-9]+)(?:\|.*)?$/s;
/** `<!subteam^S1|@team>`, `<!here>`, `<#C1|general>`: many people, none of whom is meant. */
const GROUP = /^(?:!(?:subteam\^)?|#)([A-Za-z0-9]+)(?:\^[^|]*)?(?:\|(.*))?$/s;
/** A name that Slack did not find stays as it was typed. `@scope/package` is none. */
const NAMED = /(?<=^|\s)@([^\s@<>/]{1,80})(?![^\s@<>/]*\/)/g;
const EVERYBODY = ['here', 'channel', 'everyone'];

type Read = string | { readonly person: string } | { readonly group: string; readonly said: string } | { readonly name: string };

export interface Mentions {
  /** Ids of the mentioned people. */
  readonly people: readonly string[];
  /** The text with `<@key>` for each mention, and who was meant, in order. */
  readonly render: (tenant: string, contact: (id: string) => Contact) => { readonly text: string; readonly people: readonly Contact[] };
}

export function parseMentions(typed: string): Mentions {
  const pieces = readable(typed)
    .split(ESCAPED)
    .flatMap((piece, n): Read[] => (n % 2 === 0 ? named(unescape(piece)) : [escaped(piece)]));
  // What is too long to be looked through stays too long: it is told to whoever typed it.
  const rest = typed.slice(readable(typed).length);
  return {
    people: pieces.flatMap((piece) => (typeof piece === 'object' && 'person' in piece ? [piece.person] : [])),
    render(tenant, contact) {
      const read = pieces.map((piece): MentionPiece => {
        if (typeof piece === 'string') return piece;
        if ('person' in piece) return { contact: contact(piece.person), said: '' };
        if ('group' in piece)
          return { contact: { key: keyOf(tenant, `!${piece.group}`), name: piece.group, kind: 'group' }, said: piece.said };
        return { contact: { key: keyOf(tenant, `?${piece.name}`), name: `@${piece.name}`, kind: 'unknown' }, said: `@${piece.name}` };
      });
      const { text, people } = resolveMentions(read);
      return { text: text + rest, people };
    },
  };
}

function escaped(inner: string): Read {
  const person = PERSON.exec(inner)?.[1];
  if (person !== undefined) return { person };
  const [, id, label] = GROUP.exec(inner) ?? [];
  if (id !== undefined) {
    const sign = inner.startsWith('#') ? '#' : '@';
    const group = unescape(label === undefined || label === '' ? `${sign}${id}` : label);
    return { group, said: group.startsWith(sign) ? group : `${sign}${group}` };
  }
  return unescape(addressOf(inner));
}

/** `<mailto:a@b|a@b>`, `<http://x|x>`: what was typed, unless it says another thing than the address. */
function addressOf(inner: string): string {
  const [target = '', text = ''] = inner.split('|');
  const isTyped = text !== '' && (/^(?:mailto|tel):/i.test(target) || target.endsWith(text) || target.endsWith(`${text}/`));
  return isTyped ? text : target;
}

function named(text: string): Read[] {
  return text.split(NAMED).map((piece, n): Read => {
    if (n % 2 === 0) return piece;
    return EVERYBODY.includes(piece) ? { group: `@${piece}`, said: `@${piece}` } : { name: piece };
  });
}

const unescape = (text: string): string => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

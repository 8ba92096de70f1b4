// Reads the text behind a slash command: Slack escapes people, groups, channels and addresses in it, and three characters.

import type { Contact } from '../../bot/port.ts';
import { keyOf } from './config.ts';

const ESCAPED = /<([^<>]*)>/g;
const PERSON = /^@([UW][A-Z0-9]+)(?:\|.*)?$/s;
/** `<!subteam^S1|@team>`, `<!here>`, `<#C1|general>`: many people, none of whom is meant. */
const GROUP = /^(?:!(?:subteam\^)?|#)([A-Za-z0-9]+)(?:\^[^|]*)?(?:\|(.*))?$/s;
/** A name that Slack did not find stays as it was typed. */
const NAMED = /(?<=^|\s)@([^\s@<>]{1,80})/g;
const EVERYBODY = ['here', 'channel', 'everyone'];

type Piece = string | { readonly person: string } | { readonly group: string } | { readonly name: string };

export interface Mentions {
  /** Ids of the mentioned people. */
  readonly people: readonly string[];
  /** The text with `<@key>` for each mention, and who was meant, in order. */
  readonly render: (tenant: string, contact: (id: string) => Contact) => { readonly text: string; readonly people: readonly Contact[] };
}

export function readMentions(text: string): Mentions {
  const pieces = text.split(ESCAPED).flatMap((piece, n): Piece[] => (n % 2 === 0 ? named(unescape(piece)) : [escaped(piece)]));
  return {
    people: pieces.flatMap((piece) => (typeof piece === 'object' && 'person' in piece ? [piece.person] : [])),
    render(tenant, contact) {
      const people: Contact[] = [];
      const mention = (one: Contact): string => {
        people.push(one);
        return `<@${one.key}>`;
      };
      const shown = pieces.map((piece): string => {
        if (typeof piece === 'string') return piece;
        if ('person' in piece) return mention(contact(piece.person));
        if ('group' in piece) return mention({ key: keyOf(tenant, `!${piece.group}`), name: piece.group, is: 'group' });
        return mention({ key: keyOf(tenant, `?${piece.name}`), name: `@${piece.name}`, is: 'unknown' });
      });
      return { text: shown.join(''), people };
    },
  };
}

function escaped(inner: string): Piece {
  const person = PERSON.exec(inner)?.[1];
  if (person !== undefined) return { person };
  const [, id, label] = GROUP.exec(inner) ?? [];
  if (id !== undefined)
    return { group: unescape(label === undefined || label === '' ? `${inner.startsWith('#') ? '#' : '@'}${id}` : label) };
  // An address, with or without the text that stands for it.
  return unescape(inner.split('|')[0] ?? '');
}

function named(text: string): Piece[] {
  return text.split(NAMED).map((piece, n): Piece => {
    if (n % 2 === 0) return piece;
    return EVERYBODY.includes(piece) ? { group: `@${piece}` } : { name: piece };
  });
}

const unescape = (text: string): string => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

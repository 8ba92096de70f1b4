// The grammar of what people type behind /nt2. The text may hold a pasted secret: it is read here and kept nowhere.

import { limits } from '../../core/limits.ts';
import { trimEdges, setOf, unquoted } from '../../core/edges.ts';
import { machineIn } from '../../core/machine-names.ts';
import { looksLikeSecret, readable } from '../../core/secret-detector.ts';

/** `… using contractor-key` at the end, where there are templates. */
export interface Using {
  readonly template: string;
  /** What stands before it. */
  readonly text: string;
}

export type Command =
  /** `label` is '' when what was typed looked like a secret. */
  | {
      readonly kind: 'share' | 'link';
      readonly label: string;
      readonly using?: Using;
      readonly leaked: boolean;
      /** `machine:ci`. */ readonly machine?: string;
    }
  | { readonly kind: 'revoke-machine'; readonly machine: string; readonly leaked: boolean }
  /** `fields`: the names of the values, where only names were typed, or names behind a colon. */
  | {
      readonly kind: 'request';
      readonly label: string;
      readonly fields: readonly string[];
      readonly using?: Using;
      readonly leaked: boolean;
    }
  | {
      readonly kind: 'list' | 'revoke' | 'block' | 'unblock' | 'blocks' | 'devices' | 'rotation' | 'incident' | 'offboard';
      readonly leaked: boolean;
    }
  /** `share`: the share whose id or address was typed; null: list all. */
  | { readonly kind: 'receipt'; readonly share: string | null; readonly leaked: boolean }
  /** `code`: what was typed behind it, which may be none. */
  | { readonly kind: 'login'; readonly code: string; readonly leaked: boolean }
  | { readonly kind: 'help'; readonly unknown: boolean; readonly leaked: boolean };

/** The id, or the address as cards show it and chats pass it on. With a key behind `#` it is a secret, and is treated as one. */
const RECEIPT_OF = /^\s*receipt\s+<?(?:(?:https?:\/\/)?[^\s#?|<>]+\/s\/)?([a-z2-7]{32})(?:\/receipt)?(?:\|[^\s#|<>]*)?>?\s*$/i;
/** A terminal's code is worth nothing to another person, so it is no secret that was pasted. */
const LOGIN_CODE = /^\s*login\s+([a-z]{4}[\s\p{Pd}]*[a-z]{4})\s*$/iu;
const MENTION = /<@[^<>\s]+>/g;
/** Separators between a name and the description: `@sam: the key`. */
const BETWEEN = setOf(' :,;–—');
const NONE = setOf('');

/**
 * `share @person… label` · `share @person label using template` · `link label` · `request @person label` · `request @person Stripe: STRIPE_KEY, STRIPE_WEBHOOK_SECRET` · `list` · `revoke` · `receipt` · `receipt id` · `block @person` · `unblock @person` · `blocks` · `devices` · `rotation` · `incident` · `offboard @person` · `login WDJB-MJHT` · `help`.
 * A mention in front stands for `share`; anything else is help.
 */
export function parseCommand(typed: string): Command {
  // Text that is too long to look through was pasted.
  const text = readable(typed);
  // An id looks like a secret, but opens nothing.
  const [, named] = RECEIPT_OF.exec(text) ?? [];
  if (named !== undefined) return { kind: 'receipt', share: named.toLowerCase(), leaked: false };
  const [, code] = LOGIN_CODE.exec(text) ?? [];
  if (code !== undefined) return { kind: 'login', code, leaked: false };
  const bare = text.replaceAll(MENTION, ' ').replaceAll(/\s+/g, ' ').trim();
  const leaked = text.length < typed.length || looksLikeSecret(bare);
  const [first = ''] = bare.split(' ');
  const kind = text.trimStart().startsWith('<@') ? 'share' : first.toLowerCase();
  const rest = text.trimStart().startsWith('<@') ? bare : bare.slice(first.length).trim();
  switch (kind) {
    case 'share': {
      const machine = machineIn(rest);
      if (machine === null) return { kind, label: leaked ? '' : labelIn(rest), ...(!leaked && usingIn(rest)), leaked };
      const about = machine.rest.trim();
      return { kind, machine: machine.name, label: leaked ? '' : labelIn(about), ...(!leaked && usingIn(about)), leaked };
    }
    case 'link':
      return { kind, label: leaked ? '' : labelIn(rest), ...(!leaked && usingIn(rest)), leaked };
    case 'request':
      return { kind, ...(leaked ? { label: '', fields: [] } : askedIn(rest)), ...(!leaked && usingIn(rest)), leaked };
    case 'revoke': {
      const machine = machineIn(rest);
      return machine === null ? { kind, leaked } : { kind: 'revoke-machine', machine: machine.name, leaked };
    }
    case 'list':
    case 'block':
    case 'unblock':
    case 'blocks':
    case 'devices':
    case 'rotation':
    case 'incident':
    case 'offboard':
      return { kind, leaked };
    case 'login':
      return { kind, code: leaked ? '' : rest, leaked };
    case 'receipt':
      return { kind, share: null, leaked };
    default:
      return { kind: 'help', unknown: bare !== '' && kind !== 'help', leaked };
  }
}

const USING = /^(.*?)(?:^|[\s:,;–—])using ([a-z][a-z0-9-]{0,23})$/i;

/** A label in quotes is a label. */
function usingIn(rest: string): { readonly using?: Using } {
  const [, text, template] = USING.exec(rest.trim()) ?? [];
  return text === undefined || template === undefined ? {} : { using: { text, template: template.toLowerCase() } };
}

export const labelIn = (text: string): string => cut(unquoted(trimEdges(text, BETWEEN, NONE)));
export const askedIn = (text: string): { readonly label: string; readonly fields: readonly string[] } =>
  askedFor(unquoted(trimEdges(text, BETWEEN, NONE)));

/** A name of a variable, as no sentence has it: `STRIPE_KEY`. */
const VARIABLE = /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/;

function askedFor(text: string): { readonly label: string; readonly fields: readonly string[] } {
  const colon = text.lastIndexOf(':');
  const fields = text
    .slice(colon + 1)
    .split(/[,\s]+/)
    .filter((name) => name !== '');
  if (fields.length === 0 || !fields.every((name) => VARIABLE.test(name))) return { label: cut(text), fields: [] };
  const before = text.slice(0, Math.max(0, colon)).trim();
  return { label: cut(before === '' ? fields.join(', ') : before), fields: [...new Set(fields)] };
}

function cut(text: string): string {
  return [...text].slice(0, limits.label).join('').trim();
}

// The grammar of what people type behind /nt2. The text may hold a pasted secret: it is read here and kept nowhere.

import { limits } from '../../core/limits.ts';
import { looksLikeSecret } from './pasted.ts';

export type Command =
  /** `label` is '' when what was typed looked like a secret. */
  | { readonly verb: 'share'; readonly label: string; readonly leaked: boolean }
  | { readonly verb: 'list' | 'revoke' | 'receipt'; readonly leaked: boolean }
  | { readonly verb: 'help'; readonly unknown: boolean; readonly leaked: boolean };

const MENTION = /<@[^<>\s]+>/g;
const QUOTES = /^(["'“”‘’„«»]+)(.*?)["'“”‘’„«»]+$/su;

/** `share @person… label` · `share label` · `list` · `revoke` · `receipt` · `help`. A mention in front stands for `share`; anything else is help. */
export function readCommand(text: string): Command {
  const bare = text.replaceAll(MENTION, ' ').replaceAll(/\s+/g, ' ').trim();
  const leaked = looksLikeSecret(bare);
  const [first = ''] = bare.split(' ');
  const verb = text.trimStart().startsWith('<@') ? 'share' : first.toLowerCase();
  const rest = text.trimStart().startsWith('<@') ? bare : bare.slice(first.length).trim();
  switch (verb) {
    case 'share':
      return { verb, label: leaked ? '' : cut(unquoted(rest)), leaked };
    case 'list':
    case 'revoke':
    case 'receipt':
      return { verb, leaked };
    default:
      return { verb: 'help', unknown: bare !== '' && verb !== 'help', leaked };
  }
}

function unquoted(text: string): string {
  return QUOTES.exec(text)?.[2]?.trim() ?? text;
}

function cut(text: string): string {
  return [...text].slice(0, limits.label).join('').trim();
}

// HTML as text. Everything that is put in is escaped, unless it is HTML already.

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

export interface Html {
  readonly html: string;
}

type Part = Html | string | number | false | readonly Html[];

function textOf(part: Part): string {
  if (part === false) return '';
  if (typeof part === 'string' || typeof part === 'number') return String(part).replace(/[&<>"]/g, (sign) => ENTITIES[sign] ?? sign);
  return 'html' in part ? part.html : part.map((one) => one.html).join('');
}

export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return { html: strings.reduce((text, string, at) => `${text}${textOf(parts[at - 1] ?? '')}${string}`) };
}

/** Words between backquotes become code: `` `nt2 token create` ``. */
export function prose(text: string): Html {
  const parts = text.split('`');
  return { html: parts.map((part, at) => (at % 2 === 1 ? html`<code>${part}</code>` : html`${part}`).html).join('') };
}

// Text in PEM (RFC 7468, with the headers of RFC 1421) as blocks, and what is broken in it.

export interface PemBlock {
  readonly label: string;
  /** `Proc-Type: 4,ENCRYPTED` and its like. */
  readonly headers: string;
  readonly bytes: Uint8Array;
}

export type ParsedPem =
  | { readonly kind: 'blocks'; readonly blocks: readonly PemBlock[] }
  /** `none`: no PEM. `flat`: its line breaks got lost; `fix` has them again. `end`: no end. `label`: another end. `base64`: not what it should be. */
  | { readonly kind: 'none' | 'end' | 'label' | 'base64' }
  | { readonly kind: 'flat'; readonly fix: string };

const BEGIN = '-----BEGIN ';
const END = '-----END ';
const DASHES = '-----';
/** No chain of certificates has more. */
const MOST_BLOCKS = 64;

/** Base64 in PEM, without white space; null when it is none. */
function decode(text: string): Uint8Array | null {
  const plain = text.replace(/\s+/g, '');
  if (plain === '' || plain.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(plain)) return null;
  return Uint8Array.from(atob(plain), (character) => character.charCodeAt(0));
}

const lines = (base64: string): string => base64.replace(/[^\n]{64}(?=[^\n])/g, '$&\n');

/** `\n` as two characters, or blanks, in the place of line breaks. */
function withLines(text: string): string | null {
  const one = text.trim().replaceAll('\\r', '').replaceAll('\\n', '\n');
  if (one.includes('\n')) return one.endsWith('\n') ? one : `${one}\n`;
  const blocks: string[] = [];
  for (let at = 0; at < one.length && blocks.length < MOST_BLOCKS;) {
    const label = one.slice(at + BEGIN.length).split(DASHES, 1)[0] ?? '';
    const from = at + BEGIN.length + label.length + DASHES.length;
    const end = `${END}${label}${DASHES}`;
    const to = one.indexOf(end, from);
    if (!one.startsWith(BEGIN, at) || to < 0) return null;
    const inside = one.slice(from, to).replace(/\s+/g, '');
    if (!/^[A-Za-z0-9+/]+={0,2}$/.test(inside)) return null;
    blocks.push(`${BEGIN}${label}${DASHES}\n${lines(inside)}\n${end}\n`);
    at = to + end.length;
    while (one[at] === ' ') at += 1;
  }
  return blocks.join('');
}

export function parsePem(text: string): ParsedPem {
  let at = text.indexOf(BEGIN);
  if (at < 0) return { kind: 'none' };
  if (!text.trim().includes('\n')) {
    const fix = withLines(text);
    return fix === null || parsePem(fix).kind !== 'blocks' ? { kind: 'end' } : { kind: 'flat', fix };
  }
  const blocks: PemBlock[] = [];
  while (at >= 0 && blocks.length < MOST_BLOCKS) {
    const label = text.slice(at + BEGIN.length, at + BEGIN.length + 80).split(DASHES, 1)[0] ?? '';
    const from = at + BEGIN.length + label.length + DASHES.length;
    const to = text.indexOf(END, from);
    if (to < 0) return { kind: 'end' };
    if (!text.startsWith(`${END}${label}${DASHES}`, to)) return { kind: 'label' };
    const block = parseBlock(label, text.slice(from, to));
    if (block === null) return { kind: 'base64' };
    blocks.push(block);
    at = text.indexOf(BEGIN, to);
  }
  return { kind: 'blocks', blocks };
}

function parseBlock(label: string, inside: string): PemBlock | null {
  const body = inside.replaceAll('\r', '').replace(/^[ \t]*\n/, '');
  const hasHeaders = /^[A-Za-z-]+:/.test(body);
  const blank = hasHeaders ? body.indexOf('\n\n') : -1;
  const headers = blank < 0 ? '' : body.slice(0, blank);
  // An armoured PGP key ends with a checksum of its own.
  const text = (blank < 0 ? body : body.slice(blank + 2)).replace(/\n=[A-Za-z0-9+/]{4}\n$/, '\n');
  const bytes = decode(text);
  return bytes === null ? null : { label, headers, bytes };
}

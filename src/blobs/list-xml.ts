// Reads the XML with which a bucket answers: the pages of a listing, and the code of an error. It knows no more of XML than S3 writes
// (elements, text, the five entities), refuses declarations of types, and reads in one pass.

export interface ListedPage {
  readonly keys: readonly string[];
  /** What the keys have in common up to the delimiter, where one was asked for. */
  readonly prefixes: readonly string[];
  /** Where the next page begins; null: this is the last one. */
  readonly next: string | null;
}

type Found = (path: string, text: string) => void;

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Null: S3 lists nothing in this way. */
export function parseListing(xml: string): ListedPage | null {
  const keys: string[] = [];
  const prefixes: string[] = [];
  let truncated: string | null = null;
  let next: string | null = null;
  const isWhole = walk(xml, 'ListBucketResult', (path, text) => {
    if (path === 'ListBucketResult/Contents/Key') keys.push(text);
    else if (path === 'ListBucketResult/CommonPrefixes/Prefix') prefixes.push(text);
    else if (path === 'ListBucketResult/IsTruncated') truncated = text;
    else if (path === 'ListBucketResult/NextContinuationToken') next = text;
  });
  if (!isWhole || !(truncated === 'true' || truncated === 'false')) return null;
  if (truncated === 'false') return { keys, prefixes, next: null };
  // A page that says that there is more, and not where, would be read for ever.
  return next === null || next === '' ? null : { keys, prefixes, next };
}

/** `<Error><Code>SlowDown</Code>…`: its code; '' where there is none. */
export function parseErrorCode(xml: string): string {
  let code = '';
  const isWhole = walk(xml, 'Error', (path, text) => {
    if (path === 'Error/Code' && /^[A-Za-z0-9.]{1,60}$/.test(text)) code = text;
  });
  return isWhole ? code : '';
}

/** `<VersioningConfiguration><Status>Enabled</Status>`: Enabled, Suspended, or '' */
export function parseVersioning(xml: string): string | null {
  let status = '';
  const isWhole = walk(xml, 'VersioningConfiguration', (path, text) => {
    if (path === 'VersioningConfiguration/Status') status = text;
  });
  return isWhole ? status : null;
}

/** False: it is cut, has another root, or is something else. */
function walk(xml: string, root: string, found: Found): boolean {
  const path: string[] = [];
  let [at, text, isOver] = [0, '', false];
  while (at < xml.length) {
    if (xml[at] !== '<') {
      const end = xml.indexOf('<', at);
      const part = xml.slice(at, end === -1 ? undefined : end);
      if (path.length > 0) text += part;
      else if (part.replace('\u{feff}', '').trim() !== '') return false;
      at += part.length;
      continue;
    }
    const end = xml.indexOf('>', at);
    const tag = end === -1 ? '' : xml.slice(at + 1, end);
    at = end + 1;
    if (tag.startsWith('?')) continue;
    const [, closes = '', name = '', isEmpty = ''] = /^(\/?)([A-Za-z][\w:.-]*)(?:\s[^<>]*?)?(\/?)$/.exec(tag) ?? [];
    if (name === '' || isOver) return false;
    if (closes === '/') {
      const value = plain(text);
      if (path.at(-1) !== name || value === null) return false;
      found(path.join('/'), value);
      path.pop();
      isOver = path.length === 0;
    } else {
      if (path.length === 0 && name !== root) return false;
      if (isEmpty === '') path.push(name);
      else isOver = path.length === 0;
    }
    text = '';
  }
  return isOver;
}

/** Null: an entity that it does not know. */
function plain(text: string): string | null {
  let isKnown = true;
  const value = text.replaceAll(/&([^;&]{0,10});?/g, (_, name: string) => {
    const [, hex, decimal] = /^#(?:x([\da-f]{1,6})|(\d{1,7}))$/i.exec(name) ?? [];
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    if (code <= 0x10ffff) return String.fromCodePoint(code);
    const known = ENTITIES[name];
    isKnown &&= known !== undefined;
    return known ?? '';
  });
  return isKnown ? value : null;
}

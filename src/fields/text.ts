// What is wrong with a text whatever it is: characters that nobody sees, a stand-in in the place of the value, two secrets in one field.

import { findInvisible, withoutInvisible } from '../core/text-safety.ts';
import type { CheckFinding } from './hint.ts';
import { isKey } from './key-shapes.ts';
import { unseenText } from './white-space.ts';

/** What stands where a value should: whole, in small letters. */
const STAND_INS = new Set([
  'changeme', 'change me', 'change-me', 'change_me', 'replaceme', 'replace-me', 'replace_me', 'password', 'passwort', 'secret', 'token', 'apikey', 'api key',
  'example', 'test', 'todo', 'tbd', 'tba', 'fixme', 'none', 'null', '(null)', 'nil', 'undefined', 'nan', 'n/a', 'na', 'foo', 'bar', 'foobar', 'dummy', 'placeholder',
  '[object object]', 'redacted', '[redacted]', '<redacted>', 'hidden', '***', '...', '…', '-', '?', 'lorem ipsum',
]); // prettier-ignore

function isStandIn(text: string): boolean {
  if (text.length > 200) return false;
  const small = text.toLowerCase();
  if (STAND_INS.has(small) || /^(?:x{3,}|\*{3,}|\.{3,}|_{3,}|0{6,}|#{3,})$/.test(small)) return true;
  if (/^(?:<[^<>]+>|\{\{[^{}]+\}\}|\$\{[^{}]+\}|%[A-Za-z_]+%)$/.test(text)) return true;
  if (/^(?:your|my|insert|enter|put|paste|replace)[-_ ].*(?:key|token|password|secret|here|value)/.test(small)) return true;
  return /(?:changeme|change[-_]me|replace[-_]?me)|^(?:akia|wjalrx)[a-z0-9/+]*example(?:key)?$/.test(small);
}

/** What a page shows in the place of what it hides: bullets, or a beginning and an ellipsis. */
function isMasked(text: string): boolean {
  if (/[•●∙]{3}/.test(text)) return true;
  if (text.length > 200 || /\s/.test(text)) return false;
  let end = text.length;
  while (end > text.length - 8 && /[A-Za-z0-9]/.test(text.charAt(end - 1))) end -= 1;
  return ['…', '...', '****'].some((sign) => text.slice(0, end).endsWith(sign));
}

const QUOTES: Readonly<Record<string, string>> = { '"': '"', "'": "'", '`': '`', '“': '”', '„': '“', '‘': '’', '«': '»' };

/** A letter of another script, or a mark that an editor has put in the place of a plain one. */
const ODD = /[\u0370-\u03ff\u0400-\u04ff\u2010-\u2015\u2018-\u201f\u2212\uff01-\uff5e]/;

/** Characters that take part in a key; the odd ones are what is looked for. */
function hasLookAlike(text: string): boolean {
  if (text.length < 8 || text.length > 4_000 || /\s/.test(text) || !ODD.test(text)) return false;
  let plain = 0;
  for (const character of text) if (character >= '!' && character <= '~') plain += 1;
  return plain / text.length >= 0.6;
}

/** A name and its password, or more than one key of a known form. */
function holdsTwo(text: string): boolean {
  if (text.length > 20_000) return false;
  const keys = new Set(text.split(/[\s,;|]+/).filter((part) => part.length < 500 && isKey(part)));
  if (keys.size > 1) return true;
  return /^[^\s:@/]{1,64}@[^\s:@/]{1,190}:[^\s/][^\s]{2,200}$/.test(text) || /^AKIA[A-Z2-7]{16}[:,\s]+[A-Za-z0-9+/]{40}$/.test(text);
}

/** `isExact`: a program or a bank reads it, so that each character counts. */
export function checkText(value: string, isExact: boolean): readonly CheckFinding[] {
  const found: CheckFinding[] = [];
  // A key in PEM ends with a line break, because ssh wants it.
  const seen = /^(?:-----BEGIN |PuTTY-)/.test(value) ? value.replace(/([^\s])\r?\n$/, '$1') : value;
  const invisible = isExact ? findInvisible(seen) : null;
  if (invisible !== null) found.push({ check: 'text.unseen', says: unseenText(invisible), fix: withoutInvisible(value) });
  const text = value.trim();
  if (text === '') return found;
  if (isExact) {
    if (isStandIn(text)) found.push({ check: 'text.stand-in' });
    else if (isMasked(text)) found.push({ check: 'text.masked' });
    const close = QUOTES[text.charAt(0)];
    const inside = text.slice(1, -1);
    if (text.length > 2 && close !== undefined && text.endsWith(close) && !inside.includes(close) && !inside.includes('\n'))
      found.push({ check: 'text.quotes', fix: inside });
    else if (hasLookAlike(text)) found.push({ check: 'text.look-alike' });
    const scheme = /^(?:Bearer|Basic|Token|Authorization:\s?\w+)\s+(?=\S+$)/i.exec(text.slice(0, 4_000))?.[0];
    if (scheme !== undefined) found.push({ check: 'text.scheme', fix: text.slice(scheme.length) });
    const name = /^(?:export\s+)?[A-Z][A-Z0-9]*_[A-Z0-9_]*=(?=[^\s=]{4})/.exec(text.slice(0, 200))?.[0];
    if (name !== undefined && !text.includes('\n')) found.push({ check: 'text.assignment', fix: text.slice(name.length) });
  }
  if (holdsTwo(text)) found.push({ check: 'text.two' });
  return found;
}

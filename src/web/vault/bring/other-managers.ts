// What other password managers export as CSV, by the names of its columns. Nothing is thrown away: a column that is not known becomes a field.
// See docs/decisions/csv-of-other-managers.md.

import Papa from 'papaparse';
import { ITEM_LIMITS } from '../../../crypto/share-terms.ts';
import type { Field } from '../../../crypto/capsule/items.ts';
import { VAULT_LIMITS, type VaultDraft } from '../items/item.ts';

export interface Found {
  /** As in “12 items found (Bitwarden)”. */
  readonly what: string;
  readonly drafts: readonly VaultDraft[];
  /** Lines that became no item. */
  readonly left: number;
}

type Part = 'label' | 'folder' | 'user' | 'password' | 'url' | 'code' | 'note';

/** In small letters. Where a file has two of one part, the first that is not empty is it, and the other a field of its own. */
const COLUMNS: Readonly<Record<Part, readonly string[]>> = {
  label: ['title', 'name', 'account'],
  folder: ['folder', 'grouping', 'group', 'category', 'vault', 'collections'],
  user: ['username', 'login_username', 'login name', 'user name', 'login', 'email'],
  password: ['password', 'login_password'],
  url: ['url', 'login_uri', 'web site', 'website'],
  code: ['totp', 'login_totp', 'otpauth', 'otpsecret', 'otpurl'],
  note: ['notes', 'note', 'extra', 'comments'],
};

/** What says nothing to a person. */
const OWN =
  'favorite,fav,reprompt,type,httprealm,formactionorigin,guid,icon,archived,autofill,timecreated,timelastused,timepasswordchanged,createtime,modifytime,created,last modified'.split(
    ',',
  );

/** By a column that no other has. */
const MANAGERS: readonly (readonly [column: string, name: string])[] = [
  ['login_password', 'Bitwarden'],
  ['grouping', 'LastPass'],
  ['otpsecret', 'Dashlane'],
  ['timepasswordchanged', 'Firefox'],
  ['modifytime', 'Proton Pass'],
  ['last modified', 'KeePassXC'],
  ['login name', 'KeePass'],
  ['archived', '1Password'],
  ['otpauth', 'Apple Passwords'],
];

const FIELDS: readonly (readonly [part: Part, name: string, hidden: boolean])[] = [
  ['user', 'Username', false],
  ['password', 'Password', true],
  ['url', 'URL', false],
  ['code', 'One-time code key', true],
  ['note', 'Note', false],
];

/** Null: it has no columns that could be those of a password manager. */
export function parseManagers(text: string): Found | null {
  const { data, meta } = Papa.parse<Record<string, string>>(text.replace(/^\uFEFF/, ''), { header: true, skipEmptyLines: 'greedy' });
  const columns = meta.fields ?? [];
  const known = new Set(columns.map((column) => column.trim().toLowerCase()));
  const has = (part: Part): boolean => COLUMNS[part].some((name) => known.has(name));
  if (!(has('label') || has('url')) || !(has('password') || has('note'))) return null;
  const drafts = data.map(parseRow);
  const what = MANAGERS.find(([column]) => known.has(column))?.[1] ?? 'CSV';
  return { what, drafts: drafts.filter((draft) => draft !== null), left: drafts.filter((draft) => draft === null).length };
}

function parseRow(line: Readonly<Record<string, string>>): VaultDraft | null {
  const cells = Object.entries(line).flatMap(([column, value]) =>
    typeof value === 'string' && value !== '' ? [{ column, name: column.trim().toLowerCase(), value }] : [],
  );
  const parts = new Map<Part, (typeof cells)[number]>();
  for (const part of Object.keys(COLUMNS) as Part[]) {
    const found = COLUMNS[part].map((name) => cells.find((cell) => cell.name === name)).find((cell) => cell !== undefined);
    if (found !== undefined) parts.set(part, found);
  }
  const used = new Set(parts.values());
  const fields = FIELDS.flatMap(([part, name, hidden]): Field[] => {
    const value = parts.get(part)?.value;
    // LastPass gives its notes this address.
    return value === undefined || (part === 'url' && value === 'http://sn') ? [] : [{ name, value, hidden }];
  });
  const others = cells
    .filter((cell) => !used.has(cell) && !OWN.includes(cell.name))
    .map(({ column, value }): Field => ({ name: cut(column.trim(), ITEM_LIMITS.fieldName), value, hidden: true }));
  const all = [...fields, ...others];
  if (all.length === 0 || all.length > ITEM_LIMITS.fields || !all.every(({ value }) => value.isWellFormed())) return null;
  if (new TextEncoder().encode(JSON.stringify(all)).length > ITEM_LIMITS.bytes - 1_024) return null;
  const label = parts.get('label')?.value ?? hostOf(parts.get('url')?.value ?? '') ?? parts.get('user')?.value ?? 'Untitled';
  const isNote = all.length === 1 && all[0]?.name === 'Note';
  const folder = cut((parts.get('folder')?.value ?? '').replace(/^Root\/?/, ''), VAULT_LIMITS.folder);
  return { kind: isNote ? 'note' : 'credential', label: cut(label, ITEM_LIMITS.label), folder, fields: all, files: [] };
}

const cut = (text: string, most: number): string => [...text.toWellFormed()].slice(0, most).join('');

function hostOf(url: string): string | null {
  return URL.canParse(url) ? new URL(url).host || null : null;
}

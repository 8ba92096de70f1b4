// What lies in a vault: items of all kinds, each in two parts. The head is read when the vault opens, so that a list can be shown and searched;
// the body, with every value, only when a person opens that item. Read strictly: a vault never shows what it does not know.

import { encodeBase32, encodeUtf8, decodeUtf8, type Bytes } from '../../../crypto/bytes.ts';
import { parseItems, type Field } from '../../../crypto/capsule/items.ts';
import { KINDS, type Kind } from '../../../crypto/share-terms.ts';

export interface VaultHead {
  /** 26 letters of base32: 16 random bytes. */
  readonly id: string;
  readonly kind: Kind;
  /** At most 80 characters. */
  readonly label: string;
  /** At most 80 characters; empty: in no folder. */
  readonly folder: string;
  readonly fieldNames: readonly string[];
  readonly fileNames: readonly string[];
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly changedAt: number;
}

/** Its bytes lie sealed beside the item, under `id`. */
export interface VaultFile {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  /** At most 5 MB. */
  readonly bytes: number;
}

/** A value that a field had before. */
export interface FormerValue {
  readonly field: string;
  readonly value: string;
  readonly hidden: boolean;
  readonly until: number;
}

export interface VaultBody {
  readonly fields: readonly Field[];
  readonly files: readonly VaultFile[];
  /** The newest first. */
  readonly history: readonly FormerValue[];
  /** Whom it came from, and when, if it was handed over. */
  readonly from?: From;
  /** How it was shared last, to be sent again with one press. */
  readonly shared?: SharedLast;
}

export interface From {
  /** Empty: of a link, which says no name that the server stands for. */
  readonly name: string;
  readonly at: number;
  /** Where its receipt is; empty: a link's holder has none. */
  readonly share: string;
  readonly note?: string;
}

export interface SharedLast {
  /** As the client names people; null: by a one-time link. */
  readonly person: string | null;
  readonly name: string;
  readonly hasWords: boolean;
  readonly hasFiles: boolean;
  readonly at: number;
}

export const VAULT_LIMITS = { folder: 80, fileBytes: 5_000_000, files: 20, history: 50 } as const;

/** What a person writes: all else follows from it. */
export interface VaultDraft {
  readonly kind: Kind;
  readonly label: string;
  readonly folder: string;
  readonly fields: readonly Field[];
  readonly files: readonly VaultFile[];
  readonly from?: VaultBody['from'];
  readonly shared?: VaultBody['shared'];
  /** Of an item that comes out of an export. */
  readonly kept?: Pick<VaultHead, 'createdAt' | 'changedAt'> & Pick<VaultBody, 'history'>;
}

/** A file whose bytes are still to be sealed. */
export interface NewVaultFile {
  readonly id: string;
  readonly bytes: Bytes;
}

export interface NewVaultItem {
  readonly draft: VaultDraft;
  readonly files: readonly NewVaultFile[];
}

export const newItemId = (random: (length: number) => Uint8Array): string => encodeBase32(random(16));

/** The item that a draft makes of the one before; what a field had is kept in its history. */
export function written(
  draft: VaultDraft,
  {
    id,
    now,
    before,
  }: { readonly id: string; readonly now: number; readonly before: { readonly head: VaultHead; readonly body: VaultBody } | null },
): { head: VaultHead; body: VaultBody } {
  const { kind, label, folder, fields, files, kept } = draft;
  const [from, shared] = [draft.from ?? before?.body.from, draft.shared ?? before?.body.shared];
  const former = before === null ? [] : formerValues(before.body.fields, fields, now);
  return {
    head: {
      id,
      kind,
      label,
      folder,
      fieldNames: fields.map(({ name }) => name),
      fileNames: files.map(({ name }) => name),
      createdAt: before?.head.createdAt ?? kept?.createdAt ?? now,
      changedAt: kept?.changedAt ?? now,
    },
    body: {
      fields,
      files,
      history: [...former, ...(before?.body.history ?? kept?.history ?? [])].slice(0, VAULT_LIMITS.history),
      ...(from !== undefined && { from }),
      ...(shared !== undefined && { shared }),
    },
  };
}

function formerValues(before: readonly Field[], after: readonly Field[], now: number): FormerValue[] {
  return before.flatMap(({ name, value, hidden }) =>
    value === '' || after.some((field) => field.name === name && field.value === value) ? [] : [{ field: name, value, hidden, until: now }],
  );
}

export const encodeHead = (head: VaultHead): Bytes => encodeUtf8(JSON.stringify(head));
export const encodeBody = (body: VaultBody): Bytes => encodeUtf8(JSON.stringify(body));

export function parseVaultHead(bytes: Bytes): VaultHead | null {
  const value = json(bytes);
  if (value === null || !KINDS.some((kind) => kind === value['kind'])) return null;
  const texts = [value['id'], value['label'], value['folder']];
  const times = [value['createdAt'], value['changedAt']];
  const lists = [value['fieldNames'], value['fileNames']];
  const isHead =
    texts.every((text) => typeof text === 'string') &&
    times.every(Number.isSafeInteger) &&
    lists.every((list) => Array.isArray(list) && list.every((name) => typeof name === 'string'));
  return isHead ? (value as unknown as VaultHead) : null;
}

export function parseVaultBody(bytes: Bytes): VaultBody | null {
  const value = json(bytes);
  if (value === null) return null;
  const { fields, files, history } = value;
  if (!Array.isArray(fields) || !Array.isArray(files) || !Array.isArray(history)) return null;
  const items = fields.length === 0 ? null : parseItems({ v: 1, items: [{ kind: 'note', label: '', fields }] });
  if (fields.length > 0 && items === null) return null;
  const isFile = (file: unknown): boolean => has(file, { id: 'string', name: 'string', type: 'string', bytes: 'count' });
  const isFormer = (former: unknown): boolean => has(former, { field: 'string', value: 'string', hidden: 'boolean', until: 'count' });
  const { from, shared } = value;
  const note = has(from, { note: 'string' }) || !has(from, {}) || !('note' in (from as object));
  const isFrom = from === undefined || (has(from, { name: 'string', at: 'count', share: 'string' }) && note);
  return files.every(isFile) && history.every(isFormer) && isFrom && isSharedLast(shared) ? (value as unknown as VaultBody) : null;
}

function isSharedLast(value: unknown): boolean {
  if (value === undefined) return true;
  const types = { name: 'string', hasWords: 'boolean', hasFiles: 'boolean', at: 'count' };
  return has(value, types) && (has(value, { person: 'string' }) || (value as { person?: unknown }).person === null);
}

function json(bytes: Bytes): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(decodeUtf8(bytes));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

/** `count`: a whole number from 0 on, as sizes and times are. */
function has(value: unknown, types: Readonly<Record<string, string>>): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const entries = value as Record<string, unknown>;
  return Object.entries(types).every(([key, type]) => (type === 'count' ? isCount(entries[key]) : typeof entries[key] === type));
}

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;

// What is put into a vault from outside: one item with its files, as it lies sealed in the inbox until the vault is open.

import { decodeUtf8, encodeUtf8, randomBytes, type Bytes } from '../../../crypto/bytes.ts';
import type { Field, Item } from '../../../crypto/capsule/items.ts';
import { KINDS, type Kind } from '../../../crypto/share-terms.ts';
import { encodeBody, newItemId, parseVaultBody, VAULT_LIMITS, type From, type VaultBody, type NewVaultItem } from '../items/item.ts';

export interface FileToKeep {
  readonly name: string;
  readonly type: string;
  readonly bytes: Bytes;
}

/** What was opened, and what was said beside it. */
export interface Kept {
  readonly items: readonly Item[];
  readonly files: readonly FileToKeep[];
  readonly label: string;
  readonly from: From;
}

/** As items of a vault: files belong to the whole, so they lie with the first. */
export function toVaultItems({ items, files, label, from }: Kept): NewVaultItem[] {
  const held = files.map((file) => ({ ...file, id: newItemId(randomBytes) }));
  const all: readonly Item[] = items.length === 0 ? [{ kind: 'document', label, fields: [] }] : items;
  return all.map((item, at) => {
    const own = at === 0 ? held : [];
    return {
      draft: {
        kind: item.kind,
        label: item.label || label,
        folder: '',
        fields: item.fields.map((field, row): Field => (field.name === '' ? { ...field, name: nameOf(label, row) } : field)),
        files: own.map(({ id, name, type, bytes }) => ({ id, name, type, bytes: bytes.length })),
        from,
      },
      files: own.map(({ id, bytes }) => ({ id, bytes })),
    };
  });
}

// One value that the share alone names.
const nameOf = (label: string, row: number): string => (row === 0 ? label : `${label} ${row + 1}`).slice(0, 120);

interface Line {
  readonly v: 1;
  readonly kind: Kind;
  readonly label: string;
  readonly body: VaultBody;
}

export function encodeKept({ draft: { kind, label, fields, files, from } }: NewVaultItem): Bytes {
  const body: VaultBody = { fields, files, history: [], ...(from !== undefined && { from }) };
  return encodeUtf8(JSON.stringify({ v: 1, kind, label, body } satisfies Line));
}

/** Null: not what was put in. `contents`: of its files, in their order. */
export function parseKeptItem(bytes: Bytes, contents: readonly Bytes[]): NewVaultItem | null {
  try {
    const line = JSON.parse(decodeUtf8(bytes)) as Partial<Line> | null;
    const kind = KINDS.find((one) => one === line?.kind);
    const label = line?.label;
    const body = parseVaultBody(encodeBody(line?.body as VaultBody));
    if (line?.v !== 1 || kind === undefined || typeof label !== 'string' || body === null) return null;
    const { fields, files, from } = body;
    const isWhole = files.length === contents.length && files.length <= VAULT_LIMITS.files;
    if (!isWhole || files.some((file, at) => file.bytes !== contents[at]?.length || file.bytes > VAULT_LIMITS.fileBytes)) return null;
    // New names: what is put in must not take the place of a file that lies there.
    const named = files.map((file) => ({ ...file, id: newItemId(randomBytes) }));
    const held = named.map(({ id }, at) => ({ id, bytes: contents[at] as Bytes }));
    return { draft: { kind, label, folder: '', fields, files: named, ...(from !== undefined && { from }) }, files: held };
  } catch {
    return null;
  }
}

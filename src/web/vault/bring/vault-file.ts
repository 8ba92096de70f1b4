// An export: everything in the vault as one JSON text, which goes into an age file under words. Read strictly, and never partly: what is damaged is told.

import { decodeBase64, decodeUtf8, encodeBase64, encodeUtf8, type Bytes } from '../../../crypto/bytes.ts';
import { KINDS } from '../../../crypto/share-terms.ts';
import {
  encodeBody,
  parseVaultBody,
  VAULT_LIMITS,
  type VaultBody,
  type VaultFile,
  type NewVaultFile,
  type NewVaultItem,
} from '../items/item.ts';
import type { OpenedItem } from '../vault.ts';

const NAME = 'nt2-vault';

interface Line {
  readonly kind: string;
  readonly label: string;
  readonly folder: string;
  readonly createdAt: number;
  readonly changedAt: number;
  readonly body: VaultBody;
  /** base64, in the order of the body's files. */
  readonly contents: readonly string[];
}

export interface Whole {
  readonly item: OpenedItem;
  readonly contents: readonly Bytes[];
}

export function encodeExport(items: readonly Whole[], now: number): Bytes {
  const lines = items.map(({ item: { head, body }, contents }): Line => {
    const { kind, label, folder, createdAt, changedAt } = head;
    return { kind, label, folder, createdAt, changedAt, body, contents: contents.map(encodeBase64) };
  });
  return encodeUtf8(JSON.stringify({ file: NAME, v: 1, exportedAt: now, items: lines }));
}

/** Null: it is not an export of ours, or not whole. `newId`: each file gets a new name, since the old one may be taken here. */
export function parseExport(bytes: Bytes, newId: () => string): readonly NewVaultItem[] | null {
  try {
    const read = JSON.parse(decodeUtf8(bytes)) as { file?: unknown; v?: unknown; items?: unknown };
    if (read.file !== NAME || read.v !== 1 || !Array.isArray(read.items)) return null;
    const items = (read.items as Partial<Line>[]).map((line) => parseLine(line, newId));
    return items.every((item) => item !== null) ? items : null;
  } catch {
    return null;
  }
}

function parseLine(line: Partial<Line>, newId: () => string): NewVaultItem | null {
  const { label, folder, createdAt, changedAt, contents } = line;
  const kind = KINDS.find((one) => one === line.kind);
  const body = parseVaultBody(encodeBody(line.body as VaultBody));
  if (kind === undefined || body === null || !Array.isArray(contents) || contents.length !== body.files.length) return null;
  if (typeof label !== 'string' || typeof folder !== 'string' || !Number.isSafeInteger(createdAt) || !Number.isSafeInteger(changedAt))
    return null;
  const files: NewVaultFile[] = [];
  const named: VaultFile[] = [];
  for (const [at, text] of contents.entries()) {
    const bytes = typeof text === 'string' ? decodeBase64(text) : null;
    const file = body.files[at];
    if (bytes === null || file === undefined || bytes.length !== file.bytes || bytes.length > VAULT_LIMITS.fileBytes) return null;
    const id = newId();
    files.push({ id, bytes });
    named.push({ ...file, id });
  }
  const kept = { createdAt: createdAt as number, changedAt: changedAt as number, history: body.history };
  const { fields, from } = body;
  return { draft: { kind, label, folder, fields, files: named, kept, ...(from !== undefined && { from }) }, files };
}

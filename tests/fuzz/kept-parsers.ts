// Parsers of what a browser keeps for a person and takes from their disk: items of a vault, what was put in, exports, files of other managers.

import { expect } from 'vitest';
import { encodeUtf8, type Bytes } from '../../src/crypto/bytes.ts';
import { formatContent, parseContent } from '../../src/crypto/share-file/content.ts';
import { parseManagers } from '../../src/web/vault/bring/other-managers.ts';
import { encodeExport, parseExport } from '../../src/web/vault/bring/vault-file.ts';
import { encodeKept, parseKeptItem } from '../../src/web/vault/inbox/kept-item.ts';
import { encodeBody, encodeHead, parseVaultBody, parseVaultHead, VAULT_LIMITS, type NewVaultItem } from '../../src/web/vault/items/item.ts';
import type { Parser } from './parser.ts';

const NOW = 1_795_000_000_000;
const FILE = { id: 'file1', name: 'relay.pem', type: '', bytes: 4 };
const CONTENT = new Uint8Array([0, 255, 10, 13]);
const FIELDS = [{ name: 'Secret', value: 'example-not-a-real-key', hidden: true }];
const HEAD = {
  id: 'a'.repeat(26),
  kind: 'credential',
  label: 'Stripe',
  folder: 'Work',
  fieldNames: ['Secret'],
  fileNames: ['relay.pem'],
  createdAt: NOW,
  changedAt: NOW,
} as const;
const BODY = {
  fields: FIELDS,
  files: [FILE],
  history: [{ field: 'Secret', value: 'before', hidden: true, until: NOW }],
  from: { name: 'Alex', at: NOW, share: '', note: 'x' },
  shared: { person: null, name: '', hasWords: true, hasFiles: false, at: NOW },
};
const DRAFT = { kind: HEAD.kind, label: HEAD.label, folder: '', fields: FIELDS, files: [FILE], from: BODY.from } as const;
const SHARED = { label: 'x', note: '', sender: null, savedAt: NOW, items: [{ kind: 'credential', label: 'x', fields: FIELDS }] } as const;
const text = (bytes: Bytes): string => Buffer.from(bytes).toString();

/** Every file has the bytes that it says, none is too large, and none keeps the name that it came with. */
function isWhole({ draft, files }: NewVaultItem): void {
  expect(files.map(({ bytes }) => bytes.length)).toEqual(draft.files.map(({ bytes }) => bytes));
  expect(files.every(({ bytes, id }) => bytes.length <= VAULT_LIMITS.fileBytes && id !== FILE.id)).toBe(true);
  expect(draft.files.map(({ id }) => id)).toEqual(files.map(({ id }) => id));
}

/** The reader of CSV tells the console of columns with one name, each time. */
const quietly =
  <T>(parse: (line: string) => T) =>
  (line: string): T => {
    const { warn } = console;
    console.warn = () => undefined;
    try {
      return parse(line);
    } finally {
      console.warn = warn;
    }
  };

let drawn = 0;
export const KEPT_PARSERS: readonly Parser[] = [
  { name: 'the head of a vault’s item', parse: (line) => parseVaultHead(encodeUtf8(line)), examples: [text(encodeHead(HEAD))] },
  {
    name: 'the body of a vault’s item',
    parse: (line) => parseVaultBody(encodeUtf8(line)),
    examples: [text(encodeBody(BODY)), text(encodeBody({ fields: [], files: [], history: [] }))],
    refuses: ['1.5', '-1', '1e999', '9007199254740993'].map((bytes) => text(encodeBody(BODY)).replace('"bytes":4', `"bytes":${bytes}`)),
  },
  {
    name: 'what was put into a vault',
    parse: (line) => parseKeptItem(encodeUtf8(line), [CONTENT]),
    examples: [text(encodeKept({ draft: DRAFT, files: [{ id: FILE.id, bytes: CONTENT }] }))],
    accepts: (_line, item: NewVaultItem) => isWhole(item),
  },
  {
    name: 'an export of a vault',
    parse: (line) => parseExport(encodeUtf8(line), () => `new${(drawn += 1)}`),
    examples: [text(encodeExport([{ item: { head: HEAD, body: BODY }, contents: [CONTENT] } as never], NOW))],
    accepts: (_line, items: readonly NewVaultItem[]) => items.forEach(isWhole),
  },
  {
    name: 'a file of another manager',
    parse: quietly(parseManagers),
    examples: [
      'name,url,username,password\nShop,https://shop.example,ann,hunter2\n',
      'Title,Username,Password,Notes\r\n"a ""b""",ann,x,"y\nz"\r\n',
    ],
  },
  {
    name: 'what a .nt2share file holds',
    parse: (line) => {
      const parsed = parseContent(encodeUtf8(line));
      return parsed.ok ? parsed.content : null;
    },
    examples: [
      text(formatContent({ ...SHARED, files: [] })),
      text(formatContent({ ...SHARED, files: [{ name: 'a', type: '', bytes: encodeUtf8('hi') }] })),
    ],
  },
];

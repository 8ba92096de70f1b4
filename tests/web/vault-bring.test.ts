// What comes into a vault from outside, and what goes out as a file: exports of other managers by the columns that they really have, .env, our own.

import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { encryptWithWords } from '../../src/crypto/passphrase/words-file.ts';
import type { Scrypt } from '../../src/crypto/age/scrypt.ts';
import { encodeUtf8, sha256, type Bytes } from '../../src/crypto/bytes.ts';
import { parseManagers } from '../../src/web/vault/bring/other-managers.ts';
import { openFile, parseChosen, type ChosenFile } from '../../src/web/vault/bring/read-file.ts';
import { encodeExport } from '../../src/web/vault/bring/vault-file.ts';
import type { VaultDraft } from '../../src/web/vault/items/item.ts';
import type { OpenedItem } from '../../src/web/vault/vault.ts';

const first = (csv: string): [what: string, draft: VaultDraft | undefined, left: number] => {
  const found = parseManagers(csv);
  return [found?.what ?? 'none', found?.drafts[0], found?.left ?? -1];
};
const values = (draft: VaultDraft | undefined): Record<string, string> =>
  Object.fromEntries((draft?.fields ?? []).map(({ name, value }) => [name, value]));
const WHOLE = { Username: 'ann', Password: 'p,"w\nx', URL: 'https://pay.example/login' };
const CELLS = { user: 'ann', password: '"p,""w\nx"', url: 'https://pay.example/login' };

describe('readManagers', () => {
  test.each([
    ['CSV', `name,url,username,password,note\nPay,${CELLS.url},${CELLS.user},${CELLS.password},\n`, 'Pay', ''],
    [
      'Firefox',
      `"url","username","password","httpRealm","formActionOrigin","guid","timeCreated","timeLastUsed","timePasswordChanged"\n"${CELLS.url}","ann",${CELLS.password},,"https://pay.example","{g}","1","2","3"\n`,
      'pay.example',
      '',
    ],
    ['Apple Passwords', `Title,URL,Username,Password,Notes,OTPAuth\nPay,${CELLS.url},ann,${CELLS.password},,\n`, 'Pay', ''],
    [
      'Bitwarden',
      `folder,favorite,type,name,notes,fields,reprompt,login_uri,login_username,login_password,login_totp\nMoney,1,login,Pay,,,0,${CELLS.url},ann,${CELLS.password},\n`,
      'Pay',
      'Money',
    ],
    [
      '1Password',
      `Title,Url,Username,Password,OTPAuth,Favorite,Archived,Tags,Notes\nPay,${CELLS.url},ann,${CELLS.password},,false,false,,\n`,
      'Pay',
      '',
    ],
    ['LastPass', `url,username,password,totp,extra,name,grouping,fav\n${CELLS.url},ann,${CELLS.password},,,Pay,Money,0\n`, 'Pay', 'Money'],
    [
      'KeePassXC',
      `"Group","Title","Username","Password","URL","Notes","TOTP","Icon","Last Modified","Created"\n"Root/Money","Pay","ann",${CELLS.password},"${CELLS.url}","","","0","2026-01-01","2026-01-01"\n`,
      'Pay',
      'Money',
    ],
    ['KeePass', `"Account","Login Name","Password","Web Site","Comments"\n"Pay","ann",${CELLS.password},"${CELLS.url}",""\n`, 'Pay', ''],
    [
      'Dashlane',
      `username,username2,username3,title,password,note,url,category,otpSecret\nann,,,Pay,${CELLS.password},,${CELLS.url},Money,\n`,
      'Pay',
      'Money',
    ],
    [
      'Proton Pass',
      `type,name,url,email,username,password,note,totp,createTime,modifyTime,vault\nlogin,Pay,${CELLS.url},,ann,${CELLS.password},,,1,2,Money\n`,
      'Pay',
      'Money',
    ],
  ])('reads what %s exports', (what, csv, label, folder) => {
    const [found, draft, left] = first(csv);
    expect([found, draft?.label, draft?.folder, left]).toEqual([what, label, folder, 0]);
    expect(values(draft)).toEqual(WHOLE);
    expect(draft?.fields.find(({ name }) => name === 'Password')?.hidden).toBe(true);
  });

  test('loses no column: what it does not know becomes a masked field, and so does a second name', () => {
    const [, draft] = first('name,password,email,username,Recovery codes,favorite\nPay,pw,a@b.example,ann,"1234\n5678",1\n');
    expect(values(draft)).toEqual({ Username: 'ann', Password: 'pw', email: 'a@b.example', 'Recovery codes': '1234\n5678' });
    expect(draft?.fields.at(-1)?.hidden).toBe(true);
  });

  test('a line with a note alone is a note; an empty one is counted; one that is too large too', () => {
    const large = 'x'.repeat(300_000);
    const found = parseManagers(
      `url,username,password,totp,extra,name,grouping,fav\nhttp://sn,,,,"remember",Door,,0\n,,,,,Empty,,0\n,,${large},,,Large,,0\n`,
    );
    expect(found?.drafts).toEqual([
      { kind: 'note', label: 'Door', folder: '', fields: [{ name: 'Note', value: 'remember', hidden: false }], files: [] },
    ]);
    expect(found?.left).toBe(2);
  });

  test.each([['a,b\n1,2\n'], ['DATABASE_URL=postgres://x\n'], [''], ['name\nonly\n']])('takes %j for none', (text) => {
    expect(parseManagers(text)).toBeNull();
  });
});

/** As a hash of what scrypt is given, in no time. */
const scrypt: Scrypt = async (password, salt) => sha256(new Uint8Array([...password, ...salt]));
const words = (said: string) => ({ words: said, scrypt });
const found = (told: ChosenFile) => (told.ok ? told.found : told.why);
const newId = (): string => randomBytes(4).toString('hex');

const item: OpenedItem = {
  head: {
    id: 'old',
    kind: 'credential',
    label: 'Pay',
    folder: 'Money',
    fieldNames: ['Key'],
    fileNames: ['k.pem'],
    createdAt: 5,
    changedAt: 7,
    revision: 3,
  },
  body: {
    fields: [{ name: 'Key', value: 'export-canary', hidden: true, env: 'KEY' }],
    files: [{ id: 'f-old', name: 'k.pem', type: 'text/plain', bytes: 3 }],
    history: [{ field: 'Key', value: 'before', hidden: true, until: 6 }],
  },
};
const exported = (): Bytes => encodeExport([{ item, contents: [new Uint8Array([1, 2, 3])] }], 9);

describe('a chosen file', () => {
  test('an export comes back whole: values, files, history and times', async () => {
    const file = await encryptWithWords(exported(), words('walnut orbit ferry'));
    expect(Buffer.from(file).toString('latin1')).not.toMatch(/canary|Pay|Money/);
    expect(found(parseChosen(file, 'x.age'))).toBe('locked');
    const told = await openFile(file, words('walnut orbit ferry'), newId);
    const [back] = told.ok ? told.found.items : [];
    expect(back?.draft).toMatchObject({ kind: 'credential', label: 'Pay', folder: 'Money', fields: item.body.fields });
    expect(back?.draft.kept).toEqual({ createdAt: 5, changedAt: 7, history: item.body.history });
    expect(back?.files).toEqual([{ id: back?.draft.files[0]?.id, bytes: new Uint8Array([1, 2, 3]) }]);
    expect(back?.draft.files[0]?.id).not.toBe('f-old');
  });

  test('wrong words, damage and an age file of something else are told apart, and nothing comes of them', async () => {
    const file = await encryptWithWords(exported(), words('walnut orbit ferry'));
    expect(found(await openFile(file, words('walnut orbit'), newId))).toBe('words');
    const cut = file.slice(0, -1);
    expect(found(await openFile(cut, words('walnut orbit ferry'), newId))).toBe('broken');
    const other = await encryptWithWords(encodeUtf8('{"v":1}'), words('w'));
    expect(found(await openFile(other, words('w'), newId))).toBe('unknown');
    const half = JSON.parse(Buffer.from(exported()).toString()) as { items: { contents: string[] }[] };
    half.items[0]?.contents.pop();
    expect(found(await openFile(await encryptWithWords(encodeUtf8(JSON.stringify(half)), words('w')), words('w'), newId))).toBe('unknown');
  });

  test('the variables of a .env are one item; what is neither is refused, and so is what is too large', () => {
    const told = parseChosen(encodeUtf8('A=1\nexport B="two words"\n'), 'prod.env');
    expect(told.ok && told.found).toMatchObject({ what: '.env', left: 0, isPlain: true });
    expect(told.ok && values(told.found.items[0]?.draft)).toEqual({ A: '1', B: 'two words' });
    expect(found(parseChosen(new Uint8Array([0xff, 0xfe, 0]), 'x'))).toBe('unknown');
    expect(found(parseChosen(encodeUtf8('dear diary\nnothing here\n'), 'x.txt'))).toBe('unknown');
    expect(found(parseChosen(new Uint8Array(50_000_001), 'x'))).toBe('large');
  });
});

// Export and import.

import { useState } from 'preact/hooks';
import { randomBytes, type Bytes } from '../../../crypto/bytes.ts';
import { encryptWithWords } from '../../../crypto/passphrase/words-file.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Progress } from '../../ui/progress.tsx';
import { Screen } from '../../ui/screen.tsx';
import { messages } from '../../messages/vault.ts';
import { openFile, parseChosen, IMPORT_BYTES, type Bringing, type ChosenFile } from '../bring/read-file.ts';
import { encodeExport, type Whole } from '../bring/vault-file.ts';
import { newItemId, type NewVaultItem } from '../items/item.ts';
import { saveBytes } from '../save-bytes.ts';
import { scryptHere } from '../scrypt-here.ts';
import type { Drawer } from '../store/drawer.ts';
import type { Trouble, Vault, VaultAnswer, VaultEntry } from '../vault.ts';
import { NewPassword } from './new-password.tsx';
import { PasswordField } from './password-field.tsx';

interface Props {
  readonly vault: Vault;
  readonly drawer: Drawer;
  readonly entries: readonly VaultEntry[];
}

export function Bring({ onBack, ...props }: Props & { onBack: () => void }) {
  return (
    <Screen title={messages.bring.title}>
      <Export {...props} />
      <Import {...props} />
      <div class="actions">
        <Button onPress={onBack}>{messages.item.back}</Button>
      </div>
    </Screen>
  );
}

/** Every item that can be read, with its files. What is damaged is counted, and keeps nobody from taking the rest along. */
async function readAll(
  vault: Vault,
  entries: readonly VaultEntry[],
): Promise<VaultAnswer<{ readonly items: readonly Whole[]; readonly left: number }>> {
  const items: Whole[] = [];
  for (const { id } of entries) {
    const whole = await readWhole(vault, id);
    if (whole.ok) items.push(whole.value);
    else if (whole.why !== 'damaged' && whole.why !== 'gone') return whole;
  }
  return { ok: true, value: { items, left: entries.length - items.length } };
}

async function readWhole(vault: Vault, id: string): Promise<VaultAnswer<Whole>> {
  const item = await vault.read(id);
  if (!item.ok) return item;
  const contents: Bytes[] = [];
  for (const file of item.value.body.files) {
    const bytes = await vault.readFile(file.id);
    if (!bytes.ok) return bytes;
    contents.push(bytes.value);
  }
  return { ok: true, value: { item: item.value, contents } };
}

function Export({ vault, drawer, entries }: Props) {
  const [words, setWords] = useState<string | null>(null);
  const [done, setDone] = useState<number | null>(null);
  const [told, setTold] = useState('');
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const save = async (): Promise<void> => {
    if (words === null || done !== null) return;
    setDone(0);
    const all = await readAll(vault, entries);
    if (!all.ok) {
      setDone(null);
      return setTrouble(all.why);
    }
    const now = Date.now();
    const file = await encryptWithWords(encodeExport(all.value.items, now), { words, scrypt: scryptHere(), onProgress: setDone });
    setDone(null);
    if (!vault.isOpen()) return;
    saveBytes(file, `nt2-vault-${new Date(now).toISOString().slice(0, 10)}.age`);
    await drawer.changeAbout((about) => ({ ...about, exportedAt: now, changes: 0 }));
    setTold(all.value.left === 0 ? messages.bring.exported : `${messages.bring.exported} ${messages.bring.leftOut(all.value.left)}`);
  };
  if (entries.length === 0) return null;
  return (
    <section>
      <h2>{messages.bring.exportTitle}</h2>
      <p>{messages.bring.exportLead}</p>
      <NewPassword id="export" label={messages.bring.exportWords} onPassword={setWords} />
      {done === null ? null : <Progress label={messages.bring.exporting} done={done} />}
      {trouble === null ? null : (
        <Notice tone="warn" alert>
          {messages.troubles[trouble]}
        </Notice>
      )}
      <div class="actions">
        <Button kind="primary" busy={words === null || done !== null} onPress={() => void save()}>
          {messages.bring.exportDo}
        </Button>
        <span role="status">{told}</span>
      </div>
    </section>
  );
}

type Refused = Extract<ChosenFile, { ok: false }>['why'];

const SENTENCES: Readonly<Record<Refused, string>> = {
  unknown: messages.bring.unknown,
  locked: '',
  large: messages.bring.tooLarge,
  words: messages.bring.wrongWords,
  broken: messages.bring.broken,
};

function Import({ vault, entries }: Props) {
  const [file, setFile] = useState<{ readonly bytes: Bytes; readonly name: string } | null>(null);
  const [refused, setRefused] = useState<Refused | null>(null);
  const [found, setFound] = useState<(Bringing & { readonly twice: number }) | null>(null);
  const [words, setWords] = useState('');
  const [done, setDone] = useState<number | null>(null);
  const [told, setTold] = useState('');
  const [trouble, setTrouble] = useState<Trouble | null>(null);

  const take = async (answer: ChosenFile): Promise<void> => {
    setRefused(answer.ok ? null : answer.why);
    if (!answer.ok) return setFound(null);
    const kept = await readAll(vault, entries);
    if (!kept.ok) return setTrouble(kept.why);
    const keyOf = (label: string, fields: unknown): string => JSON.stringify([label, fields]);
    const known = new Set(kept.value.items.map(({ item: { head, body } }) => keyOf(head.label, body.fields)));
    const items = answer.found.items.filter(({ draft }) => !known.has(keyOf(draft.label, draft.fields)));
    setFound({ ...answer.found, items, twice: answer.found.items.length - items.length });
  };
  const choose = async (chosen: File | undefined): Promise<void> => {
    setTold('');
    if (chosen === undefined) return;
    if (chosen.size > IMPORT_BYTES) return setRefused('large');
    const bytes = new Uint8Array(await chosen.arrayBuffer());
    setFile({ bytes, name: chosen.name });
    await take(parseChosen(bytes, chosen.name));
  };
  const unlock = async (): Promise<void> => {
    if (file === null || done !== null || words === '') return;
    setDone(0);
    const answer = await openFile(file.bytes, { words, scrypt: scryptHere(), onProgress: setDone }, () => newItemId(randomBytes));
    setDone(null);
    if (answer.ok) setWords('');
    await take(answer);
  };
  const add = async (items: readonly NewVaultItem[], isPlain: boolean): Promise<void> => {
    const added = await vault.add(items);
    if (!added.ok) return setTrouble(added.why);
    setFound(null);
    setFile(null);
    setTold(isPlain ? messages.bring.added(items.length) : messages.bring.addedLocked(items.length));
  };
  const needsWords = file !== null && found === null && (refused === 'locked' || refused === 'words');
  return (
    <section>
      <h2>{messages.bring.importTitle}</h2>
      <p>{messages.bring.importLead}</p>
      <div class="field">
        <label for="import">{messages.bring.choose}</label>
        <input
          id="import"
          type="file"
          onChange={({ currentTarget }) => {
            const [chosen] = [...(currentTarget.files ?? [])];
            currentTarget.value = '';
            void choose(chosen);
          }}
        />
      </div>
      {needsWords ? (
        <>
          <PasswordField
            id="import-words"
            label={messages.bring.words}
            value={words}
            onValue={setWords}
            onEnter={() => void unlock()}
            error={refused === 'words' ? messages.bring.wrongWords : null}
          />
          {done === null ? null : <Progress label={messages.unlock.working} done={done} />}
          <div class="actions">
            <Button kind="primary" busy={words === '' || done !== null} onPress={() => void unlock()}>
              {messages.bring.open}
            </Button>
          </div>
        </>
      ) : null}
      {refused === null || needsWords ? null : (
        <Notice tone="warn" alert>
          {SENTENCES[refused]}
        </Notice>
      )}
      {trouble === null ? null : (
        <Notice tone="warn" alert>
          {messages.troubles[trouble]}
        </Notice>
      )}
      {found === null ? null : (
        <>
          <p role="status">
            {messages.bring.found(found.items.length + found.twice, found.what)} {found.left === 0 ? '' : messages.bring.left(found.left)}{' '}
            {found.twice === 0 ? '' : messages.bring.twice(found.twice)}
          </p>
          <div class="actions">
            <Button kind="primary" busy={found.items.length === 0} onPress={() => void add(found.items, found.isPlain)}>
              {messages.bring.take(found.items.length)}
            </Button>
          </div>
        </>
      )}
      <p role="status">{told}</p>
    </section>
  );
}

// The form of an item, new or kept: the sender's own rows, with a folder, a note and files beside them.

import { useEffect, useState } from 'preact/hooks';
import { escapeInvisible } from '../../../core/text-safety.ts';
import { randomBytes } from '../../../crypto/bytes.ts';
import { ITEM_LIMITS, type Kind } from '../../../crypto/share-terms.ts';
import { faultsOf, firstRows, itemsOf, newRow, type DraftRow } from '../../sender/compose/draft.ts';
import { FieldRows } from '../../sender/compose/field-rows.tsx';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Screen } from '../../ui/screen.tsx';
import { keepOut } from '../../ui/secret-input.tsx';
import { messages } from '../../messages/vault.ts';
import { VAULT_LIMITS, newItemId, type VaultFile, type NewVaultFile } from '../items/item.ts';
import type { OpenedItem, Vault } from '../vault.ts';

const rowsOf = ({ body: { fields } }: OpenedItem): DraftRow[] =>
  fields.map(({ name, value, hidden, env = '' }) => newRow({ name, value, hidden, env, ownEnv: env !== '', isNamed: true }));

export function Edit({
  vault,
  kind,
  before,
  folders,
  onSaved,
  onBack,
}: {
  vault: Vault;
  kind: Kind;
  before: OpenedItem | null;
  folders: readonly string[];
  onSaved: (id: string) => void;
  onBack: () => void;
}) {
  const [label, setLabel] = useState(before?.head.label ?? '');
  const [folder, setFolder] = useState(before?.head.folder ?? '');
  const [rows, setRows] = useState<readonly DraftRow[]>(() => (before === null ? firstRows(kind, '') : rowsOf(before)));
  const [files, setFiles] = useState<readonly VaultFile[]>(before?.body.files ?? []);
  const [added, setAdded] = useState<readonly NewVaultFile[]>([]);
  const [told, setTold] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);

  // What was typed is lost with the page: the browser asks first.
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent): void => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, []);

  const addFiles = async (chosen: readonly File[]): Promise<void> => {
    const large = chosen.find(({ size }) => size > VAULT_LIMITS.fileBytes);
    if (large !== undefined) return setTold(messages.edit.fileTooLarge(escapeInvisible(large.name)));
    if (files.length + chosen.length > VAULT_LIMITS.files) return setTold(messages.edit.tooManyFiles(VAULT_LIMITS.files));
    const read = await Promise.all(
      chosen.map(async (file) => ({ file, id: newItemId(randomBytes), bytes: new Uint8Array(await file.arrayBuffer()) })),
    );
    setTold(null);
    setAdded([...added, ...read.map(({ id, bytes }) => ({ id, bytes }))]);
    setFiles([...files, ...read.map(({ id, file: { name, type, size } }) => ({ id, name, type, bytes: size }))]);
  };

  const hasRows = itemsOf(kind, label, rows).items.some(({ fields }) => fields.length > 0);
  const faults = told === null || !hasRows ? null : faultsOf(kind, label, rows);
  const save = async (): Promise<void> => {
    if (isBusy) return;
    const wrong = hasRows ? faultsOf(kind, label, rows) : null;
    if (label.trim() === '') return setTold(messages.edit.needsLabel);
    if (!hasRows && files.length === 0) return setTold(messages.edit.needsValue);
    if (wrong !== null) return setTold(wrong.all ?? '');
    setBusy(true);
    const [item] = itemsOf(kind, label, rows).items;
    // One value needs no other name than its item.
    const fields = (hasRows ? (item?.fields ?? []) : []).map((field) => (field.name === '' ? { ...field, name: label.trim() } : field));
    const kept = added.filter(({ id }) => files.some((file) => file.id === id));
    const saved = await vault.save({ kind, label: label.trim(), folder: folder.trim(), fields, files }, before, kept);
    setBusy(false);
    if (saved.ok) onSaved(saved.value);
    else setTold(messages.troubles[saved.why]);
  };

  return (
    <Screen
      title={before === null ? messages.edit.titleNew : messages.edit.title(escapeInvisible(before.head.label))}
      lead={messages.kinds[kind]}
    >
      <Line id="label" label={messages.edit.label} value={label} most={ITEM_LIMITS.label} onValue={setLabel} />
      <Line
        id="folder"
        label={`${messages.edit.folder} (${messages.edit.optional})`}
        value={folder}
        most={VAULT_LIMITS.folder}
        onValue={setFolder}
        list={folders}
      />
      <FieldRows kind={kind} rows={rows} faults={faults} isFixed={false} onChange={setRows} />
      <div class="field">
        <label for="files">{messages.edit.addFile}</label>
        <input
          id="files"
          type="file"
          multiple
          onChange={({ currentTarget }) => {
            const chosen = [...(currentTarget.files ?? [])];
            currentTarget.value = '';
            void addFiles(chosen);
          }}
        />
        <ul class="files">
          {files.map((file) => (
            <li key={file.id}>
              <span dir="auto">{escapeInvisible(file.name)}</span>
              <Button
                kind="small"
                label={messages.edit.removeFile(escapeInvisible(file.name))}
                onPress={() => setFiles(files.filter((one) => one !== file))}
              >
                {messages.edit.remove}
              </Button>
            </li>
          ))}
        </ul>
      </div>
      {told === null || told === '' ? null : (
        <Notice tone="warn" alert>
          {told}
        </Notice>
      )}
      <div class="actions">
        <Button kind="primary" busy={isBusy} onPress={() => void save()}>
          {messages.edit.save}
        </Button>
        <Button onPress={onBack}>{messages.edit.cancel}</Button>
      </div>
    </Screen>
  );
}

function Line({
  id,
  label,
  value,
  most,
  onValue,
  list,
}: {
  id: string;
  label: string;
  value: string;
  most: number;
  onValue: (value: string) => void;
  list?: readonly string[];
}) {
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        {...keepOut}
        id={id}
        type="text"
        maxLength={most}
        value={value}
        list={list === undefined ? undefined : `${id}-list`}
        onInput={({ currentTarget }) => onValue(currentTarget.value)}
      />
      {list === undefined ? null : (
        <datalist id={`${id}-list`}>
          {list.map((one) => (
            <option key={one} value={one} />
          ))}
        </datalist>
      )}
    </div>
  );
}

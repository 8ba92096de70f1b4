// One item: its rows masked as a recipient sees them, its files, what its values were before.

import { useState } from 'preact/hooks';
import { escapeInvisible } from '../../../core/text-safety.ts';
import { Button } from '../../ui/button.tsx';
import { ClipboardBar, useCopying } from '../../ui/copying.tsx';
import { formatMoment } from '../../ui/format-time.ts';
import { Notice } from '../../ui/notice.tsx';
import { Screen } from '../../ui/screen.tsx';
import { SecretRow } from '../../ui/secret-row.tsx';
import { messages } from '../../messages/vault.ts';
import { saveBytes } from '../save-bytes.ts';
import type { VaultFile } from '../items/item.ts';
import type { OpenedItem, Trouble, Vault } from '../vault.ts';

export function ItemScreen({
  vault,
  item,
  isHidden,
  onEdit,
  onShare,
  onAgain,
  onGone,
  onBack,
}: {
  vault: Vault;
  item: OpenedItem;
  isHidden: boolean;
  onEdit: () => void;
  onShare: () => void;
  /** As it was shared last. */
  onAgain: () => void;
  onGone: () => void;
  onBack: () => void;
}) {
  const copying = useCopying();
  const [isAsked, setAsked] = useState(false);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const { head, body } = item;
  const remove = async (): Promise<void> => {
    const told = await vault.remove(item);
    if (told.ok) onGone();
    else setTrouble(told.why);
  };
  const save = async (file: VaultFile): Promise<void> => {
    const told = await vault.readFile(file.id);
    if (told.ok) saveBytes(told.value, file.name);
    else setTrouble(told.why);
  };
  const tools = { copying, hiddenPage: isHidden, onUsed: () => {} };
  const when = (at: number): string => formatMoment(at, Date.now());
  return (
    <Screen title={escapeInvisible(head.label)} lead={messages.kinds[head.kind]}>
      {body.from === undefined ? null : (
        <>
          <p>
            {messages.item.from(escapeInvisible(body.from.name), when(body.from.at))}{' '}
            {body.from.share === '' ? null : <a href={`/s/${body.from.share}/receipt`}>{messages.item.receipt}</a>}
          </p>
          {body.from.note === undefined ? null : <blockquote dir="auto">{escapeInvisible(body.from.note)}</blockquote>}
        </>
      )}
      {body.fields.length === 0 ? null : (
        <ul class="rows">
          {body.fields.map((field, at) => (
            <SecretRow key={at} field={field} name={escapeInvisible(field.name)} {...tools} />
          ))}
        </ul>
      )}
      {body.files.length === 0 ? null : (
        <section>
          <h2>{messages.item.files}</h2>
          <ul class="files">
            {body.files.map((file) => (
              <li key={file.id}>
                <span dir="auto">{escapeInvisible(file.name)}</span>
                <Button kind="small" label={messages.item.saveNamed(escapeInvisible(file.name))} onPress={() => void save(file)}>
                  {messages.item.saveFile}
                </Button>
              </li>
            ))}
          </ul>
        </section>
      )}
      <ClipboardBar copying={copying} />
      {body.history.length === 0 ? null : (
        <details class="history">
          <summary>{messages.item.history}</summary>
          <ul class="rows">
            {body.history.map((former, at) => (
              <SecretRow
                key={at}
                field={{ ...former, name: former.field }}
                name={messages.item.until(escapeInvisible(former.field), when(former.until))}
                {...tools}
              />
            ))}
          </ul>
        </details>
      )}
      {body.shared === undefined ? null : (
        <p class="help">
          {messages.item.sharedLast(
            body.shared.person === null ? messages.item.byLink : messages.item.toPerson(escapeInvisible(body.shared.name)),
            when(body.shared.at),
          )}
        </p>
      )}
      {trouble === null ? null : (
        <Notice tone="warn" alert>
          {messages.troubles[trouble]}
        </Notice>
      )}
      <div class="actions">
        <Button kind="primary" onPress={onShare}>
          {messages.item.share}
        </Button>
        {body.shared === undefined ? null : (
          <Button onPress={onAgain}>
            {body.shared.person === null ? messages.item.againLink : messages.item.againTo(escapeInvisible(body.shared.name))}
          </Button>
        )}
        <Button onPress={onEdit}>{messages.item.edit}</Button>
        <Button onPress={onBack}>{messages.item.back}</Button>
        {isAsked ? null : (
          <Button kind="danger" onPress={() => setAsked(true)}>
            {messages.item.remove}
          </Button>
        )}
      </div>
      {isAsked ? (
        <div class="confirm">
          <p>{messages.item.removeSure}</p>
          <Button kind="danger" autofocus onPress={() => void remove()}>
            {messages.item.yes}
          </Button>
          <Button onPress={() => setAsked(false)}>{messages.item.no}</Button>
        </div>
      ) : null}
    </Screen>
  );
}

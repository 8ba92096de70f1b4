// Choosing a .nt2share file, and what opens it.

import { useRef, useState } from 'preact/hooks';
import { escapeInvisible } from '../../core/text-safety.ts';
import type { Bytes } from '../../crypto/bytes.ts';
import type { ShareFileContent } from '../../crypto/share-file/content.ts';
import { lockOf } from '../../crypto/share-file/share-file.ts';
import { messages, sizeText } from '../messages/file.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { Progress } from '../ui/progress.tsx';
import { Screen } from '../ui/screen.tsx';
import { SecretInput } from '../ui/secret-input.tsx';
import { PasswordField } from '../vault/screens/password-field.tsx';
import { FileInput } from './file-input.tsx';
import { identityIn, openByKey, openByWords, loadShareFile, type ShareFileOpened } from './open-file.ts';
import type { ComponentChildren } from 'preact';

interface Chosen {
  readonly bytes: Bytes;
  readonly name: string;
  readonly lock: 'words' | 'key';
}
type Fault = keyof typeof messages.faults;

export function OpenFile({ ways, onOpened }: { ways: ComponentChildren; onOpened: (content: ShareFileContent) => void }) {
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const [typed, setTyped] = useState('');
  const [fault, setFault] = useState<Fault | null>(null);
  const [typedFault, setTypedFault] = useState<string | null>(null);
  const [done, setDone] = useState<number | null>(null);
  // What was begun for another file says nothing of this one.
  const turn = useRef(0);

  const choose = async ([file]: readonly File[]): Promise<void> => {
    if (file === undefined) return;
    turn.current += 1;
    const mine = turn.current;
    const read = await loadShareFile(file).then(
      (bytes): Chosen | Fault => {
        const lock = bytes === null ? null : lockOf(bytes);
        return bytes === null ? 'too_large' : lock === null ? 'foreign' : { bytes, name: file.name, lock };
      },
      (): Fault => 'unreadable',
    );
    if (mine !== turn.current) return;
    setDone(null);
    setTypedFault(null);
    setTyped('');
    setFault(typeof read === 'string' ? read : null);
    setChosen(typeof read === 'string' ? null : read);
    if (typeof read !== 'string') setTimeout(() => document.getElementById(read.lock)?.focus());
  };

  const open = async (): Promise<void> => {
    if (chosen === null || done !== null) return;
    const identity = chosen.lock === 'key' ? identityIn(typed) : null;
    const missing = chosen.lock === 'key' ? (identity === null ? messages.open.noKey : null) : typed.trim() ? null : messages.open.noWords;
    setFault(null);
    setTypedFault(missing);
    if (missing !== null) return;
    const mine = turn.current;
    setDone(0);
    const opened = await (identity === null ? openByWords(chosen.bytes, typed, setDone) : openByKey(chosen.bytes, identity)).catch(
      (): ShareFileOpened => ({ ok: false, reason: 'damaged' }),
    );
    if (mine !== turn.current) return;
    setDone(null);
    if (opened.ok) return onOpened(opened.content);
    if (opened.reason === 'wrong') setTypedFault(messages.faults.wrong);
    else setFault(opened.reason);
  };

  return (
    <Screen title={messages.open.title} lead={messages.open.lead}>
      {ways}
      <FileInput id="file" label={messages.open.choose} help={messages.open.drop} onFiles={(files) => void choose(files)} />
      <p role="status" class="chosen">
        {chosen === null ? '' : messages.open.chosen(escapeInvisible(chosen.name), sizeText(chosen.bytes.length))}
      </p>
      {chosen?.lock === 'words' ? (
        <SecretInput
          id="words"
          label={messages.open.words}
          help={messages.open.wordsHelp}
          value={typed}
          onValue={setTyped}
          onEnter={() => void open()}
          error={typedFault}
        />
      ) : null}
      {chosen?.lock === 'key' ? (
        <PasswordField
          id="key"
          label={messages.open.key}
          help={messages.open.keyHelp}
          value={typed}
          onValue={setTyped}
          onEnter={() => void open()}
          error={typedFault}
        />
      ) : null}
      {fault === null ? null : (
        <Notice tone="warn" alert>
          {messages.faults[fault]}
        </Notice>
      )}
      {done === null || chosen?.lock !== 'words' ? null : <Progress label={messages.open.working} done={done} />}
      {chosen === null ? null : (
        <div class="actions">
          <Button kind="primary" busy={done !== null} onPress={() => void open()}>
            {messages.open.go}
          </Button>
        </div>
      )}
    </Screen>
  );
}

// What a file is locked by: words that are drawn, or the age key of the one who is to open it.

import { isRecipient } from '../../crypto/age/recipients.ts';
import { messages } from '../messages/file.ts';
import { Button } from '../ui/button.tsx';
import { SecretInput } from '../ui/secret-input.tsx';
import { generatePassphrase } from '../words-list.ts';

export interface Lock {
  readonly kind: 'words' | 'key';
  readonly words: string;
  /** As it was typed. */
  readonly key: string;
}

export const newLock = (): Lock => ({ kind: 'words', words: generatePassphrase(), key: '' });

/** `age1…`, or null when what was typed is none. */
export const recipientOf = ({ key }: Lock): string | null => (isRecipient(key.trim()) ? key.trim() : null);

export function LockBox({ lock, showFault, onLock }: { lock: Lock; showFault: boolean; onLock: (lock: Lock) => void }) {
  const isWrong = recipientOf(lock) === null && (showFault || lock.key.trim().length >= 62);
  return (
    <fieldset class="words-box">
      <legend>
        <h2>{messages.save.lock}</h2>
      </legend>
      {(['words', 'key'] as const).map((kind) => (
        <label class="check" key={kind}>
          <input type="radio" name="lock" checked={lock.kind === kind} onChange={() => onLock({ ...lock, kind })} />
          {kind === 'words' ? messages.save.byWords : messages.save.byKey}
        </label>
      ))}
      {lock.kind === 'words' ? (
        <>
          <p class="help">{messages.save.wordsHelp}</p>
          <div class="drawn">
            <p class="drawn-words" translate={false} role="status">
              {lock.words}
            </p>
            <Button kind="small" onPress={() => onLock({ ...lock, words: generatePassphrase() })}>
              {messages.save.otherWords}
            </Button>
          </div>
        </>
      ) : (
        <SecretInput
          id="recipient"
          label={messages.save.key}
          help={messages.save.keyHelp}
          value={lock.key}
          onValue={(key) => onLock({ ...lock, key })}
          error={isWrong ? messages.save.noKey : null}
        />
      )}
    </fieldset>
  );
}

// The ways into the vault, and its end.

import { useEffect, useState } from 'preact/hooks';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Progress } from '../../ui/progress.tsx';
import { Screen } from '../../ui/screen.tsx';
import { SecretInput } from '../../ui/secret-input.tsx';
import { messages } from '../../messages/vault.ts';
import { createPasskey, mayHavePasskeys } from '../key/passkey.ts';
import { scryptHere } from '../scrypt-here.ts';
import type { Drawer } from '../store/drawer.ts';
import { addPasskey, changePassword, dropPasskey, type Done, type WayRefusal } from '../ways.ts';
import { NewPassword } from './new-password.tsx';
import { PasswordField } from './password-field.tsx';

export function Settings({ drawer, onErased, onBack }: { drawer: Drawer; onErased: () => void; onBack: () => void }) {
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState<string | null>(null);
  const [hasPasskey, setHasPasskey] = useState(false);
  const [isKept, setKept] = useState<boolean | null>(null);
  const [sure, setSure] = useState('');
  const [done, setDone] = useState<number | null>(null);
  const [refused, setRefused] = useState<WayRefusal | null>(null);
  const [told, setTold] = useState('');
  const [round, setRound] = useState(0);
  useEffect(() => {
    void drawer.about().then((about) => setHasPasskey(about?.ways.some(({ kind }) => kind === 'passkey') ?? false));
    void navigator.storage?.persisted?.().then(setKept, () => {});
  }, [round]);

  const act = async (doIt: () => Promise<Done>, sentence: string): Promise<void> => {
    if (done !== null) return;
    setDone(0);
    setTold('');
    const answer = await doIt();
    setDone(null);
    setRefused(answer.ok ? null : answer.why);
    if (!answer.ok) return;
    setTold(sentence);
    setCurrent('');
    setRound(round + 1);
  };
  const shown = () => ({ kind: 'password', typed: current, scrypt: scryptHere(), onProgress: setDone }) as const;
  return (
    <Screen title={messages.settings.title}>
      <PasswordField
        id="current"
        label={messages.settings.current}
        value={current}
        onValue={setCurrent}
        error={refused === 'wrong' ? messages.refusals.wrong : null}
      />
      {refused === null || refused === 'wrong' ? null : (
        <Notice tone="warn" alert>
          {messages.refusals[refused]}
        </Notice>
      )}
      {done === null ? null : <Progress label={messages.unlock.working} done={done} />}
      <p role="status">{told}</p>
      <h2>{messages.settings.password}</h2>
      <NewPassword key={round} id="next" label={messages.settings.next} onPassword={setNext} />
      <div class="actions">
        <Button
          busy={current === '' || next === null || done !== null}
          onPress={() =>
            void act(
              () => changePassword(drawer, shown(), { typed: next ?? '', scrypt: scryptHere(), onProgress: setDone }),
              messages.settings.changed,
            )
          }
        >
          {messages.settings.change}
        </Button>
      </div>
      {mayHavePasskeys() ? (
        <>
          <h2>{messages.settings.passkey}</h2>
          <p>{hasPasskey ? messages.settings.hasPasskey : messages.settings.passkeyLead}</p>
          <div class="actions">
            {hasPasskey ? (
              <Button onPress={() => void act(() => dropPasskey(drawer), '')}>{messages.settings.dropPasskey}</Button>
            ) : (
              <Button
                busy={current === '' || done !== null}
                onPress={() =>
                  void act(() => addPasskey(drawer, shown(), () => createPasskey(`nt2 · ${location.host}`)), messages.settings.passkeyAdded)
                }
              >
                {messages.settings.addPasskey}
              </Button>
            )}
          </div>
        </>
      ) : null}
      {isKept === null ? null : isKept ? (
        <p>{messages.settings.persisted}</p>
      ) : (
        <>
          <p>{messages.settings.notPersisted}</p>
          <Button onPress={() => void navigator.storage.persist().then(setKept)}>{messages.settings.persist}</Button>
        </>
      )}
      <h2>{messages.settings.erase}</h2>
      <p>{messages.settings.eraseLead}</p>
      <SecretInput id="sure" label={messages.settings.eraseSure} value={sure} onValue={setSure} />
      <div class="actions">
        <Button
          kind="danger"
          busy={sure.trim().toLowerCase() !== messages.settings.eraseWord}
          onPress={() => void drawer.erase().then(onErased)}
        >
          {messages.settings.eraseDo}
        </Button>
        <Button onPress={onBack}>{messages.item.back}</Button>
      </div>
    </Screen>
  );
}

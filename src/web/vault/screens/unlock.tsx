// A locked vault: by its password, or by a passkey where it has one.

import { useState } from 'preact/hooks';
import type { VaultKey } from '../../../crypto/vault/vault-key.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Progress } from '../../ui/progress.tsx';
import { Screen } from '../../ui/screen.tsx';
import { messages } from '../../messages/vault.ts';
import { mayHavePasskeys, passkeyKey } from '../key/passkey.ts';
import { scryptHere } from '../scrypt-here.ts';
import type { VaultRecord, Drawer } from '../store/drawer.ts';
import { enter, type WayRefusal, type Shown } from '../ways.ts';
import { PasswordField } from './password-field.tsx';

export function Unlock({
  drawer,
  about,
  byItself,
  onOpened,
}: {
  drawer: Drawer;
  about: VaultRecord;
  byItself: boolean;
  onOpened: (drawer: Drawer, key: VaultKey) => void;
}) {
  const [typed, setTyped] = useState('');
  const [done, setDone] = useState<number | null>(null);
  const [refused, setRefused] = useState<WayRefusal | null>(null);
  const show = async (shown: Shown): Promise<void> => {
    if (done !== null) return;
    setRefused(null);
    setDone(0);
    const entered = await enter(drawer, shown);
    setDone(null);
    if (entered.ok) return onOpened(drawer, entered.key);
    setRefused(entered.why);
  };
  const byPassword = (): void => void (typed !== '' && void show({ kind: 'password', typed, scrypt: scryptHere(), onProgress: setDone }));
  const hasPasskey = mayHavePasskeys() && about.ways.some(({ kind }) => kind === 'passkey');
  return (
    <Screen title={messages.unlock.title} lead={byItself ? `${messages.unlock.idle} ${messages.unlock.lead}` : messages.unlock.lead}>
      <PasswordField
        id="password"
        label={messages.unlock.password}
        value={typed}
        onValue={setTyped}
        onEnter={byPassword}
        error={refused === 'wrong' ? messages.refusals.wrong : null}
        autofocus
      />
      {refused === null || refused === 'wrong' ? null : (
        <Notice tone="warn" alert>
          {messages.refusals[refused]}
        </Notice>
      )}
      {done === null ? null : <Progress label={messages.unlock.working} done={done} />}
      <div class="actions">
        <Button kind="primary" busy={typed === '' || done !== null} onPress={byPassword}>
          {messages.unlock.unlock}
        </Button>
        {hasPasskey ? (
          <Button busy={done !== null} onPress={() => void show({ kind: 'passkey', ask: passkeyKey })}>
            {messages.unlock.passkey}
          </Button>
        ) : null}
      </div>
    </Screen>
  );
}

// The first visit: what a vault is, what it is not, and its master password.

import { useState } from 'preact/hooks';
import type { VaultKey } from '../../../crypto/vault/vault-key.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Progress } from '../../ui/progress.tsx';
import { Screen } from '../../ui/screen.tsx';
import { messages } from '../../messages/vault.ts';
import { scryptHere } from '../scrypt-here.ts';
import type { Drawer } from '../store/drawer.ts';
import { beginVault, type WayRefusal } from '../ways.ts';
import { NewPassword } from './new-password.tsx';

export function Begin({ drawer, onOpened }: { drawer: Drawer; onOpened: (drawer: Drawer, key: VaultKey) => void }) {
  const [password, setPassword] = useState<string | null>(null);
  const [done, setDone] = useState<number | null>(null);
  const [refused, setRefused] = useState<WayRefusal | null>(null);
  const start = async (): Promise<void> => {
    if (password === null || done !== null) return;
    setDone(0);
    // Before anything lies there: a browser that is asked later may say no to a vault that exists.
    await navigator.storage?.persist?.().catch(() => false);
    const begun = await beginVault(drawer, { typed: password, scrypt: scryptHere(), onProgress: setDone }, Date.now());
    setDone(null);
    if (begun.ok) onOpened(drawer, begun.key);
    else setRefused(begun.why);
  };
  return (
    <Screen title={messages.begin.title} lead={messages.begin.lead}>
      <ul class="plain-list">
        {messages.begin.points.map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
      <NewPassword id="master" label={messages.begin.password} onPassword={setPassword} />
      {refused === null ? null : (
        <Notice tone="warn" alert>
          {messages.refusals[refused]}
        </Notice>
      )}
      {done === null ? null : <Progress label={messages.begin.working} done={done} />}
      <div class="actions">
        <Button kind="primary" busy={password === null || done !== null} onPress={() => void start()}>
          {messages.begin.start}
        </Button>
      </div>
    </Screen>
  );
}

// The form that begins a vault: its master password, typed twice or drawn.

import { useState } from 'preact/hooks';
import type { VaultKey } from '../../../crypto/vault/vault-key.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Progress } from '../../ui/progress.tsx';
import { beginMessages as messages } from '../../messages/vault-begin.ts';
import { scryptHere } from '../scrypt-here.ts';
import type { Drawer } from '../store/drawer.ts';
import { beginVault, type WayRefusal } from '../ways.ts';
import { NewPassword } from './new-password.tsx';

export function BeginVault({ drawer, onBegun }: { drawer: Drawer; onBegun: (key: VaultKey) => void }) {
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
    if (begun.ok) onBegun(begun.key);
    else setRefused(begun.why);
  };
  return (
    <>
      <NewPassword id="master" label={messages.password} onPassword={setPassword} />
      {refused === null ? null : (
        <Notice tone="warn" alert>
          {messages.there}
        </Notice>
      )}
      {done === null ? null : <Progress label={messages.working} done={done} />}
      <div class="actions">
        <Button kind="primary" busy={password === null || done !== null} onPress={() => void start()}>
          {messages.start}
        </Button>
      </div>
    </>
  );
}

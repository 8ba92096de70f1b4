// The first visit: what a vault is, what it is not, and its master password.

import type { VaultKey } from '../../../crypto/vault/vault-key.ts';
import { Screen } from '../../ui/screen.tsx';
import { messages } from '../../messages/vault.ts';
import type { Drawer } from '../store/drawer.ts';
import { BeginVault } from './begin-vault.tsx';

export function Begin({ drawer, onOpened }: { drawer: Drawer; onOpened: (drawer: Drawer, key: VaultKey) => void }) {
  return (
    <Screen title={messages.begin.title} lead={messages.begin.lead}>
      <ul class="plain-list">
        {messages.begin.points.map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
      <BeginVault drawer={drawer} onBegun={(key) => onOpened(drawer, key)} />
    </Screen>
  );
}

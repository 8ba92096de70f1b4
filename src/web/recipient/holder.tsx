// Who has a link and no account: the key from the address, repaired or typed by hand, and then the same opening as everybody's.

import { useEffect, useState } from 'preact/hooks';
import type { Api } from '../lib/api.ts';
import type { CryptoChunk, Load } from '../lib/load.ts';
import type { ShareView } from '../lib/view.ts';
import { Button } from '../ui/button.tsx';
import { Screen } from '../ui/screen.tsx';
import { SecretInput } from '../ui/secret-input.tsx';
import { say } from '../words/share.ts';
import { Open } from './open.tsx';
import { Fault } from './plain.tsx';

type Key = Uint8Array<ArrayBuffer>;
type Found = { readonly ok: true; readonly key: Key } | { readonly ok: false; readonly why: 'damaged' | 'missing' | 'version' | 'network' };

export function Holder({
  share,
  view,
  raw,
  exposed,
  api,
  load,
}: {
  share: string;
  view: ShareView | null;
  raw: string | null;
  exposed: boolean;
  api: Api;
  load: Load<CryptoChunk>;
}) {
  const [found, setFound] = useState<Found | null>(raw === null ? { ok: false, why: 'missing' } : null);
  const read = (): void => {
    setFound(null);
    load().then(
      (chunk) => setFound(chunk.readKey(raw ?? '', share, false)),
      () => setFound({ ok: false, why: 'network' }),
    );
  };
  useEffect(() => {
    if (raw !== null) read();
    // The address is read once.
  }, []);

  if (found === null) return <Screen title={say.ready.title} lead={say.loading} busy />;
  if (found.ok) return <Open share={share} view={view} link={found.key} exposed={exposed} api={api} load={load} />;
  if (found.why === 'network') return <Fault code="network" again={read} />;
  return <TypeKey why={found.why} share={share} load={load} onKey={(key) => setFound({ ok: true, key })} />;
}

/** Also where nobody is known and a whole link may be at hand. */
export function TypeKey({
  why,
  share,
  load,
  onKey,
}: {
  why: 'damaged' | 'missing' | 'version';
  share: string;
  load: Load<CryptoChunk>;
  onKey: (key: Key) => void;
}) {
  const title = why === 'missing' ? say.key.title : say.damaged.title;
  const lead = why === 'missing' ? say.key.lead : why === 'version' ? say.damaged.version : say.damaged.lead;
  return (
    <Screen title={title} lead={lead}>
      <KeyBox share={share} load={load} onKey={onKey} />
    </Screen>
  );
}

export function KeyBox({ share, load, onKey }: { share: string; load: Load<CryptoChunk>; onKey: (key: Key) => void }) {
  const [typed, setTyped] = useState('');
  const [error, setError] = useState<string | null>(null);
  const use = (): void => {
    load().then(
      (chunk) => {
        const read = chunk.readKey(typed, share, true);
        if (read.ok) onKey(read.key);
        else setError(say.key.bad);
      },
      () => setError(say.errors.network[0]),
    );
  };
  return (
    <>
      <SecretInput id="key" label={say.key.label} value={typed} error={error} onValue={setTyped} onEnter={use} />
      <div class="actions">
        <Button kind="primary" onPress={use}>
          {say.key.button}
        </Button>
      </div>
    </>
  );
}

// Who has a link and no account: the key from the address, repaired or typed by hand, and then the same opening as everybody's.

import { useEffect, useState } from 'preact/hooks';
import type { Api } from '../api/api.ts';
import type { CryptoChunk, Load } from '../browser/load.ts';
import type { ShareView } from '../api/view.ts';
import { Button } from '../ui/button.tsx';
import { Screen } from '../ui/screen.tsx';
import { SecretInput } from '../ui/secret-input.tsx';
import { say } from '../words/share.ts';
import { Open } from './open/open.tsx';

type Key = Uint8Array<ArrayBuffer>;
type Bad = 'damaged' | 'missing' | 'version';

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
  const [key, setKey] = useState<Key | null>(null);
  const [bad, setBad] = useState<Bad | null>(raw === null ? 'missing' : null);
  useEffect(() => {
    if (raw === null) return;
    // The request is shown meanwhile. A press that comes before this waits for it: nothing is claimed with a damaged link.
    load().then(
      (chunk) => {
        const read = chunk.readKey(raw, share, false);
        if (!read.ok) setBad(read.why);
      },
      () => {},
    );
  }, [raw, share, load]);

  if (bad !== null && key === null) return <TypeKey why={bad} share={share} load={load} onKey={setKey} />;
  return <Open share={share} view={view} link={key ?? raw} exposed={exposed && key === null} api={api} load={load} />;
}

function TypeKey({ why, share, load, onKey }: { why: Bad; share: string; load: Load<CryptoChunk>; onKey: (key: Key) => void }) {
  const title = why === 'missing' ? say.key.title : say.damaged.title;
  const lead = why === 'missing' ? say.key.lead : why === 'version' ? say.damaged.version : say.damaged.lead;
  return (
    <Screen title={title} lead={lead}>
      <KeyBox share={share} load={load} onKey={onKey} />
    </Screen>
  );
}

/** Also where nobody is known and a whole link may be at hand. */
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

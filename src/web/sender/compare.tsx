// The six words, before anything is sealed to a key that came from the server.

import { useEffect, useRef, useState } from 'preact/hooks';
import type { Api } from '../api/api.ts';
import type { CryptoChunk, Load } from '../browser/load.ts';
import type { ShareView } from '../api/view.ts';
import { useCode } from '../lib/use-code.ts';
import { Button } from '../ui/button.tsx';
import { CodeWords } from '../ui/code-words.tsx';
import { Notice } from '../ui/notice.tsx';
import { Progress } from '../ui/progress.tsx';
import { Screen } from '../ui/screen.tsx';
import { say } from '../words/sender.ts';
import { Fault } from './fault.tsx';
import { Revoke } from './after/revoke.tsx';
import type { Sealing } from './use-seal.ts';

type Known = Awaited<ReturnType<CryptoChunk['knownDevice']>>;

export function Compare({
  view,
  to,
  sealing,
  load,
  api,
  refresh,
}: {
  view: ShareView;
  to: string;
  sealing: Sealing;
  load: Load<CryptoChunk>;
  api: Api;
  refresh: () => Promise<void>;
}) {
  const words = useCode(view);
  const [known, setKnown] = useState<Known | null>(null);
  const [differ, setDiffer] = useState(false);
  const tried = useRef('');
  const device = view.acceptance?.device ?? '';
  const person = view.recipientRef ?? '';

  useEffect(() => {
    setKnown(null);
    load()
      .then((chunk) => chunk.knownDevice(view.id, person, device))
      .then((found) => {
        setKnown(found);
        const attempt = `${device} ${view.acceptance?.key ?? ''}`;
        if (found !== 'known' || tried.current === attempt) return;
        tried.current = attempt;
        sealing.seal();
      })
      .catch(() => setKnown('new'));
  }, [device, view.acceptance?.key]);

  const match = (): void => {
    void load()
      .then((chunk) => chunk.rememberDevice(view.id, person, device))
      .catch(() => {})
      .then(sealing.seal);
  };

  if (sealing.progress !== null) {
    return (
      <Screen title={say.enter.sealing} busy>
        <Progress label={say.words.progress} done={sealing.progress} />
      </Screen>
    );
  }
  if (differ) {
    return (
      <Screen title={say.compare.differTitle} lead={say.compare.differText}>
        <div class="actions">
          <Revoke api={api} refresh={refresh} />
          <Button onPress={() => setDiffer(false)}>{say.compare.back}</Button>
        </div>
      </Screen>
    );
  }
  if (known === 'known' && sealing.fault === null) return <Screen title={say.enter.sealing} lead={say.compare.auto(to)} busy />;
  return (
    <Screen title={say.compare.title} lead={say.compare.lead(to)}>
      {known === 'changed' ? (
        <Notice tone="warn" alert>
          {say.compare.changed(to)}
        </Notice>
      ) : null}
      <CodeWords words={words} />
      <Fault sealing={sealing} />
      <div class="actions">
        <Button kind="primary" busy={sealing.busy || words === null} onPress={match}>
          {sealing.busy ? say.enter.sealing : say.compare.match}
        </Button>
        <Button busy={sealing.busy} onPress={() => setDiffer(true)}>
          {say.compare.differ}
        </Button>
      </div>
      <div class="aside">
        <p class="help">{say.compare.withoutHelp}</p>
        <Button kind="small" busy={sealing.busy} onPress={sealing.seal}>
          {say.compare.without}
        </Button>
      </div>
    </Screen>
  );
}

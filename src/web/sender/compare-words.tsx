// The six words of one acceptance, once its signature is checked. Whose browser was compared before is sealed for by itself, and told.

import { useEffect, useState } from 'preact/hooks';
import type { Api } from '../api/api.ts';
import type { CryptoChunk, Load } from '../browser/load.ts';
import { faultOf } from '../api/faults.ts';
import type { ShareView } from '../api/view.ts';
import { useCode } from '../lib/use-code.ts';
import { useSettled } from '../lib/use-settled.ts';
import { Button } from '../ui/button.tsx';
import { CodeWords } from '../ui/code-words.tsx';
import { Notice } from '../ui/notice.tsx';
import { Progress } from '../ui/progress.tsx';
import { Screen } from '../ui/screen.tsx';
import { day } from '../ui/when.ts';
import { say } from '../words/sender.ts';
import { FaultNotice, Fault } from './fault.tsx';
import { Revoke } from './after/revoke.tsx';
import type { Subject } from './subject.ts';
import type { Sealing } from './use-seal.ts';

export interface CompareProps {
  readonly view: ShareView;
  readonly sealing: Sealing;
  readonly load: Load<CryptoChunk>;
  readonly api: Api;
  readonly refresh: () => Promise<void>;
  /** Said of what is sealed without a press; null when a press decided. */
  readonly onByItself: (said: string | null) => void;
}

type Standing = Awaited<ReturnType<CryptoChunk['standing']>>;

export function CompareWords({ view, subject, sealing, load, api, refresh, onByItself }: CompareProps & { subject: Subject }) {
  const words = useCode(view.id, subject.acceptance);
  const [standing, setStanding] = useState<Standing | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const [differ, setDiffer] = useState(false);
  const { name, ref, device } = subject;
  const isShown = standing !== null && !differ && sealing.progress === null;
  const isSettled = useSettled(isShown && words !== null ? words.join(' ') : null);

  const check = async (): Promise<void> => {
    const chunk = await load();
    if (!(await chunk.checkAcceptance(view.id, subject.acceptance))) return setFault('acceptance');
    const found = await chunk.standing(view.id, device, { name, ref });
    setStanding(found);
    if (found.is !== 'known') return;
    onByItself(say.compare.sealedByItself(name, day(found.since)));
    sealing.seal(subject);
  };
  const begin = (): void => {
    setFault(null);
    check().catch(async (error: unknown) => setFault(await faultOf(error)));
  };
  useEffect(begin, []);

  const press = (): void => {
    onByItself(null);
    sealing.seal(subject);
  };
  const match = (): void => {
    void load()
      .then((chunk) => chunk.rememberCompared(view.id, { device, name, ref, at: Date.now() }))
      .catch(() => {})
      .then(press);
  };

  if (sealing.progress !== null) {
    return (
      <Screen title={say.enter.sealing} busy>
        <Progress label={say.words.progress} done={sealing.progress} />
      </Screen>
    );
  }
  if (fault === 'acceptance') {
    const [title, text] = say.badAcceptance;
    return (
      <Screen title={title} lead={text}>
        <div class="actions">
          <Revoke api={api} refresh={refresh} />
        </div>
      </Screen>
    );
  }
  if (standing === null) {
    return (
      <Screen title={say.compare.checking} busy={fault === null}>
        {fault === null ? null : <FaultNotice code={fault} retry={begin} />}
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
  if (standing.is === 'known' && sealing.fault === null)
    return <Screen title={say.enter.sealing} lead={say.compare.auto(name, day(standing.since))} busy />;
  const warning = warningOf(standing, name);
  const isBusy = sealing.busy || !isSettled;
  return (
    <Screen title={say.compare.title} lead={say.compare.lead(name)}>
      {warning === null ? null : (
        <Notice tone="warn" alert>
          {warning}
        </Notice>
      )}
      <CodeWords words={words} />
      <Fault sealing={sealing} />
      <div class="actions">
        <Button kind="primary" busy={isBusy} onPress={match}>
          {sealing.busy ? say.enter.sealing : say.compare.match}
        </Button>
        <Button busy={isBusy} onPress={() => setDiffer(true)}>
          {say.compare.differ}
        </Button>
      </div>
      <div class="aside">
        <p class="help">{say.compare.withoutHelp}</p>
        <Button kind="small" busy={isBusy} onPress={press}>
          {say.compare.without}
        </Button>
      </div>
    </Screen>
  );
}

function warningOf(standing: Standing, name: string): string | null {
  switch (standing.is) {
    case 'known':
    case 'new':
      return null;
    case 'browser':
    case 'account':
      return say.compare[standing.is](name);
    case 'renamed':
    case 'borrowed':
      return say.compare[standing.is](name, standing.before);
  }
}

// The six words of one acceptance, once its signature is checked. Whose browser was compared before is sealed for by itself, and told.

import { useEffect, useRef, useState } from 'preact/hooks';
import type { ShareApi } from '../../client/calls/share-api.ts';
import type { Load } from '../load.ts';
import type { SenderCrypto } from './sender-crypto.ts';
import { errorCodeOf } from '../ui/error-screens.ts';
import type { ShareView } from '../../client/answers/share-view.ts';
import { useSafetyWords } from '../lib/use-safety-words.ts';
import { useSettled } from '../lib/use-settled.ts';
import { Button } from '../ui/button.tsx';
import { SafetyWords } from '../ui/safety-words.tsx';
import { Notice } from '../ui/notice.tsx';
import { Progress } from '../ui/progress.tsx';
import { Screen } from '../ui/screen.tsx';
import { formatDay } from '../ui/format-time.ts';
import { messages } from '../messages/sealing.ts';
import { messages as after } from '../messages/sender-after-press.ts';
import { ErrorNotice, SealingError } from './sealing-error.tsx';
import type { Submit } from './compose/compose.tsx';
import { Revoke } from './status/revoke.tsx';
import type { Subject } from './subject.ts';
import type { Sealing } from './use-seal.ts';

export interface CompareProps {
  readonly view: ShareView;
  readonly sealing: Sealing;
  readonly load: Load<SenderCrypto>;
  readonly api: ShareApi;
  readonly refresh: () => Promise<void>;
  /** Said of what is sealed without a press; null when a press decided. */
  readonly onByItself: (said: string | null) => void;
  /** Present: the secret stands in a form above, and the press that says that they match sends it. */
  readonly submit?: Submit | undefined;
}

/** Below a form it is a part of its screen, and takes no focus from who types. */
export const frameOf = ({ submit }: Pick<CompareProps, 'submit'>): typeof Screen => (submit ? Beside : Screen);

function Beside({ title, lead, children, busy = false }: Parameters<typeof Screen>[0]) {
  return (
    <section class="beside" aria-busy={busy}>
      <h2>{title}</h2>
      {lead ? <p>{lead}</p> : null}
      {children}
    </section>
  );
}

type Standing = Awaited<ReturnType<SenderCrypto['deviceTrust']>>;

export function CompareWords({ view, subject, sealing, load, api, refresh, onByItself, submit }: CompareProps & { subject: Subject }) {
  const Frame = frameOf({ submit });
  const words = useSafetyWords(view.id, subject.acceptance);
  const [standing, setStanding] = useState<Standing | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const [differ, setDiffer] = useState(false);
  /** It is sent without a press: to whom was compared before, or as was chosen. */
  const [goes, setGoes] = useState(false);
  const isBegun = useRef(false);
  const { name, ref, device } = subject;
  const isShown = standing !== null && !differ && sealing.progress === null;
  const isSettled = useSettled(isShown && words !== null ? words.join(' ') : null);

  const check = async (): Promise<void> => {
    const chunk = await load();
    if (!(await chunk.verifySubject(view, subject))) {
      setFault('acceptance');
      return sealing.endChoice();
    }
    const found = await chunk.deviceTrust(view.id, device, { name, ref });
    const isKnown = found.kind === 'known';
    setGoes(!submit && (isKnown || (await sealing.goesByItself(subject, found.kind))));
    setStanding(found);
  };
  const begin = (): void => {
    setFault(null);
    check().catch(async (error: unknown) => setFault(await errorCodeOf(error)));
  };
  useEffect(begin, []);
  // While the upload is still being answered, nothing else is sent.
  useEffect(() => {
    if (standing === null || !goes || sealing.busy || isBegun.current) return;
    isBegun.current = true;
    const { compare } = after;
    onByItself(standing.kind === 'known' ? compare.sealedByItself(name, formatDay(standing.since)) : compare.sealedUncompared(name));
    sealing.seal(subject);
  }, [standing, goes, sealing.busy]);

  const press = (): void => {
    onByItself(null);
    if (submit) submit((items, passphrase) => sealing.enterFor({ items, passphrase, subject }));
    else sealing.seal(subject);
  };
  const match = (): void => {
    void load()
      .then((chunk) => chunk.rememberCompared(view.id, { device, name, ref, at: Date.now() }))
      .catch(() => {})
      .then(press);
  };

  if (sealing.progress !== null && !submit) {
    return (
      <Screen title={messages.enter.sealing} busy>
        <Progress label={messages.words.progress} done={sealing.progress} />
      </Screen>
    );
  }
  if (fault === 'acceptance') {
    const [title, text] = messages.badAcceptance;
    return (
      <Frame title={title} lead={text}>
        <div class="actions">
          <Revoke api={api} refresh={refresh} />
        </div>
      </Frame>
    );
  }
  if (standing === null) {
    return (
      <Frame title={after.compare.checking} busy={fault === null}>
        {fault === null ? null : <ErrorNotice code={fault} retry={begin} />}
      </Frame>
    );
  }
  if (differ) {
    return (
      <Frame title={after.compare.differTitle} lead={after.compare.differText}>
        <div class="actions">
          <Revoke api={api} refresh={refresh} />
          <Button onPress={() => setDiffer(false)}>{after.compare.back}</Button>
        </div>
      </Frame>
    );
  }
  if (sealing.fault === null && goes) {
    const lead = standing.kind === 'known' ? after.compare.auto(name, formatDay(standing.since)) : after.compare.autoUncompared(name);
    return <Screen title={messages.enter.sealing} lead={lead} busy />;
  }
  if (submit && standing.kind === 'known') {
    return (
      <>
        <p class="help">{after.compare.known(name, formatDay(standing.since))}</p>
        <SealingError sealing={sealing} />
        <div class="actions">
          <Button kind="primary" busy={sealing.busy} onPress={() => submit(sealing.enter)}>
            {sealing.busy ? messages.enter.sealing : messages.enter.seal}
          </Button>
        </div>
      </>
    );
  }
  const warning = warningOf(standing, name);
  const isBusy = sealing.busy || !isSettled;
  return (
    <Frame title={after.compare.title} lead={leadOf(view, subject)}>
      {warning === null ? null : (
        <Notice tone="warn" alert>
          {warning}
        </Notice>
      )}
      <SafetyWords words={words} />
      <SealingError sealing={sealing} />
      <div class="actions">
        <Button kind="primary" busy={isBusy} onPress={match}>
          {sealing.busy ? messages.enter.sealing : after.compare.match}
        </Button>
        <Button busy={isBusy} onPress={() => setDiffer(true)}>
          {after.compare.differ}
        </Button>
      </div>
      <div class="aside">
        <p class="help">{after.compare.withoutHelp}</p>
        <Button kind="small" busy={isBusy} onPress={press}>
          {after.compare.without}
        </Button>
      </div>
    </Frame>
  );
}

function leadOf({ asked }: ShareView, { name, prekey }: Subject): string {
  const { compare } = after;
  if (asked) return compare.leadAsked(name);
  return prekey === null ? compare.lead(name) : compare.leadAhead(name);
}

function warningOf(standing: Standing, name: string): string | null {
  switch (standing.kind) {
    case 'known':
    case 'new':
      return null;
    case 'browser':
    case 'account':
      return after.compare[standing.kind](name);
    case 'renamed':
    case 'borrowed':
      return after.compare[standing.kind](name, standing.before);
  }
}

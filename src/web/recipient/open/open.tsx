// Ready (or over: it looks the same until somebody presses): "Show it", the words where they are needed, and then the secret.

import { useEffect, useState } from 'preact/hooks';
import type { Api } from '../../api/api.ts';
import type { CryptoChunk, Load } from '../../browser/load.ts';
import { needsWords, type ShareView } from '../../api/view.ts';
import { Button } from '../../ui/button.tsx';
import { Facts } from '../../ui/facts.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Progress } from '../../ui/progress.tsx';
import { Screen } from '../../ui/screen.tsx';
import { SecretInput } from '../../ui/secret-input.tsx';
import { moment } from '../../ui/when.ts';
import { say } from '../../words/share.ts';
import { Fault, Over, Plain, ToReceipt } from '../plain.tsx';
import { Shown } from './shown.tsx';
import { useOpen, type LinkBox, type Opening, type Wrong } from './use-open.ts';

export function Open({
  share,
  view: first,
  link,
  exposed,
  api,
  load,
}: {
  share: string;
  /** Null when the server said nothing about this share: a press asks again. */
  view: ShareView | null;
  link: LinkBox;
  exposed: boolean;
  api: Api;
  load: Load<CryptoChunk>;
}) {
  const opening = useOpen({ share, view: first, link, api, load });
  const { step, view } = opening;
  useEffect(() => {
    // While the person reads: what the press will need.
    void load().catch(() => {});
  }, [load]);

  switch (step.at) {
    case 'shown':
      return <Shown opening={opening} step={step} exposed={exposed} sender={view?.sender ?? step.claimed.sender} />;
    case 'looking':
      return <Screen title={say.loading} busy />;
    case 'opened':
      return <OpenedHere when={step.when} view={view} disown={opening.disown} />;
    case 'told':
      return (
        <Plain pair={say.notMe.told}>
          <ToReceipt view={view} />
        </Plain>
      );
    case 'over':
      return <Over sender={view?.sender ?? null} view={view} />;
    case 'damaged':
      return <Plain pair={[say.damaged.title, say.damaged.lead]} />;
    case 'fault':
      return <Fault code={step.code} again={opening.back} />;
    default:
      return <Ask view={view} opening={opening} exposed={exposed} />;
  }
}

/** To whoever comes back to what this browser has opened. Nothing is asked of the server, so nobody is rung. */
function OpenedHere({ when, view, disown }: { when: number; view: ShareView | null; disown: (() => void) | null }) {
  return (
    <Plain pair={[say.openedHere.title(moment(when, Date.now())), say.openedHere.lead]}>
      <ToReceipt view={view} />
      {disown === null ? null : (
        <div class="actions">
          <Button kind="small" onPress={disown}>
            {say.notMe.button}
          </Button>
          <p class="help">{say.notMe.help}</p>
        </div>
      )}
    </Plain>
  );
}

function wrongly(wrong: Wrong | null): string | null {
  if (wrong === null) return null;
  return 'waitMs' in wrong ? say.words.wait(Math.ceil(wrong.waitMs / 60_000)) : say.words.wrong(wrong.left);
}

function Ask({ view, opening, exposed }: { view: ShareView | null; opening: Opening; exposed: boolean }) {
  const { step } = opening;
  const [words, setWords] = useState('');
  const [empty, setEmpty] = useState(false);
  const wanted = view !== null && needsWords(view.mode) && view.seal !== null;
  const busy = step.at !== 'ask';
  const wrong = step.at === 'ask' ? step.wrong : null;
  const press = (): void => {
    if (busy) return;
    setEmpty(wanted && words.trim() === '');
    if (!wanted || words.trim() !== '') opening.open(words);
  };
  return (
    <Screen title={say.ready.title} lead={view === null ? say.ready.unknown : say.ready.lead} busy={busy}>
      {view !== null && view.role === 'recipient' ? <Facts view={view} role="recipient" /> : null}
      {exposed ? <Notice tone="warn">{say.damaged.exposed}</Notice> : null}
      {wanted ? (
        <SecretInput
          id="words"
          label={say.words.label}
          help={say.words.help}
          error={empty ? say.words.empty : wrongly(wrong)}
          value={words}
          onValue={setWords}
          onEnter={press}
        />
      ) : null}
      {step.at === 'words' ? <Progress label={say.words.progress} done={step.done} /> : null}
      <div class="actions">
        <Button kind="primary" busy={busy} onPress={press}>
          {busy ? say.ready.busy : say.ready.button}
        </Button>
      </div>
    </Screen>
  );
}

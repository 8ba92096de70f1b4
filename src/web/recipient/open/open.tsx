// Ready (or over: it looks the same until the person presses): "Show it", and the words where they are needed. What follows is fetched
// meanwhile.

import { useEffect, useState } from 'preact/hooks';
import type { ShareApi } from '../../../client/calls/share-api.ts';
import { withRetry } from '../../../client/wire/retry.ts';
import type { Load } from '../../load.ts';
import type { ShareView } from '../../../client/answers/share-view.ts';
import { openedHere } from '../../browser/opened-here.ts';
import { needsPassphrase } from '../../../crypto/share-terms.ts';
import { Button } from '../../ui/button.tsx';
import { Facts } from '../../ui/facts.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Progress } from '../../ui/progress.tsx';
import { Screen } from '../../ui/screen.tsx';
import { SecretInput } from '../../ui/secret-input.tsx';
import { messages } from '../../messages/share.ts';
import { Later } from '../../ui/share-later.tsx';
import type { AfterPress } from '../load-after-press.ts';
import { ErrorScreen } from '../../ui/message-screens.tsx';
import type { Around, LinkBox, Opening, Wrong } from '../step.ts';
import { useArrived } from '../../lib/use-arrived.ts';
import { CoverFacts } from './link-cover.tsx';
import { useOpen } from './use-open.ts';

/** Of what a named recipient has not accepted: the press accepts too, and they may decline. */
export interface Offer {
  readonly title: string;
  readonly lead: string;
  readonly button: string;
  readonly decline: string;
  readonly onDeclined: () => void;
}

export function Open({
  share,
  view: first,
  link,
  exposed,
  api,
  load,
  offer = null,
}: {
  share: string;
  /** Null when the server said nothing about this share: a press asks again. */
  view: ShareView | null;
  link: LinkBox;
  exposed: boolean;
  api: ShareApi;
  load: Load<AfterPress>;
  offer?: Offer | null;
}) {
  const opening = useOpen({ share, view: first, link, api, load });
  const { step, view } = opening;
  useEffect(() => {
    // While the person reads: what the press will need. The first look into this browser's database opens it.
    void load().catch(() => {});
    void openedHere(share);
  }, [load, share]);

  switch (step.status) {
    case 'shown': {
      const sender = view?.sender ?? step.claimed.sender;
      return (
        <Later load={load}>{({ SecretScreen }) => <SecretScreen opening={opening} step={step} exposed={exposed} sender={sender} />}</Later>
      );
    }
    case 'looking':
      return <Screen title={messages.loading} busy />;
    case 'opened':
    case 'told':
    case 'over':
    case 'damaged':
      return <Later load={load}>{({ OpeningEnd }) => <OpeningEnd step={step} opening={opening} />}</Later>;
    case 'fault':
      return <ErrorScreen code={step.code} again={opening.back} />;
    case 'ask':
    case 'words':
    case 'opening':
      return <Ask view={view} link={link} load={load} opening={opening} exposed={exposed} api={api} offer={offer} />;
  }
}

function wrongly(wrong: Wrong | null): string | null {
  if (wrong === null) return null;
  return wrong.kind === 'wait' ? messages.words.wait(Math.ceil(wrong.waitMs / 60_000)) : messages.words.wrong(wrong.left);
}

function Ask({
  view,
  link,
  load,
  opening,
  exposed,
  api,
  offer,
}: {
  view: ShareView | null;
  link: LinkBox;
  load: Load<AfterPress>;
  opening: Opening;
  exposed: boolean;
  api: ShareApi;
  offer: Offer | null;
}) {
  const { step } = opening;
  const [declining, setDeclining] = useState(false);
  const [words, setWords] = useState('');
  const [empty, setEmpty] = useState(false);
  const wanted = view !== null && needsPassphrase(view.mode) && view.seal !== null;
  const busy = step.status !== 'ask';
  const wrong = step.status === 'ask' ? step.wrong : null;
  const later = useArrived(load);
  const press = (begin?: () => Around): void => {
    if (busy) return;
    setEmpty(wanted && words.trim() === '');
    if (!wanted || words.trim() !== '') opening.open(words, begin?.());
  };
  const offered = view?.status === 'sealed' ? offer : null;
  const decline = (): void => {
    setDeclining(true);
    void withRetry(() => api.decline()).then((answer) => (answer.ok ? offer?.onDeclined() : setDeclining(false)));
  };
  const { ready } = messages;
  const text = offered ?? { title: ready.title, lead: view === null ? ready.unknown : ready.lead, button: ready.button };
  return (
    <Screen title={text.title} lead={text.lead} busy={busy}>
      {view?.role === 'recipient' ? <Facts view={view} role="recipient" /> : null}
      {view?.role === 'holder' ? <CoverFacts view={view} link={link} load={load} /> : null}
      {view?.files ? <p class="help">{ready.files(view.files)}</p> : null}
      {exposed ? <Notice tone="warn">{messages.damaged.exposed}</Notice> : null}
      {wanted ? (
        <SecretInput
          id="words"
          label={messages.words.label}
          help={view.mode === 'words' ? messages.words.help : messages.words.helpSecond}
          error={empty ? messages.words.empty : wrongly(wrong)}
          value={words}
          onValue={setWords}
          onEnter={() => press()}
        />
      ) : null}
      {step.status === 'words' ? <Progress label={messages.words.progress} done={step.done} /> : null}
      <div class="actions">
        <Button kind="primary" busy={busy} onPress={() => press()}>
          {busy ? messages.ready.busy : text.button}
        </Button>
        {offered === null ? (
          later && <later.CopyIt busy={busy} onPress={press} />
        ) : (
          <Button busy={busy || declining} onPress={decline}>
            {offered.decline}
          </Button>
        )}
      </div>
    </Screen>
  );
}

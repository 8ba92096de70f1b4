// The state of opening, as the page shows it. What a press does is fetched while the person reads (after-press/opener.ts).

import { useEffect, useRef, useState } from 'preact/hooks';
import type { ShareApi } from '../../../client/calls/share-api.ts';
import type { ShareView } from '../../../client/answers/share-view.ts';
import { takeKeptLink } from '../../browser/address.ts';
import { openedHere } from '../../browser/opened-here.ts';
import type { Load } from '../../load.ts';
import { errorCodeOf, errorScreen } from '../../ui/error-screens.ts';
import type { AfterPress } from '../load-after-press.ts';
import { leaveSoon } from '../leave-soon.ts';
import type { Around, Delivery, LinkBox, Opening, Step } from '../step.ts';

type Opener = ReturnType<AfterPress['createOpener']>;

const asItIs: Around = (opening) => opening;

export function useOpen({
  share,
  view: first,
  link: box,
  api,
  load,
}: {
  share: string;
  view: ShareView | null;
  link: LinkBox;
  api: ShareApi;
  load: Load<AfterPress>;
}): Opening {
  const mayBeOver = first === null || first.status === 'ended';
  const [step, setStep] = useState<Step>(mayBeOver ? { status: 'looking' } : { status: 'ask', wrong: null });
  const [found, setFound] = useState<ShareView | null>(null);
  const made = useRef<Opener | null>(null);
  const view = first ?? found;

  useEffect(() => {
    if (!mayBeOver) return;
    void openedHere(share).then((when) => {
      if (when !== null) takeKeptLink();
      setStep((now) => (now.status !== 'looking' ? now : when === null ? { status: 'ask', wrong: null } : { status: 'opened', when }));
    });
  }, [mayBeOver, share]);

  async function loadOpener(): Promise<Opener> {
    const { createOpener } = await load();
    made.current ??= createOpener({ share, link: box, api, onProgress: setStep, onView: setFound });
    return made.current;
  }

  const press = (act: (opener: Opener) => Promise<Step>, around = asItIs): void => {
    // Up to here a reload finds the key of a link again; from here on only where the press came to nothing.
    const putBack = takeKeptLink();
    setStep({ status: 'opening' });
    const opening = loadOpener()
      .then(act)
      .catch(async (error: unknown): Promise<Step> => ({ status: 'fault', code: await errorCodeOf(error) }));
    void around(opening).then((next) => {
      if (next.status === 'ask' || (next.status === 'fault' && errorScreen(next.code).again)) putBack();
      setStep(next);
      if (next.status === 'shown') confirm(next.opened.ack);
    });
  };

  const confirm = (ack: string): void => {
    const tell = (delivery: Delivery): void => setStep((now) => (now.status === 'shown' ? { ...now, delivery } : now));
    tell('sending');
    void loadOpener()
      .then((opener) => opener.confirm(ack))
      .then((delivery) => {
        tell(delivery);
        if (delivery === 'sent' && view !== null) leaveSoon(view);
      });
  };

  return {
    step,
    view,
    open: (words, around) => press((opener) => opener.open(words, view), around),
    back: () => setStep({ status: 'ask', wrong: null }),
    confirm() {
      if (step.status === 'shown') confirm(step.opened.ack);
    },
    clear() {
      // The engine keeps the last text that matched, for RegExp.input, and that was a value.
      /.?/.test('');
      if (box.current instanceof Uint8Array) box.current.fill(0);
      box.current = null;
      setStep((now) => (now.status === 'shown' ? { ...now, secret: '', opened: { items: { v: 1, items: [] }, ack: '' } } : now));
    },
    disown: first?.role === 'recipient' || box.current !== null ? () => press((opener) => opener.disown()) : null,
  };
}

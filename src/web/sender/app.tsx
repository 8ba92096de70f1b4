// The sender's way through a share: enter, wait, compare, seal, hand over, watch.

import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { escapeInvisible } from '../../core/text-safety.ts';
import { followShare } from '../api/events.ts';
import { useShare } from '../api/use-share.ts';
import { withRetry } from '../../client/wire/retry.ts';
import type { ShareView } from '../../client/answers/share-view.ts';
import { isLink, isSealed } from '../../crypto/share-terms.ts';
import { loadPending, type PendingSecret } from '../crypto/pending.ts';
import { loadWordsList, type Load } from '../load.ts';
import { loadSenderAfterPress } from './load-sender-after-press.ts';
import { loadStatus } from './load-status.ts';
import type { SenderStart } from './start.ts';
import { Later } from '../ui/share-later.tsx';
import { Progress } from '../ui/progress.tsx';
import { Screen } from '../ui/screen.tsx';
import { messages as common } from '../messages/share.ts';
import { messages as sending } from '../messages/sealing.ts';
import { messages } from '../messages/sender.ts';
import { attaching } from './attaching.tsx';
import { Compose } from './compose/compose.tsx';
import { SealingError } from './sealing-error.tsx';
import { canGoWhenAccepted, isEntering, stepOf } from './step-of.ts';
import type { Subject } from './subject.ts';
import { useSeal } from './use-seal.ts';

export function Sender(start: SenderStart) {
  const [kept, setKept] = useState<PendingSecret | null | undefined>(undefined);
  const [, setFetched] = useState(0);
  const { view } = start;
  useEffect(() => {
    void loadPending(view.id).then(setKept, () => setKept(null));
    // While the person types, what the press needs and what follows; of a share that is sealed, first where it stands.
    const loads: readonly Load<unknown>[] = isEntering(view) ? [loadSenderAfterPress, loadStatus] : [loadStatus, loadSenderAfterPress];
    void loads
      .reduce<Promise<unknown>>((before, load) => before.then(load).then(() => setFetched((count) => count + 1)), Promise.resolve())
      .catch(() => {});
  }, [view.id]);
  return kept === undefined ? <Screen title={common.loading} busy /> : <Sending {...start} kept={kept} />;
}

const isOpenEnded = (view: ShareView): boolean => view.status !== 'ended';

function Sending({ view: first, api: whole, kept }: SenderStart & { kept: PendingSecret | null }) {
  // Who is asked declines, where others take back.
  const api = useMemo(() => (first.asked ? { ...whole, revoke: () => whole.decline() } : whole), [first.asked, whole]);
  const { view, online, refresh } = useShare({ api, first, live: isOpenEnded, follow: followShare });
  const [isEntered, setEntered] = useState(false);
  const sealing = useSeal({ view, api, load: loadSenderAfterPress, kept, isEntered: isEntered && view.isUntold, refresh });
  const [anew, setAnew] = useState(false);
  /** What was last shown to be compared: it stays, whatever the server says in between. */
  const compared = useRef<Subject | null>(null);
  const [byItself, setByItself] = useState<string | null>(null);
  const to = view.recipient === null ? messages.somebody : escapeInvisible(view.recipient);

  const { ahead } = sealing;
  // Where a key of theirs lies ready that was compared before, nobody has to do anything first, and *Send* tells them.
  const isToTell = isEntered && view.isUntold && isSealed(view.mode) && ahead !== undefined && !ahead?.isKnown;
  useEffect(() => {
    if (isToTell) void withRetry(() => api.tell()).then(refresh);
  }, [isToTell]);

  // Files wait unsent for a day: with them the rest is entered anew.
  useEffect(() => {
    if (sealing.fault === 'file.unfit') setAnew(true);
  }, [sealing.fault]);

  const { handover } = sealing;
  if (handover !== null)
    return (
      <Later load={loadSenderAfterPress}>
        {({ HandoverScreen }) => <HandoverScreen handover={handover} view={view} to={to} onDone={sealing.taken} />}
      </Later>
    );
  const step = stepOf(view, sealing, anew);
  if (step === 'status') {
    const status = { view, to, who: isLink(view.mode) ? messages.linkHolder : to, byItself, api, online, refresh };
    return <Later load={loadStatus}>{({ StatusScreen }) => <StatusScreen {...status} />}</Later>;
  }
  if (step === 'enter') {
    const { pending } = sealing;
    const typedHere = pending !== null && pending !== kept;
    const foreign = pending === null ? messages.enter.elsewhere : messages.enter.other;
    const why = anew || typedHere ? null : view.payload === null ? (pending === null ? null : messages.enter.lost) : foreign;
    const enterBy =
      <T extends unknown[]>(enter: (...sent: T) => void) =>
      (...sent: T): void => {
        enter(...sent);
        setAnew(false);
      };
    const chunk = loadSenderAfterPress.loaded();
    const after = isSealed(view.mode) ? chunk : null;
    const hasWords = after !== null && (view.acceptance !== null || ahead?.isKnown === false);
    const beside = { view, to, online, hasWords, isAheadRefused: sealing.isAheadRefused };
    const here = { ...sealing, enter: enterBy(sealing.enter), enterFor: enterBy(sealing.enterFor) };
    const comparing = { view, compared, sealing: here, load: loadSenderAfterPress, api, refresh, onByItself: setByItself };
    return (
      <Compose
        view={view}
        to={to}
        notice={isSealed(view.mode) ? why : null}
        sealing={sealing}
        error={hasWords ? null : <SealingError sealing={sealing} />}
        loadWordsList={loadWordsList}
        attach={attaching(view)}
        isCalm={isEntered && after !== null && !view.isUntold && !view.asked}
        said={after && <after.Meanwhile {...beside} />}
        foot={hasWords ? (submit) => <after.Compare {...comparing} submit={submit} /> : null}
        onReady={() => setEntered(true)}
        onEdit={sealing.forgetFault}
        besides={
          canGoWhenAccepted(view)
            ? (submit) =>
                chunk && <chunk.WhenAccepted view={view} busy={sealing.busy} onPress={() => submit(enterBy(sealing.enterToSend))} />
            : null
        }
        decline={
          view.asked && chunk ? (
            <chunk.Decline to={to} busy={sealing.busy} onDecline={(reason) => void withRetry(() => api.decline(reason)).then(refresh)} />
          ) : null
        }
        onEnter={enterBy(sealing.enter)}
      />
    );
  }
  if (step === 'busy')
    return (
      <Screen title={sending.enter.sealing} busy>
        {sealing.progress === null ? null : <Progress label={sending.words.progress} done={sealing.progress} />}
      </Screen>
    );
  if (step === 'wait') {
    // What was compared of a prekey that counts no more is not held against what is accepted now.
    if (compared.current?.prekey) compared.current = null;
    const { pending, isAheadRefused } = sealing;
    const whenAccepted = pending?.whenAccepted ?? false;
    const waiting = { view, to, pending, isAheadRefused, whenAccepted, online, api, refresh };
    return <Later load={loadSenderAfterPress}>{({ WaitForAccept }) => <WaitForAccept {...waiting} onAnew={() => setAnew(true)} />}</Later>;
  }
  const comparing = { view, compared, sealing, load: loadSenderAfterPress, api, refresh, onByItself: setByItself };
  return <Later load={loadSenderAfterPress}>{({ Compare }) => <Compare {...comparing} />}</Later>;
}

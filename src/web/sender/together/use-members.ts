// Several shares that one form began, each with its own life: what is typed once is sealed to each on its own, so one that ends, waits or
// fails holds up no other.

import { useEffect, useRef, useState } from 'preact/hooks';
import { escapeInvisible } from '../../../core/text-safety.ts';
import { followShare } from '../../api/events.ts';
import { useShare } from '../../api/use-share.ts';
import type { ShareView } from '../../../client/answers/share-view.ts';
import type { PendingSecret } from '../../crypto/pending.ts';
import type { Load } from '../../load.ts';
import { messages } from '../../messages/sender.ts';
import { messages as after } from '../../messages/sender-after-press.ts';
import { formatDay } from '../../ui/format-time.ts';
import { loadSenderAfterPress } from '../load-sender-after-press.ts';
import type { SenderCrypto } from '../sender-crypto.ts';
import type { SenderStart } from '../start.ts';
import { stepOf, type SenderStep } from '../step-of.ts';
import { aheadSubject, idOf, subjectOf, type Subject } from '../subject.ts';
import { useSeal, type Sealing } from '../use-seal.ts';

export interface MemberStart extends SenderStart {
  /** What this browser keeps of an earlier visit. */
  readonly kept: PendingSecret | null;
}

export interface Member extends SenderStart {
  readonly to: string;
  readonly step: SenderStep;
  readonly online: boolean;
  readonly sealing: Sealing;
  /** What was last shown to be compared. */
  readonly compared: { current: Subject | null };
  /** Said of what was sealed without a press. */
  readonly byItself: string | null;
  readonly onByItself: (said: string | null) => void;
  refresh(): Promise<void>;
}

const isOpenEnded = (view: ShareView): boolean => view.status !== 'ended';

/** Turning words into a key takes much memory, so it is done for one share after the other. */
function oneAfterTheOther(load: Load<SenderCrypto>): Load<SenderCrypto> {
  let last: Promise<unknown> = Promise.resolve();
  const slow = (chunk: SenderCrypto): SenderCrypto => ({
    ...chunk,
    passphraseKeys(asked) {
      const mine = last.catch(() => {}).then(() => chunk.passphraseKeys(asked));
      last = mine;
      return mine;
    },
  });
  return Object.assign(async () => slow(await load()), {
    loaded: () => {
      const chunk = load.loaded();
      return chunk && slow(chunk);
    },
  });
}

const load = oneAfterTheOther(loadSenderAfterPress);

function useMember({ view: first, api, kept }: MemberStart): Member {
  const { view, online, refresh } = useShare({ api, first, live: isOpenEnded, follow: followShare });
  const sealing = useSeal({ view, api, load, kept, refresh });
  const compared = useRef<Subject | null>(null);
  const [byItself, setByItself] = useState<string | null>(null);
  const to = view.recipient === null ? messages.somebody : escapeInvisible(view.recipient);
  const step = stepOf(view, sealing);
  const subject = step !== 'compare' ? null : (subjectOf(view) ?? (sealing.ahead ? aheadSubject(sealing.ahead, view) : null));

  // What was compared of a prekey that counts no more is not held against what is accepted now.
  if (step === 'wait' && compared.current?.prekey) compared.current = null;

  // Where the very browser was compared for this person, it goes by itself, as it does for one share alone.
  const sealKnown = async (found: Subject): Promise<void> => {
    const chunk = await load();
    if (!(await chunk.verifySubject(view, found))) return;
    const { name, ref, device } = found;
    const trust = await chunk.deviceTrust(view.id, device, { name, ref });
    // What a person has begun to compare is theirs to decide.
    if (trust.kind !== 'known' || compared.current !== null) return;
    setByItself(after.compare.sealedByItself(name, formatDay(trust.since)));
    sealing.seal(found);
  };
  useEffect(() => {
    if (subject !== null) void sealKnown(subject).catch(() => {});
  }, [subject === null ? '' : idOf(subject)]);

  return { view, api, to, step, online, sealing, compared, byItself, onByItself: setByItself, refresh };
}

/** There are as many, and the same ones, for as long as the page stands. */
export const useMembers = (starts: readonly MemberStart[]): readonly Member[] => starts.map(useMember);

// One page for several people: the secret is typed once, and below it stands how far it is with each of them.

import { useState } from 'preact/hooks';
import { metaOf } from '../../browser/page-meta.ts';
import { messages as shared } from '../../messages/share.ts';
import { messages as sending } from '../../messages/sealing.ts';
import { messages as after } from '../../messages/sender-after-press.ts';
import { messages as standing } from '../../messages/sender-status.ts';
import { joinNames, together } from '../../messages/together.ts';
import { loadWordsList } from '../../load.ts';
import { Button } from '../../ui/button.tsx';
import { Facts } from '../../ui/facts.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Screen } from '../../ui/screen.tsx';
import { Later } from '../../ui/share-later.tsx';
import { Compose } from '../compose/compose.tsx';
import { loadSenderAfterPress } from '../load-sender-after-press.ts';
import { loadStatus } from '../load-status.ts';
import { SealingError } from '../sealing-error.tsx';
import { CopyBox } from '../../pass-on/copy-box.tsx';
import type { Sealing } from '../use-seal.ts';
import { useMembers, type Member, type MemberStart } from './use-members.ts';

export function Together({ starts }: { starts: readonly MemberStart[] }) {
  const members = useMembers(starts);
  const [shown, setShown] = useState<string | null>(null);
  const toEnter = members.filter(({ step }) => step === 'enter');
  const [first] = toEnter;
  const open = members.find(({ view }) => view.id === shown);

  if (open !== undefined && open.step !== 'enter' && open.step !== 'told') {
    return (
      <>
        <MemberScreen member={open} />
        <div class="actions">
          <Button onPress={() => setShown(null)}>{together.back}</Button>
        </div>
      </>
    );
  }
  const rows = <Rows members={members} onShow={setShown} />;
  if (first === undefined) {
    return (
      <Screen title={together.title(joinNames(members.map(({ to }) => to)))} lead={standing.status.lead}>
        <Words members={members} />
        {rows}
        {members[0] === undefined ? null : <Facts view={members[0].view} role="sender" brief />}
      </Screen>
    );
  }
  const isAgain = toEnter.length < members.length && !toEnter.some(({ sealing }) => sealing.busy);
  const names = joinNames(toEnter.map(({ to }) => to));
  return (
    <>
      <Compose
        view={first.view}
        to={names}
        notice={isAgain ? together.again(names) : null}
        sealing={sealingOf(toEnter)}
        error={<SealingError sealing={sealingOf(toEnter)} />}
        loadWordsList={loadWordsList}
        attach={metaOf('file-bytes') === '' ? null : () => <p class="help">{together.noFiles}</p>}
        onEnter={(items, passphrase) => toEnter.forEach(({ sealing }) => sealing.enter(items, passphrase))}
      />
      {rows}
    </>
  );
}

/** The form speaks for all who are still to be entered. */
function sealingOf(members: readonly Member[]): Sealing {
  const all = members.map(({ sealing }) => sealing);
  const working = all.find(({ progress }) => progress !== null);
  const failed = all.find(({ fault }) => fault !== null);
  const sealing = (failed ?? all[0]) as Sealing;
  return { ...sealing, busy: all.some(({ busy }) => busy), progress: working?.progress ?? null };
}

/** The passphrase is one for all of them. */
function Words({ members }: { members: readonly Member[] }) {
  const told = members.filter(({ sealing }) => sealing.handover !== null);
  const words = members
    .map(({ sealing }) => sealing.handover?.words ?? (sealing.pending?.told ? null : sealing.pending?.words))
    .find(Boolean);
  const isKnown = members.some(({ sealing }) => sealing.pending?.isKnown);
  if (!words) return null;
  const names = joinNames(members.map(({ to }) => to));
  return (
    <>
      <CopyBox
        id="words-told"
        label={after.wait.words(names)}
        value={words}
        button={after.handover.copyWords}
        help={isKnown ? sending.words.toldKnown(names) : sending.words.lead(names)}
      />
      {told.length === 0 ? null : (
        <div class="actions">
          <Button kind="primary" onPress={() => told.forEach(({ sealing }) => sealing.taken())}>
            {together.told}
          </Button>
        </div>
      )}
    </>
  );
}

function Rows({ members, onShow }: { members: readonly Member[]; onShow: (share: string) => void }) {
  return (
    <section aria-label={together.people}>
      <ul class="timeline">
        {members.map((member) => (
          <li key={member.view.id} class={classOf(member)}>
            <p>
              <strong dir="auto">{member.to}</strong> <span role="status">{lineOf(member)}</span>
            </p>
            {member.step === 'enter' || member.step === 'told' || member.step === 'busy' ? null : (
              <Button
                kind={member.step === 'compare' && !member.sealing.busy ? 'primary' : 'small'}
                label={`${member.step === 'compare' ? together.compare : together.details}: ${member.to}`}
                onPress={() => onShow(member.view.id)}
              >
                {member.step === 'compare' ? together.compare : together.details}
              </Button>
            )}
            {member.step === 'enter' ? null : <SealingError sealing={member.sealing} />}
            {member.byItself === null ? null : <Notice tone="info">{member.byItself}</Notice>}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Filled where it has been sent, hollow where something is still to come. */
function classOf({ view }: Member): string {
  if (view.status === 'ended') return view.cause === 'delivered' ? 'past' : 'bad';
  return view.status === 'ready' || view.status === 'claimed' ? 'past' : 'next';
}

function lineOf({ view, step, to, online, sealing }: Member): string {
  if (!online) return shared.errors.network[0];
  if (sealing.busy || step === 'busy') return sending.enter.sealing;
  switch (step) {
    case 'enter':
      return together.notEntered;
    case 'wait':
      return after.wait.status(to);
    case 'compare':
      return together.toCompare(to);
    case 'told':
    case 'status':
      if (view.status !== 'ended') return standing.status.titles[view.status](to);
      return view.cause === null ? '' : standing.status.ended[view.cause][0];
  }
}

function MemberScreen({ member }: { member: Member }) {
  const { view, to, step, api, online, sealing, compared, byItself, onByItself, refresh } = member;
  const common = { view, to, api, online, refresh };
  if (step === 'status') {
    const status = { ...common, who: to, byItself };
    return <Later load={loadStatus}>{({ StatusScreen }) => <StatusScreen {...status} />}</Later>;
  }
  if (step === 'busy') return <Screen title={sending.enter.sealing} busy />;
  if (step === 'compare') {
    const comparing = { view, compared, sealing, load: loadSenderAfterPress, api, refresh, onByItself };
    return <Later load={loadSenderAfterPress}>{({ Compare }) => <Compare {...comparing} />}</Later>;
  }
  const waiting = { ...common, pending: sealing.pending, isAheadRefused: sealing.isAheadRefused };
  return <Later load={loadSenderAfterPress}>{({ WaitForAccept }) => <WaitForAccept {...waiting} onAnew={null} />}</Later>;
}

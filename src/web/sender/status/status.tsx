// Where a share stands and what happened to it, as the sender may know.

import type { ShareApi } from '../../../client/calls/share-api.ts';
import type { ShareView } from '../../../client/answers/share-view.ts';
import { isLink } from '../../../crypto/share-terms.ts';
import { Facts } from '../../ui/facts.tsx';
import { Live } from '../../ui/live.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Screen } from '../../ui/screen.tsx';
import { formatMoment } from '../../ui/format-time.ts';
import { messages as common } from '../../messages/share.ts';
import { messages } from '../../messages/sender-status.ts';
import { Revoke, Unreachable } from './revoke.tsx';
import { timelineOf } from './timeline.ts';

const TONES = {
  delivered: 'good',
  unconfirmed: 'warn',
  broken: 'warn',
  locked: 'warn',
  'rolled-back': 'warn',
  declined: 'info',
  revoked: 'info',
  expired: 'info',
} as const;

function titleOf({ status, asked }: ShareView, who: string): string {
  if (status === 'ended') return '';
  // The answer to a request waits for no yes, only to be opened.
  return messages.status.titles[asked && status === 'sealed' ? 'ready' : status](who);
}

export function StatusScreen({
  view,
  to,
  who,
  byItself,
  api,
  online,
  refresh,
}: {
  view: ShareView;
  to: string;
  /** The recipient, or what stands for a person who has the link. */
  who: string;
  /** For whom it was sealed without a press, and since when that browser is known. */
  byItself: string | null;
  api: ShareApi;
  online: boolean;
  refresh: () => Promise<void>;
}) {
  const ended = view.status === 'ended' ? view.cause : null;
  const [title, text] =
    ended !== null
      ? messages.status.ended[ended]
      : [titleOf(view, who), isLink(view.mode) ? messages.status.leadLink : messages.status.lead];
  return (
    <Screen title={capital(title)}>
      {ended === null ? null : (
        <Notice tone={TONES[ended]}>
          <p>{text}</p>
        </Notice>
      )}
      {ended === null ? <Live pulse>{online ? text : common.errors.network[0]}</Live> : null}
      {view.status !== 'ended' ? <Unreachable view={view} to={to} /> : null}
      {byItself === null ? null : <Notice tone="info">{byItself}</Notice>}
      {view.triesLeft !== null && view.triesLeft < 10 && ended === null ? (
        <Notice tone="warn">{messages.status.failures(view.triesLeft)}</Notice>
      ) : null}
      {view.entry === 'modal' ? <Notice tone="info">{messages.status.modal}</Notice> : null}
      <h2>{messages.status.timeline}</h2>
      <ol class="timeline">
        {timelineOf(view, who).map(({ key, text: line, at, bad }) => (
          <li key={key} class={at === null ? 'next' : bad ? 'bad' : 'past'}>
            <span>{line}</span> {at === null ? null : <time dateTime={new Date(at).toISOString()}>{formatMoment(at, view.now)}</time>}
          </li>
        ))}
      </ol>
      <Facts view={view} role="sender" />
      <p>
        <a href={`/s/${view.id}/receipt`}>{messages.status.receipt}</a>
      </p>
      {view.status === 'ended' || view.status === 'claimed' ? null : (
        <div class="actions">
          <Revoke api={api} refresh={refresh} />
        </div>
      )}
    </Screen>
  );
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

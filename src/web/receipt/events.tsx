// What happened, in the order of the log: each event with its time, what proves it, and who could have made that up.

import { deviceName } from '../../crypto/keys/device.ts';
import { parseLogName } from '../../crypto/keys/log.ts';
import type { ParsedEvent } from '../../crypto/receipt/parsed-event.ts';
import type { ReceiptReport, ReportEvent } from '../../crypto/receipt/report.ts';
import { formatUtc, formatFull } from '../ui/format-time.ts';
import { messages } from '../messages/receipt.ts';

const BAD: readonly string[] = ['refused', 'unconfirmed', 'broken', 'locked', 'rolled-back'];

export function Events({ story }: { story: ReceiptReport }) {
  const host = parseLogName(story.log.origin)?.host ?? '';
  return (
    <ol class="story">
      {story.events.map((event) => (
        <Event key={event.index} event={event} host={host} />
      ))}
    </ol>
  );
}

function Event({ event: { index, facts, evidence }, host }: { event: ReportEvent; host: string }) {
  const [title, more] = told(facts);
  const device = 'device' in facts && facts.device !== null ? deviceName(host, facts.device).slice(`${host}/device/`.length) : null;
  const isBad = BAD.includes(facts.type) || (facts.type === 'ended' && BAD.includes(facts.cause));
  return (
    <li class={isBad ? 'bad' : undefined}>
      <div class="at">
        <time dateTime={new Date(facts.at).toISOString()}>{formatFull(facts.at)}</time>
        <span class="utc">{formatUtc(facts.at)}</span>
        <span class="leaf">{messages.leaf(index)}</span>
      </div>
      <div class="what">
        <p class="event">{title}</p>
        {more === '' ? null : <p class="help">{more}</p>}
        {device === null ? null : (
          <p class="help">
            {messages.browser} <code>{device}</code>
          </p>
        )}
      </div>
      <ul class="proofs">
        {evidence.map(({ kind, forgers }) => (
          <li key={kind}>
            <span class="proof">{messages.evidence[kind]}</span>{' '}
            <span class="help">{messages.forgedBy(forgers.map((one) => messages.forgers[one]))}</span>
          </li>
        ))}
      </ul>
    </li>
  );
}

/** What happened in a few words, and what else there is to say of it. */
function told(facts: ParsedEvent): readonly [string, string] {
  const words = messages.events;
  switch (facts.type) {
    case 'created':
      return [words.created[facts.via], words.until(formatFull(facts.expiresAt))];
    case 'notified':
      return facts.message === null ? [words.notNotified[facts.surface], ''] : [words.notified[facts.surface], ''];
    case 'entered':
      return [words.entered, words.size(facts.size)];
    case 'accepted':
      return facts.device === null ? words.acceptedInChat : words.accepted;
    case 'sealed':
      return facts.by === 'server' ? words.sealedByServer : words.sealed;
    case 'refused':
      return facts.what === 'words' ? [words.wrongWords(facts.count), ''] : [words.refused[facts.what], ''];
    case 'claimed':
      return words.claimed;
    case 'delivered':
      return words.delivered;
    case 'asked-approval':
      return [words.askedApproval, words.until(formatFull(facts.until))];
    case 'approval':
      return words.approval[facts.answer];
    case 'extended':
      return [words.extended, words.until(formatFull(facts.expiresAt))];
    case 'ended':
      return [words.ended[facts.cause], words.storage(facts.storage)];
  }
}

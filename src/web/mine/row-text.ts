// What a line says: with whom, and whose turn it is. Names by others are shown with their invisible parts.

import { escapeInvisible } from '../../core/text-safety.ts';
import { isLink } from '../../crypto/share-terms.ts';
import type { MineRow } from '../../client/answers/mine-page.ts';
import { mineMessages as messages } from '../messages/mine.ts';

const nameOf = ({ other }: MineRow): string => escapeInvisible(other ?? messages.someone);

export function whoOf(row: MineRow): string {
  const { who } = messages;
  if (row.asked === 'link') return who.askedByLink;
  if (row.asked === 'person') return (row.isMine ? who.asked : who.asks)(nameOf(row));
  if (row.role === 'recipient') return who.from(nameOf(row));
  return isLink(row.mode) ? who.link : who.to(nameOf(row));
}

export function turnOf(row: MineRow): string {
  if (row.cause !== null) return messages.ended[row.cause];
  if (row.asked !== null) return askedStatus(row);
  return row.role === 'sender' ? senderStatus(row) : recipientStatus(row);
}

function senderStatus(row: MineRow): string {
  const { waits } = messages;
  const name = nameOf(row);
  switch (row.status) {
    case 'offered':
      return row.isEntered ? waits.toAccept(name) : waits.enter;
    case 'accepted':
      return row.isEntered ? waits.seal : waits.enter;
    case 'sealed':
      return waits.toAccept(name);
    case 'claimed':
      return waits.viewing(name);
    default:
      return isLink(row.mode) ? waits.link : waits.toOpen(name);
  }
}

function recipientStatus(row: MineRow): string {
  const { waits } = messages;
  if (row.status === 'offered' || row.status === 'sealed') return waits.accept;
  if (row.status === 'accepted') return waits.toSend(nameOf(row));
  return row.status === 'claimed' ? waits.shown : waits.open;
}

/** The asker is the recipient: they made a key, and the other one gives. */
function askedStatus(row: MineRow): string {
  const { waits } = messages;
  const name = nameOf(row);
  if (row.status === 'offered') return waits.ask;
  if (row.status === 'accepted' && !row.isMine) return waits.give;
  if (row.status === 'accepted') return row.asked === 'link' ? waits.link : waits.toGive(name);
  if (row.status === 'claimed') return row.isMine ? waits.shown : waits.viewing(name);
  return row.isMine ? waits.open : waits.toOpen(name);
}

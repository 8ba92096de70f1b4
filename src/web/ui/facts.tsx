// Who, what, why, until when: what a person reads before deciding. Names and notes by others are shown with their invisible parts.

import { escapeInvisible } from '../../core/text-safety.ts';
import { messages } from '../messages/share.ts';
import type { ShareView } from '../../client/answers/share-view.ts';
import { formatRelative } from './format-time.ts';

/** `brief`: without what the person has just chosen. */
export function Facts({ view, role, brief = false }: { view: ShareView; role: 'sender' | 'recipient'; brief?: boolean }) {
  const other = role === 'recipient' ? view.sender : view.recipient;
  const over = view.status === 'ended';
  const rows: [string, string][] = [
    [role === 'recipient' ? messages.facts.from : messages.facts.to, brief ? '' : (other ?? '')],
    [messages.facts.what, view.label],
    [messages.facts.why, brief ? '' : view.note],
    [messages.facts.how, over || view.asked ? '' : messages.how[view.mode]],
    [messages.facts.until, over ? '' : formatRelative(view.expiresAt, view.now)],
  ];
  return (
    <dl class="facts">
      {rows
        .filter(([, value]) => value !== '')
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd dir="auto">{escapeInvisible(value)}</dd>
          </div>
        ))}
    </dl>
  );
}

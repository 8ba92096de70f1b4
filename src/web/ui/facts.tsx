// Who, what, why, until when: what a person reads before deciding. Names and notes by others are shown with their invisible parts.

import { visible } from '../../core/text.ts';
import { say } from '../words/share.ts';
import type { ShareView } from '../api/view.ts';
import { when } from './when.ts';

/** `brief`: without what the person has just chosen. */
export function Facts({ view, role, brief = false }: { view: ShareView; role: 'sender' | 'recipient'; brief?: boolean }) {
  const other = role === 'recipient' ? view.sender : view.recipient;
  const over = view.status === 'ended';
  const rows: [string, string][] = [
    [role === 'recipient' ? say.facts.from : say.facts.to, brief ? '' : (other ?? '')],
    [say.facts.what, view.label],
    [say.facts.why, brief ? '' : view.note],
    [say.facts.how, over ? '' : say.how[view.mode]],
    [say.facts.until, over ? '' : when(view.expiresAt, view.now)],
  ];
  return (
    <dl class="facts">
      {rows
        .filter(([, value]) => value !== '')
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd dir="auto">{visible(value)}</dd>
          </div>
        ))}
    </dl>
  );
}

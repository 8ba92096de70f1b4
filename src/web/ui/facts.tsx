// Who, what, why, until when: what a person reads before deciding. Names and notes by others are shown with their invisible parts.

import { visible } from '../../core/text.ts';
import { say } from '../words/share.ts';
import type { ShareView } from '../lib/view.ts';
import { when } from './when.ts';

export function Facts({ view, role }: { view: ShareView; role: 'sender' | 'recipient' }) {
  const other = role === 'recipient' ? view.sender : view.recipient;
  const rows: [string, string][] = [
    [role === 'recipient' ? say.facts.from : say.facts.to, other ?? ''],
    [say.facts.what, view.label],
    [say.facts.why, view.note],
    [say.facts.how, say.how[view.mode]],
    [say.facts.until, when(view.expiresAt, view.now)],
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

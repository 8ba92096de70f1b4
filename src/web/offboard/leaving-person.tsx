// One person who leaves: what nt2 did, what they ever opened, and the steps for people.

import { useState } from 'preact/hooks';
import { escapeInvisible } from '../../core/text-safety.ts';
import type { Answer } from '../../client/wire/answer.ts';
import { fetchOffboardingText, requestTick, type OffboardingView } from '../../client/calls/offboardings.ts';
import { hereAs } from '../api/api.ts';
import { saveFile } from '../browser/save-file.ts';
import { offboardMessages as messages } from '../messages/offboard.ts';
import { Button } from '../ui/button.tsx';
import { formatDay, formatMoment } from '../ui/format-time.ts';

interface LeavingProps {
  of: OffboardingView;
  /** As it is now. */
  onChange: (next: OffboardingView) => void;
  onSaid: (said: string) => void;
}

export function LeavingPerson({ of, onChange, onSaid }: LeavingProps) {
  const [busy, setBusy] = useState(false);
  const now = Date.now();
  const { id, person, done, opened, steps } = of;
  const during = async <T,>(asked: Promise<Answer<T>>, then: (value: T) => void): Promise<void> => {
    setBusy(true);
    const answer = await asked;
    setBusy(false);
    if (answer.ok) then(answer.value);
    onSaid(answer.ok ? '' : messages.fault);
  };
  const tick = (step: string): void => void during(requestTick(hereAs(null), id, step), onChange);
  const save = (which: 'report' | 'signature'): void =>
    void during(fetchOffboardingText(hereAs(null), id, which), (text) => {
      const name = `offboarding-${id.slice(0, 12)}.md`;
      saveFile(new Blob([text], { type: 'text/plain' }), which === 'report' ? name : `${name}.sig`);
    });
  const until = formatMoment(of.untilAt, now);
  const state = of.isDone ? messages.finished : of.isLate ? messages.late(until) : messages.until(until);
  return (
    <section class="list" aria-label={escapeInvisible(person)}>
      <h2 dir="auto">{escapeInvisible(person)}</h2>
      <p class="help">
        {messages.started(formatMoment(of.startedAt, now))} · {state}
      </p>
      {done === null ? (
        <p>{messages.waits}</p>
      ) : (
        <>
          <h3>{messages.did}</h3>
          <ul class="plain-list">
            {(['shares', 'browsers', 'machines', 'tokens'] as const).map((what) => (
              <li key={what}>{messages.counts[what](done[what])}</li>
            ))}
            <li>{messages.counts.due(opened.length)}</li>
          </ul>
        </>
      )}
      {opened.length === 0 ? null : (
        <details>
          <summary>{messages.opened}</summary>
          <ul>
            {opened.map((row) => (
              <li class="row" key={row.share}>
                <p class="what" dir="auto">
                  {escapeInvisible(row.label === '' ? row.kind : row.label)}
                </p>
                <p class="help">
                  {messages.from(escapeInvisible(row.from))} · {formatDay(row.at)} ·{' '}
                  <strong>{(messages.rotation as Readonly<Record<string, string>>)[row.rotation] ?? row.rotation}</strong>
                </p>
              </li>
            ))}
          </ul>
        </details>
      )}
      <h3>{messages.left}</h3>
      <ul class="steps-left">
        {steps.map(({ step, at, by }) => {
          const text = messages.steps[step] ?? step;
          return (
            <li key={step}>
              <span class="text">{text}</span>
              {at === null ? (
                <Button kind="small" busy={busy || done === null} label={messages.doneFor(text)} onPress={() => tick(step)}>
                  {messages.done}
                </Button>
              ) : (
                <span class="help">✓ {messages.by(escapeInvisible(by ?? ''), formatMoment(at, now))}</span>
              )}
            </li>
          );
        })}
      </ul>
      <div class="row-actions">
        <Button busy={busy} onPress={() => save('report')}>
          {messages.report}
        </Button>
        {of.isDone ? (
          <Button busy={busy} onPress={() => save('signature')}>
            {messages.signature}
          </Button>
        ) : null}
        <Button onPress={() => window.print()}>{messages.print}</Button>
      </div>
    </section>
  );
}

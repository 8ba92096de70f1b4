// The form of a request. It is not a <form>: nothing navigates but the press, and no browser offers to save what is typed.

import { useRef, useState } from 'preact/hooks';
import { limits } from '../../core/limits.ts';
import { escapeInvisible } from '../../core/text-safety.ts';
import { sendRequest, type SharedWith, type Wish } from '../api/ask.ts';
import { askMessages as messages } from '../messages/ask.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { keepOut } from '../ui/secret-input.tsx';
import { BY_LINK, EMPTY, askFaultsOf, wishOf, withoutValues, type Draft, type AskFaults } from './draft.ts';
import { Field } from './field.tsx';

const FIELDS: readonly (keyof Draft)[] = ['who', 'what', 'fields', 'note'];

export function AskForm({ known }: { known: readonly SharedWith[] }) {
  const [draft, setDraft] = useState<Draft>(EMPTY);
  const [faults, setFaults] = useState<AskFaults>({});
  const [wasPasted, setWasPasted] = useState(false);
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState('');
  const sent = useRef<{ readonly wish: string; readonly once: string } | null>(null);

  const change = (part: Partial<Draft>): void => {
    const next = { ...draft, ...part };
    setDraft(next);
    if (Object.keys(faults).length > 0) setFaults(askFaultsOf(next));
  };
  /** What has not changed since it was sent, and was not answered, is the same request. */
  const onceOf = (wish: Wish): string => {
    const text = JSON.stringify(wish);
    if (sent.current?.wish !== text) sent.current = { wish: text, once: crypto.randomUUID() };
    return sent.current.once;
  };
  const press = async (): Promise<void> => {
    const found = askFaultsOf(draft);
    setFaults(found);
    setRefused('');
    const first = FIELDS.find((field) => found[field] !== undefined);
    if (first !== undefined) return document.getElementById(`ask-${first}`)?.focus();
    setBusy(true);
    const wish = wishOf(draft);
    const answer = await sendRequest(wish, onceOf(wish));
    if (answer.ok) return location.assign(`/s/${answer.value}`);
    setBusy(false);
    setRefused(messages.refused[answer.code] ?? messages.fault);
  };

  return (
    <>
      <Field id="ask-who" label={messages.who.label} help={<WhoHelp any={known.length > 0} />} fault={faults.who}>
        {(control) => (
          <select {...control} value={draft.who} onChange={({ currentTarget }) => change({ who: currentTarget.value })}>
            <option value="">{messages.who.choose}</option>
            {known.map((person) => (
              <option key={person.share} value={person.share}>
                {nameOf(person, known)}
              </option>
            ))}
            <option value={BY_LINK}>{messages.who.link}</option>
          </select>
        )}
      </Field>
      <Field id="ask-what" label={messages.what.label} help={messages.what.help} fault={faults.what}>
        {(control) => (
          <input
            {...control}
            type="text"
            value={draft.what}
            maxLength={limits.label}
            {...keepOut}
            onInput={({ currentTarget }) => change({ what: currentTarget.value })}
          />
        )}
      </Field>
      <Field id="ask-fields" label={messages.fields.label} help={messages.fields.help} fault={faults.fields}>
        {(control) => (
          <textarea
            {...control}
            class="mono"
            rows={2}
            value={draft.fields}
            {...keepOut}
            onInput={({ currentTarget }) => {
              const names = withoutValues(currentTarget.value);
              // Of what was pasted by mistake nothing stays on the screen.
              if (names !== null) {
                currentTarget.value = names;
                setWasPasted(true);
              }
              change({ fields: names ?? currentTarget.value });
            }}
          />
        )}
      </Field>
      <p class="help" role="status">
        {wasPasted ? messages.fields.kept : ''}
      </p>
      <Field id="ask-wait" label={messages.wait.label} fault={undefined}>
        {(control) => (
          <select {...control} value={draft.waitMs} onChange={({ currentTarget }) => change({ waitMs: Number(currentTarget.value) })}>
            {messages.wait.times.map(([ms, name]) => (
              <option key={ms} value={ms}>
                {name}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field id="ask-note" label={messages.note.label} help={messages.note.help} fault={faults.note}>
        {(control) => (
          <textarea
            {...control}
            rows={2}
            value={draft.note}
            maxLength={limits.note}
            {...keepOut}
            onInput={({ currentTarget }) => change({ note: currentTarget.value })}
          />
        )}
      </Field>
      {refused === '' ? null : (
        <Notice tone="warn" alert>
          {refused}
        </Notice>
      )}
      <div class="actions">
        <Button kind="primary" busy={busy} onPress={() => void press()}>
          {messages.button}
        </Button>
      </div>
    </>
  );
}

/** Two people may have one name: then what was shared last tells them apart. */
function nameOf({ name, label }: SharedWith, known: readonly SharedWith[]): string {
  const isShared = known.filter((other) => other.name === name).length > 1;
  return escapeInvisible(isShared ? messages.who.last(name, label) : name);
}

function WhoHelp({ any }: { any: boolean }) {
  const [before, command, after] = messages.who.others;
  return (
    <>
      {any ? messages.who.help : messages.who.nobody} {before} <code>{command}</code> {after}
    </>
  );
}

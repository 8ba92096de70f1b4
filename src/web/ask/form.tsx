// The form of a request. It is not a <form>: nothing navigates but the press, and no browser offers to save what is typed.

import { useState } from 'preact/hooks';
import { limits } from '../../core/limits.ts';
import { escapeInvisible } from '../../core/text-safety.ts';
import type { SharedWith } from '../api/ask.ts';
import { askMessages as messages } from '../messages/ask.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { keepOut } from '../ui/secret-input.tsx';
import { BY_LINK, timeOf, timesOf, wayOf, withoutValues } from './draft.ts';
import { Field } from './field.tsx';
import { useAskForm } from './use-ask-form.ts';

export function AskForm({ known }: { known: readonly SharedWith[] }) {
  const { draft, ways, faults, busy, refused, change, choosePerson, chooseTemplate, press } = useAskForm();
  const [wasPasted, setWasPasted] = useState(false);
  const way = wayOf({ draft, ways });
  const { label, needed, help, ticket } = messages.note;

  return (
    <>
      <Field id="ask-who" label={messages.who.label} help={<WhoHelp any={known.length > 0} />} fault={faults.who}>
        {(control) => (
          <select {...control} value={draft.who} onChange={({ currentTarget }) => choosePerson(currentTarget.value)}>
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
      {ways.every(({ template }) => template === null) ? null : (
        <Field id="ask-template" label={messages.template.label} help={messages.template.help} fault={faults.template}>
          {(control) => (
            <select {...control} value={way?.template?.name ?? ''} onChange={({ currentTarget }) => chooseTemplate(currentTarget.value)}>
              {ways.length === 1 ? null : (
                <option value="">{ways[0]?.template === null ? messages.template.none : messages.who.choose}</option>
              )}
              {ways.map(({ template }) =>
                template === null ? null : (
                  <option key={template.name} value={template.name}>
                    {escapeInvisible(template.title)}
                  </option>
                ),
              )}
            </select>
          )}
        </Field>
      )}
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
          <select {...control} value={timeOf(way, draft)} onChange={({ currentTarget }) => change({ waitMs: Number(currentTarget.value) })}>
            {timesOf(way).map((ms) => (
              <option key={ms} value={ms}>
                {messages.wait.duration(ms)}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field
        id="ask-note"
        label={way?.needsNote ? needed : label}
        help={way?.tickets.length ? ticket(way.tickets.join(', ')) : help}
        fault={faults.note}
      >
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

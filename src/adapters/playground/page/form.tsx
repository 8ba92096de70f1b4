// A form of nt2, as a chat shows it: a dialog over everything. What is typed into a secret field is read once, at the submission.

import { useEffect, useRef, useState } from 'preact/hooks';

import type { WireField, WireForm } from '../render.ts';
import { LineView } from './card.tsx';

export interface FormProps {
  readonly form: WireForm;
  readonly me: { readonly id: string; readonly name: string };
  readonly people: readonly { readonly id: string; readonly name: string }[];
  readonly errors: Readonly<Record<string, string>>;
  /** What went wrong with the submission, apart from single fields. Empty: nothing. */
  readonly notice: string;
  /** Resolves when it is over; the form stays when it was not taken. */
  readonly onSubmit: (values: Record<string, string | string[]>) => Promise<unknown>;
  readonly onClose: () => void;
  /** A button in the form: another form takes its place. */
  readonly onPress: (press: string, values: Record<string, string | string[]>) => Promise<unknown>;
  /** The field that came with the last such press; null: the first that is empty. */
  readonly focus: string | null;
}

export function FormDialog({ form, me, people, errors, notice, focus, onSubmit, onPress, onClose }: FormProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [sent, setSent] = useState(false);
  useEffect(() => {
    dialog.current?.showModal();
    // Focus the first empty field, or the button when all are filled in.
    const inside = (which: string): HTMLElement | null => dialog.current?.querySelector<HTMLElement>(which) ?? null;
    const fields = [...(dialog.current?.querySelectorAll<HTMLInputElement>('input[required], textarea[required]') ?? [])];
    const noOne = inside('.chips input:checked') === null ? inside('.chips input') : null;
    const fresh = focus === null ? null : inside(`#field-${focus}`);
    (fresh ?? noOne ?? fields.find(({ value }) => value === '') ?? inside('[type="submit"]'))?.focus();
  }, []);
  // An answer with errors comes back into the same form, at the first field that does not fit.
  useEffect(() => {
    dialog.current?.querySelector<HTMLElement>('[aria-invalid="true"], [data-invalid] input')?.focus();
  }, [errors]);

  const valuesIn = (sheet: HTMLFormElement): Record<string, string | string[]> => {
    const data = new FormData(sheet);
    const values = form.fields.map((field): [string, string | string[]] => [
      field.id,
      field.kind === 'people'
        ? data.getAll(field.id).map(String)
        : field.kind === 'choices'
          ? data.getAll(field.id).map(String).join(' ')
          : textOf(data.get(field.id)),
    ]);
    return Object.fromEntries(values);
  };
  const wait = (over: Promise<unknown>): void => {
    setSent(true);
    void over.finally(() => setSent(false));
  };
  const submit = (event: Event): void => {
    event.preventDefault();
    wait(onSubmit(valuesIn(event.currentTarget as HTMLFormElement)));
  };

  return (
    <dialog ref={dialog} class="form" aria-labelledby="form-title" onClose={onClose}>
      <form onSubmit={submit} autocomplete="off" noValidate>
        <header>
          <h2 id="form-title">{form.title}</h2>
          <span class="as">nt2 asks {me.name}</span>
        </header>
        <div class="fields">
          {form.intro.map((line, n) => (
            <p key={n} class="warning" role="alert">
              <LineView line={line} me={me.id} />
            </p>
          ))}
          {form.fields.map((field) => (
            <FieldView key={field.id} field={field} people={people} error={errors[field.id]} />
          ))}
          {form.folded && (
            <div class="folded">
              {form.folded.line.length > 0 && (
                <p class="hint">
                  <LineView line={form.folded.line} me={me.id} />
                </p>
              )}
              {form.folded.presses.map(({ press, label }) => (
                <button
                  key={press}
                  type="button"
                  class="button"
                  disabled={sent}
                  onClick={({ currentTarget }) => currentTarget.form && wait(onPress(press, valuesIn(currentTarget.form)))}
                >
                  {label}
                </button>
              ))}
            </div>
          )}
        </div>
        <footer>
          {notice !== '' && (
            <p class="error" role="alert">
              {notice}
            </p>
          )}
          <button type="button" class="button" onClick={() => dialog.current?.close()}>
            Cancel
          </button>
          <button type="submit" class="button go" disabled={sent}>
            {form.submit}
          </button>
        </footer>
      </form>
    </dialog>
  );
}

const textOf = (value: FormDataEntryValue | null): string => (typeof value === 'string' ? value : '');

interface FieldProps {
  readonly field: WireField;
  readonly people: FormProps['people'];
  readonly error: string | undefined;
}

function FieldView({ field, people, error }: FieldProps) {
  const id = `field-${field.id}`;
  const described = [field.hint === undefined ? '' : `${id}-hint`, error === undefined ? '' : `${id}-error`].join(' ').trim();
  const common = {
    id,
    name: field.id,
    required: field.required,
    'aria-describedby': described || undefined,
    'aria-invalid': error === undefined ? undefined : ('true' as const),
  };
  const notes = (
    <>
      {field.hint !== undefined && (
        <p class="hint" id={`${id}-hint`}>
          {field.hint}
        </p>
      )}
      {error !== undefined && (
        <p class="error" id={`${id}-error`} role="alert">
          {error}
        </p>
      )}
    </>
  );
  if (field.kind === 'people' || field.kind === 'choices') {
    const boxes =
      field.kind === 'people'
        ? people.map(({ id: value, name: label }) => ({ value, label, isTicked: field.initial.includes(value) }))
        : field.options.map((option) => ({ ...option, isTicked: false }));
    return (
      <fieldset class="field" aria-describedby={described || undefined} data-invalid={error === undefined ? undefined : ''}>
        <legend>{field.label}</legend>
        <div class="chips">
          {boxes.map(({ value, label, isTicked }) => (
            <label key={value} class="chip">
              <input type="checkbox" name={field.id} value={value} defaultChecked={isTicked} />
              <span>{label}</span>
            </label>
          ))}
        </div>
        {notes}
      </fieldset>
    );
  }
  return (
    <div class="field">
      <label for={id}>{field.label}</label>
      {field.kind === 'choice' ? (
        <select {...common} defaultValue={field.initial}>
          {field.options.map((option) => (
            <option key={option.value} value={option.value} selected={option.value === field.initial}>
              {option.label}
            </option>
          ))}
        </select>
      ) : field.multiline ? (
        <textarea {...common} rows={field.kind === 'secret' ? 4 : 2} maxLength={field.max} {...quiet} defaultValue={field.initial} />
      ) : (
        <input {...common} type="text" maxLength={field.max} {...quiet} defaultValue={field.initial} />
      )}
      {notes}
    </div>
  );
}

/** Keeps browsers and password managers from offering to save what is typed here. */
const quiet = {
  autocomplete: 'off',
  // With a capital: without, Preact sets a boolean property, and 'off' would switch it on.
  autoCorrect: 'off',
  autocapitalize: 'off',
  spellcheck: false,
  'data-1p-ignore': 'true',
  'data-lpignore': 'true',
  'data-bwignore': 'true',
} as const;

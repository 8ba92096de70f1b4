// The choice of a format, and what is copied or saved in it. A format that cannot carry one of the values says so and has no buttons:
// nothing is ever written without one of its variables.

import { useEffect, useRef, useState } from 'preact/hooks';
import { FILE_NAMES, FORMATS, formatVariables, secretName, type Format } from '../../../env-file/formats.ts';
import type { EnvEntry } from '../../../env-file/names.ts';
import { saveFile } from '../../browser/save-file.ts';
import { messages } from '../../messages/formats.ts';
import { Button } from '../../ui/button.tsx';

export interface ChosenFormat {
  readonly entries: readonly EnvEntry[];
  /** Null: all of them, as a file. */
  readonly of: string | null;
  /** What a Secret of Kubernetes is named after. */
  readonly label: string;
  readonly onCopy: (text: string, what: string) => void;
  readonly onSaved: () => void;
}

/** Ends a value in $GITHUB_ENV: no value can hold what is made after it. */
const newMark = (): string =>
  `nt2_${[...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;

export function FormatChoice({ entries, of, label, onCopy, onSaved, takesFocus }: ChosenFormat & { takesFocus: boolean }) {
  const [format, setFormat] = useState<Format>('dotenv');
  const [mark] = useState(newMark);
  const select = useRef<HTMLSelectElement>(null);
  useEffect(() => {
    if (takesFocus) select.current?.focus();
  }, []);
  const [name, subject] = [messages.names[format], of ?? messages.all];
  const options = { title: secretName(label), mark };
  const written = formatVariables(format, entries, options);
  const missing = entries.filter((entry) => !formatVariables(format, [entry], options).ok);
  return (
    <div class="formats">
      <label>
        {messages.label}
        <select ref={select} value={format} onChange={({ currentTarget }) => setFormat(currentTarget.value as Format)}>
          {FORMATS.map((one) => (
            <option key={one} value={one}>
              {messages.names[one]}
            </option>
          ))}
        </select>
      </label>
      <p class="help" role="status">
        {written.ok ? messages.about[format] : messages.cannot(missing.map((entry) => entry.name).join(', '))}
      </p>
      {written.ok ? (
        <div class="row-actions">
          <Button
            label={messages.copyAs(name, subject)}
            onPress={() => onCopy(of === null ? written.text : withoutLastEnd(written.text), messages.copied(name, subject))}
          >
            {messages.copy}
          </Button>
          <Button
            label={messages.saveAs(name, subject)}
            onPress={() => {
              saveFile(new Blob([written.text], { type: 'application/octet-stream' }), FILE_NAMES[format]);
              onSaved();
            }}
          >
            {messages.save}
          </Button>
        </div>
      ) : null}
    </div>
  );
}

/** A single line is pasted into a file or a prompt that has its own line end. */
const withoutLastEnd = (text: string): string => (text.indexOf('\n') === text.length - 1 ? text.slice(0, -1) : text);

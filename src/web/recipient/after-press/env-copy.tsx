// Copying as .env: one button where every program reads the same, else a choice of who reads it, since no line is right for all.

import type { EnvEntry } from '../../../env-file/names.ts';
import { fileFor, lineFor, READERS, type Reader } from '../../../env-file/write.ts';
import { Button } from '../../ui/button.tsx';
import { messages } from '../../messages/after-press.ts';

/** One variable as a line, or several as a file. */
interface Copied {
  readonly entries: readonly EnvEntry[];
  /** Null: a file. */
  readonly of: string | null;
  readonly onCopy: (text: string) => void;
}

const textFor = (reader: Reader | null, { entries, of }: Copied): string | null => {
  const file = fileFor(reader, entries);
  return of === null ? file : (file?.slice(0, -1) ?? null);
};
const nameOf = ({ of }: Copied, reader: Reader | null): string =>
  `${of === null ? messages.opened.copyEnv : messages.opened.copyLine}${reader === null ? '' : ` ${messages.env.forReader(reader)}`}${of === null ? '' : `: ${of}`}`;

/** Nothing where there is a choice to make. */
export function EnvCopy(props: Copied) {
  const text = textFor(null, props);
  if (text === null) return null;
  return (
    <Button label={nameOf(props, null)} onPress={() => props.onCopy(text)}>
      {props.of === null ? messages.opened.copyEnv : messages.opened.copyLine}
    </Button>
  );
}

/** Why there is a choice, the choice, and what cannot be chosen; nothing where one form is right for all. */
export function EnvChoice(props: Copied) {
  if (textFor(null, props) !== null) return null;
  const texts = READERS.map((reader) => [reader, textFor(reader, props)] as const);
  return (
    <div class="env-choice">
      <p class="help">{props.of === null ? messages.env.fileFor : messages.env.lineFor}</p>
      <div class="row-actions">
        {texts.map(([reader, text]) =>
          text === null ? null : (
            <Button key={reader} label={nameOf(props, reader)} onPress={() => props.onCopy(text)}>
              {messages.env.readers[reader]}
            </Button>
          ),
        )}
      </div>
      {texts.map(([reader, text]) =>
        text !== null ? null : (
          <p class="help" key={reader}>
            {messages.env.cannot(
              reader,
              props.entries.filter((entry) => lineFor(reader, entry) === null).map(({ name }) => name),
            )}
          </p>
        ),
      )}
    </div>
  );
}

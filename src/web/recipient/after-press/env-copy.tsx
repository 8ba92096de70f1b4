// Copying as .env: one button where every program reads the same, and the choice of a format, which is open at once where none is right for all.

import { useState } from 'preact/hooks';
import type { EnvEntry } from '../../../env-file/names.ts';
import { fileFor } from '../../../env-file/write.ts';
import { Button } from '../../ui/button.tsx';
import { messages } from '../../messages/after-press.ts';
import type { ChosenFormat } from '../formats/format-choice.tsx';
import { loadFormats } from '../load-formats.ts';
import { useArrived } from '../../lib/use-arrived.ts';

/** One variable as a line, or several as a file; null where programs read it in different ways. */
export function commonText({ entries, of }: { readonly entries: readonly EnvEntry[]; readonly of: string | null }): string | null {
  const file = fileFor(null, entries);
  return of === null ? file : (file?.slice(0, -1) ?? null);
}

/** Nothing where there is a choice to make. */
export function EnvCopy(props: ChosenFormat) {
  const text = commonText(props);
  if (text === null) return null;
  const [said, what] = props.of === null ? [messages.opened.copyEnv, messages.opened.allEnv] : [messages.opened.copyLine, props.of];
  return (
    <Button label={props.of === null ? said : `${said}: ${what}`} onPress={() => props.onCopy(text, what)}>
      {said}
    </Button>
  );
}

export function Formats(props: ChosenFormat) {
  const differs = commonText(props) === null;
  const [isAsked, setAsked] = useState(differs);
  return (
    <div class="env-choice">
      {differs ? <p class="help">{props.of === null ? messages.env.fileFor : messages.env.lineFor}</p> : null}
      {isAsked ? (
        <Choice {...props} takesFocus={!differs} />
      ) : (
        <div class="row-actions">
          <Button label={props.of === null ? undefined : `${messages.env.formats}: ${props.of}`} onPress={() => setAsked(true)}>
            {messages.env.formats}
          </Button>
        </div>
      )}
    </div>
  );
}

function Choice(props: ChosenFormat & { readonly takesFocus: boolean }) {
  const chunk = useArrived(loadFormats);
  return chunk && <chunk.FormatChoice {...props} />;
}

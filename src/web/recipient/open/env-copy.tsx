// Copying as .env: one button where every loader reads the same, else one for each of them, since no line is right for all.

import type { EnvEntry } from '../../lib/env-file/names.ts';
import { fileFor, lineFor, READERS } from '../../lib/env-file/write.ts';
import { Button } from '../../ui/button.tsx';
import { say } from '../../words/share.ts';

/** `of`: the variable, where it is one line and not a file. */
export function EnvCopy({
  entries,
  text,
  of,
  onCopy,
}: {
  entries: readonly EnvEntry[];
  text: string;
  of?: string;
  onCopy: (text: string) => void;
}) {
  const write = (reader: Parameters<typeof fileFor>[0]): string | null => {
    const file = fileFor(reader, entries);
    return of === undefined ? file : (file?.slice(0, -1) ?? null);
  };
  const behind = of === undefined ? '' : `: ${of}`;
  const common = write(null);
  if (common !== null) {
    return (
      <Button label={`${text}${behind}`} onPress={() => onCopy(common)}>
        {text}
      </Button>
    );
  }
  return (
    <>
      {READERS.map((reader) => {
        const own = write(reader);
        return own === null ? null : (
          <Button key={reader} label={`${say.env.forReader(text, reader)}${behind}`} onPress={() => onCopy(own)}>
            {say.env.forReader(text, reader)}
          </Button>
        );
      })}
    </>
  );
}

/** Why there is a choice, and what cannot be chosen. */
export function LoadersDiffer({ entries }: { entries: readonly EnvEntry[] }) {
  if (fileFor(null, entries) !== null) return null;
  const without = READERS.flatMap((reader) => {
    const names = entries.filter((entry) => lineFor(reader, entry) === null).map(({ name }) => name);
    return names.length === 0 ? [] : [say.env.cannot(reader, names)];
  });
  return <p class="help">{[entries.length === 1 ? say.env.differ : say.env.someDiffer, ...without].join(' ')}</p>;
}

// Where a person chooses files, or drops them.

import { useState } from 'preact/hooks';

export function FileInput({
  id,
  label,
  help,
  multiple = false,
  onFiles,
}: {
  id: string;
  label: string;
  help?: string;
  multiple?: boolean;
  onFiles: (files: readonly File[]) => void;
}) {
  const [isOver, setOver] = useState(false);
  return (
    <div
      class={isOver ? 'field drop over' : 'field drop'}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        onFiles([...(event.dataTransfer?.files ?? [])]);
      }}
    >
      <label for={id}>{label}</label>
      {help === undefined ? null : (
        <p class="help" id={`${id}-help`}>
          {help}
        </p>
      )}
      <input
        id={id}
        type="file"
        multiple={multiple}
        aria-describedby={help === undefined ? undefined : `${id}-help`}
        onChange={({ currentTarget }) => {
          const chosen = [...(currentTarget.files ?? [])];
          currentTarget.value = '';
          onFiles(chosen);
        }}
      />
    </div>
  );
}

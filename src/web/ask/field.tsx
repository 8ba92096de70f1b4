// One field of the form: its label, what helps, what is wrong, and the control, which says that it has them.

/** What the control says of itself. */
interface Control {
  readonly id: string;
  readonly 'aria-describedby'?: string;
  readonly 'aria-invalid'?: true;
}

interface FieldProps {
  id: string;
  label: string;
  help?: preact.ComponentChildren;
  fault: string | undefined;
  children: (control: Control) => preact.ComponentChildren;
}

export function Field({ id, label, help, fault, children }: FieldProps) {
  const notes = [help ? `${id}-help` : '', fault ? `${id}-fault` : ''].filter(Boolean).join(' ');
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {help ? (
        <p class="help" id={`${id}-help`}>
          {help}
        </p>
      ) : null}
      {fault ? (
        <p class="error" id={`${id}-fault`}>
          {fault}
        </p>
      ) : null}
      {children({ id, ...(notes !== '' && { 'aria-describedby': notes }), ...(fault && { 'aria-invalid': true as const }) })}
    </div>
  );
}

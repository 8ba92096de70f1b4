// A measured wait.

export function Progress({ label, done }: { label: string; done: number }) {
  return (
    <div class="progress" role="status">
      <p>{label}</p>
      <progress max={1} value={done} aria-label={label} />
    </div>
  );
}

// The names of a share's people, as chat calls them. A receipt holds none: they come from the server that shows it.

/** Null: not known here. */
export interface Names {
  readonly sender: string | null;
  readonly recipient: string | null;
}
export const NO_NAMES: Names = { sender: null, recipient: null };

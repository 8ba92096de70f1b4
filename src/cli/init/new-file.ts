// A file that `nt2 init` writes.

export interface NewFile {
  /** Below the folder in which `nt2 init` runs. */
  readonly path: string;
  readonly mode: number;
  readonly text: string;
}

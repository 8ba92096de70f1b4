// Which logs have just been written to: a hint from one process to the others, kept on a best effort.

export interface LogHintStore {
  /** A store that belongs to one process keeps none: the process that opens it next looks at all logs. */
  putHints(put: readonly string[], drop: readonly string[]): Promise<void>;
  listHints(): Promise<string[]>;
}

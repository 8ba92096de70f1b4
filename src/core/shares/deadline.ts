// Until when a person waits for the answer to a press.

/** An AbortSignal is one. Once it is aborted the person has seen an error, so nothing may change. */
export interface Deadline {
  readonly aborted: boolean;
}

export const NO_DEADLINE: Deadline = { aborted: false };

// By which `fetch` the commands ask a server: the runtime's, unless the process has begun as a person's command, which wants a lighter one.

let send: typeof fetch | null = null;

/** Once, where a process begins. */
export function setWayOut(by: typeof fetch): void {
  send = by;
}

export const wayOut: typeof fetch = (input, init) => (send ?? fetch)(input, init);

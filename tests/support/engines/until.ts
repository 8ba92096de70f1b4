// Waiting for what is looked at again and again, until it is so.

/** Answers with the first value that is not undefined; when there is none in time, says what it has waited for. */
export async function until<T>(what: string | (() => string), patienceMs: number, look: () => Promise<T | undefined>): Promise<T> {
  const end = Date.now() + patienceMs;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > end) throw new Error(`waited ${patienceMs} ms in vain: ${typeof what === 'string' ? what : what()}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

// A text in pieces that keeps a slot until it is over: read to its end, left by its reader, broken off, or waiting for a reader who takes nothing.

interface Holding {
  /** Gives the slot back. */
  readonly release: () => void;
  /** How long it waits for the next piece to be taken, in ms. */
  readonly readerMs: number;
}

export function holdWhileRead(pieces: AsyncIterator<string>, { release, readerMs }: Holding): AsyncIterator<string> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isSlow = false;
  const end = (): void => {
    clearTimeout(timer);
    release();
  };
  const wait = (): void => {
    timer = setTimeout(() => {
      isSlow = true;
      end();
      void pieces.return?.();
    }, readerMs);
    timer.unref();
  };
  // From the beginning: one that nobody begins to read ends too.
  wait();
  return {
    async next() {
      clearTimeout(timer);
      if (isSlow) throw new Error('Its reader has taken nothing for too long.');
      try {
        const piece = await pieces.next();
        if (piece.done === true) end();
        else wait();
        return piece;
      } catch (error) {
        end();
        throw error;
      }
    },
    async return() {
      end();
      await pieces.return?.();
      return { done: true, value: undefined };
    },
  };
}

// Counts the event streams that are open: of each person, of each address, and in all. Where several workers share an instance, one of
// these in the primary process counts for all of them.

/** A name that is counted, and how many it may have. */
export interface StreamCount {
  readonly name: string;
  readonly most: number;
}

export interface OpenStreams {
  /** False: one of them has as many as it may have, and none was counted. */
  open(counts: readonly StreamCount[]): boolean;
  close(names: readonly string[]): void;
}

export function createOpenStreams(mostInAll: number): OpenStreams {
  const open = new Map<string, number>();
  let all = 0;
  const add = (name: string, by: 1 | -1): void => {
    const now = (open.get(name) ?? 0) + by;
    if (now === 0) open.delete(name);
    else open.set(name, now);
  };
  return {
    open(counts) {
      if (all >= mostInAll || counts.some(({ name, most }) => (open.get(name) ?? 0) >= most)) return false;
      all += 1;
      for (const { name } of counts) add(name, 1);
      return true;
    },
    close(names) {
      all -= 1;
      for (const name of names) add(name, -1);
    },
  };
}

/** Streams in all, of one instance. */
export const STREAMS_IN_ALL = 10_000;

/** What the server asks before it opens a stream. */
export interface StreamSlots {
  /** Null: no more may be open. Else call it once when the stream has ended. */
  take(counts: readonly StreamCount[]): Promise<(() => void) | null>;
}

/** Slots of a process that counts for itself. */
export function createStreamSlots(streams = createOpenStreams(STREAMS_IN_ALL)): StreamSlots {
  return {
    take: async (counts) => (streams.open(counts) ? () => streams.close(counts.map(({ name }) => name)) : null),
  };
}

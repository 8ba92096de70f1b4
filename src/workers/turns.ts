// One worker at a time: for work that takes so much memory that two at once could end the container. The primary gives the turns.

export interface Turns {
  /** Resolves with the number of the turn when it has come. */
  take(worker: number): Promise<number>;
  /** The turn is over. */
  give(turn: number): void;
  /** A worker has died: its turns are over, and those that it waited for never come. */
  forget(worker: number): void;
}

interface Waiting {
  readonly worker: number;
  readonly turn: number;
  readonly begin: () => void;
}

export function createWorkerTurns(): Turns {
  /** The first has its turn now. */
  let queue: readonly Waiting[] = [];
  let last = 0;

  function keep(stays: (one: Waiting) => boolean): void {
    const [before] = queue;
    queue = queue.filter(stays);
    if (queue[0] !== before) queue[0]?.begin();
  }

  return {
    take: (worker) =>
      new Promise((resolve) => {
        const turn = (last += 1);
        queue = [...queue, { worker, turn, begin: () => resolve(turn) }];
        if (queue.length === 1) resolve(turn);
      }),
    give: (turn) => keep((one) => one.turn !== turn),
    forget: (worker) => keep((one) => one.worker !== worker),
  };
}

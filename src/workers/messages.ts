// What the primary process and its workers send each other. Both run the same program, so nothing here is a format.

/** What a worker needs before it can start. */
export interface WorkerAssignment {
  readonly number: number;
  readonly count: number;
  /** Files that settings name, as the primary read them: a file that changes later must not make one worker differ from the others. */
  readonly files: Readonly<Record<string, string>>;
}

export interface Ports {
  readonly port: number;
  readonly metricsPort: number | null;
  readonly adminPort: number | null;
}

/** What only the primary can do: it counts, it gives turns, and it remembers those that died. */
export type PrimaryTopic = 'streams.open' | 'streams.close' | 'turn.take' | 'turn.give' | 'metrics.sum';

export type ToPrimary =
  | { readonly kind: 'hello' }
  | ({ readonly kind: 'ready' } & Ports)
  | { readonly kind: 'pong' }
  /** A question to the other workers, or to the primary itself. */
  | { readonly kind: 'ask'; readonly id: number; readonly topic: string; readonly body: unknown; readonly to: 'siblings' | 'primary' }
  | { readonly kind: 'answer'; readonly id: number; readonly body: unknown };

export type ToWorker =
  | ({ readonly kind: 'assignment' } & WorkerAssignment)
  | { readonly kind: 'ping' }
  /** The file of the policy has been read again. Null: it cannot be read. */
  | { readonly kind: 'policy'; readonly text: string | null }
  | { readonly kind: 'leave' }
  | { readonly kind: 'close' }
  | { readonly kind: 'asked'; readonly id: number; readonly topic: string; readonly body: unknown }
  | { readonly kind: 'answered'; readonly id: number; readonly answers: readonly unknown[]; readonly silent: number };

/** One end of the channel between two processes. */
export interface Channel<Sent, Heard> {
  /** A message to a process that is gone is dropped. */
  send(message: Sent): void;
  listen(hear: (message: Heard) => void): void;
}

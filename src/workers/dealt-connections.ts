// Connections that the primary has handed to a worker and that it has not taken yet. Node's cluster forgets them when the worker dies, and they
// stay open for good, without an answer. It has no word for them, so this listens to the messages by which it deals them out; where another Node
// words those otherwise, nothing is done, as before. See docs/decisions/workers.md.

/** The part of a worker's process that Node's cluster uses; `accepted` is the worker's answer to the message of that number. */
export interface DealtTo {
  send: (message: unknown, ...rest: unknown[]) => boolean;
  on(event: 'internalMessage', hear: (message: unknown) => void): unknown;
  emit(event: 'internalMessage', message: { readonly cmd: string; readonly ack: number; readonly accepted: boolean }): boolean;
}

interface ClusterMessage {
  readonly cmd?: unknown;
  readonly act?: unknown;
  readonly seq?: unknown;
  readonly ack?: unknown;
}

const CLUSTER = 'NODE_CLUSTER';
const isOfCluster = (message: unknown): message is ClusterMessage =>
  typeof message === 'object' && message !== null && (message as ClusterMessage).cmd === CLUSTER;

/** Call what it returns when the process has ended and its channel is closed: other workers get what this one has not taken. */
export function watchDealt(worker: DealtTo): () => void {
  const open = new Set<number>();
  const send = worker.send.bind(worker);
  worker.send = (message, ...rest) => {
    if (isOfCluster(message) && message.act === 'newconn' && typeof message.seq === 'number') open.add(message.seq);
    return send(message, ...rest);
  };
  worker.on('internalMessage', (message) => {
    if (isOfCluster(message) && typeof message.ack === 'number') open.delete(message.ack);
  });
  return () => {
    // As a worker answers that is about to close.
    for (const ack of open) worker.emit('internalMessage', { cmd: CLUSTER, ack, accepted: false });
  };
}

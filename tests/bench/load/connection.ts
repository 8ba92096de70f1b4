// One kept-alive HTTP/1.1 connection that sends bytes as they are and reads no more of an answer than a client must.

import { connect } from 'node:net';

export interface Reply {
  readonly status: number;
  readonly body: Buffer;
}

export interface HttpConnection {
  /** One request at a time. @throws Error when the connection ends, or the answer has a form that is not expected here. */
  ask(request: Buffer): Promise<Reply>;
  close(): void;
}

const EMPTY = Buffer.alloc(0);

export async function openConnection(port: number): Promise<HttpConnection> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await new Promise<void>((resolve, reject) => void socket.once('connect', resolve).once('error', reject));
  let buffered: Buffer = EMPTY;
  let waiting: { readonly resolve: (reply: Reply) => void; readonly reject: (error: Error) => void } | null = null;

  function fail(error: Error): void {
    socket.destroy();
    waiting?.reject(error);
    waiting = null;
  }

  socket.on('error', fail);
  socket.on('close', () => fail(new Error('the server closed the connection')));
  socket.on('data', (chunk: Buffer) => {
    buffered = buffered.length === 0 ? chunk : Buffer.concat([buffered, chunk]);
    const end = buffered.indexOf('\r\n\r\n');
    if (end < 0) return;
    const head = buffered.toString('latin1', 0, end);
    const status = Number(head.slice(9, 12));
    const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1];
    if (length === undefined && status !== 204) return fail(new Error(`an answer ${status} without content-length`));
    const whole = end + 4 + Number(length ?? 0);
    if (buffered.length < whole) return;
    const body = buffered.subarray(end + 4, whole);
    buffered = buffered.subarray(whole);
    const { resolve } = waiting ?? {};
    waiting = null;
    resolve?.({ status, body });
  });

  return {
    ask: (request) =>
      new Promise((resolve, reject) => {
        if (socket.destroyed) return reject(new Error('the connection is closed'));
        waiting = { resolve, reject };
        socket.write(request);
      }),
    close: () => {
      socket.removeAllListeners('close');
      socket.destroy();
    },
  };
}

// What a client hears whose request cannot even be read: there is no Request of it, so the answer is written straight to its connection.

import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';

/** An answer without a Request: headers and bytes. */
export interface RawAnswer {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** What a head that is too large is answered with, by what is known of it. Empty: the path has not been seen. */
export type AnswerLargeHead = (path: string) => RawAnswer;

/** The status that Node itself would answer with. */
const STATUS: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

/** What a client may still send of a head that is refused: a browser that is cut off before it has sent all of it shows no answer. */
const REST_BYTES = 1024 * 1024;
const REST_MS = 2_000;

export interface BrokenHead {
  /** Of Node's parser, with the last bytes that came. */
  readonly error: Error & { readonly code?: string; readonly rawPacket?: Buffer };
  readonly socket: Socket;
  /** Part of another answer is on its way on this connection. */
  readonly isAnswering: boolean;
  readonly answerLargeHead: AnswerLargeHead;
  /** Headers of every answer. */
  readonly always: Readonly<Record<string, string>>;
}

export function answerBrokenHead({ error, socket, isAnswering, answerLargeHead, always }: BrokenHead): void {
  if (!socket.writable || isAnswering) {
    // Once it is refused, each further piece of the head comes here again.
    if (isAnswering || socket.bytesRead > REST_BYTES) socket.destroy();
    return;
  }
  const status = STATUS[error.code ?? ''] ?? 400;
  if (status !== 431) {
    socket.write(formatHead(status, always));
    return void socket.destroy();
  }
  const { headers, body } = answerLargeHead(pathOf(error.rawPacket));
  socket.write(formatHead(status, { ...always, ...headers, 'Content-Length': String(body.length) }));
  socket.end(body);
  socket.setTimeout(REST_MS);
}

function formatHead(status: number, headers: Readonly<Record<string, string>>): string {
  const lines = Object.entries({ ...headers, Connection: 'close' }).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n`;
}

/** Of `GET /s/abc HTTP/1.1`: `/s/abc`. Where the head came in several pieces, this may not be its first. */
function pathOf(packet: Buffer | undefined): string {
  return /^[A-Z]+ (\/\S*)/.exec(packet?.subarray(0, 1_024).toString('latin1') ?? '')?.[1] ?? '';
}

// Sends a stream of bytes to Node's own answer, piece by piece: each is waited for, and its memory given back when the system has it. As a
// Response its pieces would be garbage that is as large as the file before V8 looks at it.

import type { ServerResponse } from 'node:http';
import { freePiece } from './arriving.ts';

/** Begins to send, and answers with what tells Hono that nothing more is to be done. */
export function sendBytes(outgoing: ServerResponse, body: ReadableStream<Uint8Array>, headers: Readonly<Record<string, string>>): Response {
  outgoing.writeHead(200, { ...headers });
  void send(outgoing, body);
  const sent = new Response(null, { headers: { 'x-hono-already-sent': 'true' } });
  // Until it was looked into it is a note of what to send, and would be sent.
  void sent.body;
  return sent;
}

async function send(outgoing: ServerResponse, body: AsyncIterable<Uint8Array>): Promise<void> {
  // One that is gone calls nobody back.
  const gone = Promise.withResolvers<never>();
  gone.promise.catch(() => undefined);
  const leave = (): void => gone.reject(new Error('The client is gone.'));
  outgoing.once('close', leave);
  try {
    for await (const piece of body) {
      await Promise.race([write(outgoing, piece), gone.promise]);
      freePiece(piece);
    }
    outgoing.end();
  } catch {
    // Fewer bytes than the head says: only a connection that breaks off tells the client so.
    outgoing.destroy();
  } finally {
    outgoing.off('close', leave);
  }
}

function write(outgoing: ServerResponse, piece: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    outgoing.write(piece, (error) => (error ? reject(error) : resolve()));
  });
}

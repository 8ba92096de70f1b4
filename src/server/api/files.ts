// Files of shares: begun, brought chunk by chunk, looked at and withdrawn by their sender; fetched by the device that claimed.

import { parseContentDigest } from '../../crypto/file/content-digest.ts';
import type { Files } from '../../core/files/files.ts';
import { refuse } from '../../core/refusal.ts';
import { readArriving } from '../http/arriving.ts';
import { sendBytes } from '../http/sending.ts';
import { isOctets, readBody } from '../http/body.ts';
import { apiHeaders, json, noContent } from '../http/headers.ts';
import { httpError } from '../http/problem.ts';
import type { ApiHandler, ApiRequest } from '../http/route.ts';
import type { ChunkSlots } from '../limits/chunk-slots.ts';
import type { Fetches } from '../limits/fetches.ts';
import type { FileAnswer, NewFileAnswer } from './file-answers.ts';
import * as schemas from './schemas.ts';

interface FileHandlerDeps {
  readonly files: Files;
}

/** An index in its one spelling; -1, which no file has, for anything else. */
const indexOf = ({ parts }: ApiRequest): number => {
  const text = parts['index'] ?? '';
  return /^(?:0|[1-9]\d{0,3})$/.test(text) ? Number(text) : -1;
};
const keysOf = ({ persons }: ApiRequest) => persons.map(({ key }) => key);

export function beginFile({ files }: FileHandlerDeps): ApiHandler {
  return async (call) => {
    const [person] = call.persons;
    if (person === undefined) return refuse('session.required');
    const body = await readBody(call.request, schemas.newFile);
    if (!body.ok) return body;
    const begun = await files.begin(person.key, body.value, body.value.share);
    return begun.ok ? json({ ...begun.value } satisfies NewFileAnswer, 201) : begun;
  };
}

export function viewFile({ files }: FileHandlerDeps): ApiHandler {
  return async (call) => {
    if (call.persons.length === 0) return refuse('session.required');
    const found = await files.look(call.id, keysOf(call));
    if (!found.ok) return found;
    const { id, bytes, chunks, untilAt, share, hashes } = found.value;
    const there = [...hashes].map(([index, hash]) => ({ index, hash }));
    return json({ id, bytes, chunks, there, untilAt: share === null ? untilAt : null, share } satisfies FileAnswer);
  };
}

export function dropFile({ files }: FileHandlerDeps): ApiHandler {
  return async (call) => {
    if (call.persons.length === 0) return refuse('session.required');
    const gone = await files.withdraw(call.id, keysOf(call));
    return gone.ok ? noContent() : gone;
  };
}

/** What cannot be taken is refused before its bytes are read; what is read is held against Content-Digest before any of it is kept. */
export function putChunk({ files, slots }: FileHandlerDeps & { readonly slots: ChunkSlots }): ApiHandler {
  return async (call) => {
    const [person] = call.persons;
    if (person === undefined) return refuse('session.required');
    if (!isOctets(call.request)) return httpError('request.type');
    const wanted = parseContentDigest(call.request.headers.get('content-digest') ?? '');
    if (wanted === null) return refuse('input.invalid', { field: 'content-digest' });
    const [owner, index] = [keysOf(call), indexOf(call)];
    const size = await files.expect(call.id, owner, index);
    if (!size.ok) return size;
    const slot = slots.take(person.key);
    if (slot === null) return refuse('file.busy', { retryAfterMs: 1_000 });
    try {
      const body = await readArriving(call, slot.buffer, size.value);
      if (!body.ok) return body;
      const { bytes, hash } = body.value;
      if (Buffer.compare(hash, wanted) !== 0) return refuse('file.digest');
      const put = await files.put(call.id, owner, { index, bytes, hash });
      return put.ok ? noContent() : put;
    } finally {
      slot.giveBack();
    }
  };
}

const claimSecretOf = ({ request }: ApiRequest): string => request.headers.get('x-nt2-claim') ?? '';

/** As it comes from its place, so a slow reader holds no chunk in memory. */
export function getChunk({ files, fetches }: FileHandlerDeps & { readonly fetches: Fetches }): ApiHandler {
  return async (call) => {
    const found = await files.fetch(call.id, {
      file: call.parts['file'] ?? '',
      index: indexOf(call),
      secret: claimSecretOf(call),
      allow: fetches.charge,
    });
    if (!found.ok) return found;
    const { bytes, body } = found.value;
    const headers = { ...apiHeaders, 'Content-Type': 'application/octet-stream', 'Content-Length': String(bytes) };
    const stream = body as ReadableStream<Uint8Array<ArrayBuffer>>;
    if (call.request.method === 'HEAD') {
      await stream.cancel();
      return new Response(null, { headers });
    }
    return call.outgoing === null ? new Response(stream, { headers }) : sendBytes(call.outgoing, stream, headers);
  };
}

export function endFiles({ files }: FileHandlerDeps): ApiHandler {
  return async (call) => {
    const body = await readBody(call.request, schemas.nothing);
    if (!body.ok) return body;
    const done = await files.done(call.id, claimSecretOf(call));
    return done.ok ? noContent() : done;
  };
}

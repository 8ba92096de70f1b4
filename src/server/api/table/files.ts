// Routes of files: their bytes go by chunks of ciphertext, before the seal that binds them and after the claim that lets them be fetched.

import { CHUNK_BYTES } from '../../../crypto/file/sizes.ts';
import { BY_POLICY } from './problems.ts';
import { doneAnswer, jsonAnswer, madeAnswer, OCTETS, type ApiRows } from './row.ts';

const CLAIM = { 'X-NT2-Claim': { description: 'The claim secret.', example: 'XgHkBBSPdTrcL0nLAnzIXdYNPgRkOtcyQ3jZ2kv5N0Y=' } } as const;

export const sharedFileRows = {
  beginFile: {
    method: 'POST',
    path: '/api/files',
    tag: 'Files',
    summary: 'Begin a file: its chunks come next, and a share binds it when it is sealed',
    who: 'person',
    scope: 'create',
    body: 'NewFile',
    answers: madeAnswer('Begun. Nothing of it has arrived yet.', 'BegunFile'),
    problems: ['file.off', 'share.gone', 'share.already_sealed', 'quota.files', 'quota.tenant_files', ...BY_POLICY],
  },
  viewFile: {
    method: 'GET',
    path: '/api/files/:id',
    tag: 'Files',
    summary: 'Which chunks of a file have arrived',
    who: 'person',
    scope: 'create',
    answers: jsonAnswer('The file, as the person who began it may see it.', 'File'),
    problems: ['file.gone'],
  },
  putChunk: {
    method: 'PUT',
    path: '/api/files/:id/chunks/:index',
    tag: 'Files',
    summary: 'Bring a chunk of ciphertext; the same one again changes nothing',
    who: 'person',
    scope: 'create',
    headers: {
      'Content-Digest': {
        description: `SHA-256 of the chunk (RFC 9530). A chunk has ${CHUNK_BYTES} bytes, the last one what is left.`,
        pattern: '^sha-256=:[A-Za-z0-9+/]{43}=:$',
        example: 'sha-256=:LXEWQrcmsEQBYnyp+6wy9chTD7GQPMTbAiWHF5IaSIE=:',
      },
    },
    body: 'octets',
    answers: doneAnswer('It lies in its place.'),
    problems: ['file.off', 'file.gone', 'file.other', 'file.digest', 'file.busy', 'file.full'],
    uploads: 'chunk',
  },
  dropFile: {
    method: 'DELETE',
    path: '/api/files/:id',
    tag: 'Files',
    summary: 'Withdraw a file that no share has bound',
    who: 'person',
    scope: 'create',
    answers: doneAnswer('Gone, with all that had arrived.'),
    problems: ['file.gone', 'share.already_sealed', 'file.busy'],
  },
  getChunk: {
    method: 'GET',
    path: '/api/shares/:id/files/:file/chunks/:index',
    tag: 'Files',
    summary: 'Fetch a chunk of ciphertext of a file, within the lease of the files',
    who: 'holder',
    scope: 'any',
    headers: CLAIM,
    answers: { 200: { description: 'The chunk.', type: OCTETS } },
    problems: ['share.gone', 'file.off', 'file.gone', 'file.lost', 'file.busy', 'input.invalid', 'rate.limited'],
  },
  endFiles: {
    method: 'POST',
    path: '/api/shares/:id/files/done',
    tag: 'Files',
    summary: 'Say that the files have been fetched: they go',
    who: 'holder',
    scope: 'any',
    headers: CLAIM,
    body: 'Nothing',
    answers: doneAnswer('Gone.'),
    problems: ['share.gone', 'file.busy'],
  },
} as const satisfies ApiRows;

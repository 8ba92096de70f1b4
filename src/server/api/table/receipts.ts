// Routes of evidence: receipts, the log as files, and its keys.

import { jsonAnswer, OCTETS, PLAIN, type ApiRows } from './row.ts';

const RECEIPT = { 'NT2-Receipt': 'Base64 SHA-256 of the text.' } as const;
const OF_A_RECEIPT = ['share.gone', 'share.not_yet', 'share.not_recipient', 'share.not_sender'] as const;

const text = (description: string, headers?: Readonly<Record<string, string>>) =>
  ({ 200: { description, type: PLAIN, ...(headers && { headers }) } }) as const;

export const receiptRows = {
  getReceipt: {
    method: 'GET',
    path: '/api/shares/:id/receipt',
    tag: 'Receipts and logs',
    summary: 'The receipt, made anew',
    who: 'person',
    scope: ['read', 'audit'],
    answers: text('The text of the receipt.', { ...RECEIPT, 'NT2-Waiting': 'Events that no checkpoint covers yet.' }),
    problems: OF_A_RECEIPT,
  },
  getReceiptSignature: {
    method: 'GET',
    path: '/api/shares/:id/receipt.sig',
    tag: 'Receipts and logs',
    summary: 'The SSH signature over the receipt that was handed out last',
    who: 'person',
    scope: ['read', 'audit'],
    answers: text('An SSH signature.', RECEIPT),
    problems: OF_A_RECEIPT,
  },
  getConsistency: {
    method: 'GET',
    path: '/api/shares/:id/consistency',
    tag: 'Receipts and logs',
    summary: 'Prove that an older log is the beginning of a newer one',
    who: 'person',
    scope: ['read', 'audit'],
    query: {
      from: { description: 'Leaves of the older log.', pattern: '^[0-9]{1,16}$', example: '2' },
      to: { description: 'Leaves of the newer one.', pattern: '^[0-9]{1,16}$', example: '7' },
    },
    answers: text('Hashes in base64, one to a line.'),
    problems: [...OF_A_RECEIPT, 'input.invalid'],
  },
  searchEvidence: {
    method: 'POST',
    path: '/api/evidence/search',
    tag: 'Receipts and logs',
    summary: 'Who handed what kind of secret to whom, and how it ended, as long as evidence is kept; it changes nothing',
    who: 'operator',
    scope: 'audit',
    body: 'EvidenceSearch',
    answers: jsonAnswer('Those that fit, of all logs.', 'EvidencePage'),
  },
  exportEvidence: {
    method: 'POST',
    path: '/api/evidence/export',
    tag: 'Receipts and logs',
    summary: 'The events of a period as a file, as `nt2 evidence export` writes it; the log records that a copy was taken',
    who: 'operator',
    scope: 'audit',
    body: 'EvidenceExport',
    answers: {
      200: {
        description: 'The file; one that breaks off is not whole.',
        type: ['text/csv; charset=utf-8', 'application/json', 'text/html; charset=utf-8'],
      },
    },
    problems: ['evidence.busy'],
    logAtInfo: true,
  },
  getCheckpoint: {
    method: 'GET',
    path: '/log/:tag/checkpoint',
    tag: 'Receipts and logs',
    summary: 'The newest checkpoint of a log',
    who: 'operator',
    scope: 'audit',
    answers: text('A signed note.'),
    problems: ['request.path'],
  },
  getTile: {
    method: 'GET',
    path: '/log/:tag/tile/*',
    tag: 'Receipts and logs',
    summary: 'A tile or a bundle of entries, as c2sp.org/tlog-tiles lays them out',
    who: 'operator',
    scope: 'audit',
    answers: { 200: { description: 'The file.', type: OCTETS } },
    problems: ['request.path', 'log.pruned'],
  },
  getLogKeys: {
    method: 'GET',
    path: '/.well-known/nt2/keys',
    tag: 'Receipts and logs',
    summary: 'The keys that have signed a log',
    who: 'anybody',
    scope: 'any',
    query: {
      tag: {
        description: 'The tag of the tenant; one that does not exist gets an answer of the same form.',
        pattern: '^[a-z2-7]{6}$',
        example: 'q5x2ac',
      },
    },
    answers: jsonAnswer('The keys.', 'LogKeys'),
    problems: ['input.invalid'],
  },
} as const satisfies ApiRows;

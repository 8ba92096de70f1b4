// Routes of offboarding: for those whom the policy names, in their own workspace.

import { jsonAnswer, madeAnswer, type ApiRows } from './row.ts';

const TAG = 'Offboarding';
const FILE = { 'Content-Disposition': 'Its name as a file.' } as const;
const TEXT = 'text/plain; charset=utf-8';

export const offboardingRows = {
  listOffboardings: {
    method: 'GET',
    path: '/api/offboardings',
    tag: TAG,
    summary: 'All of this workspace, also those that are finished',
    who: 'person',
    scope: 'read',
    answers: jsonAnswer('The newest first.', 'Offboardings'),
  },
  startOffboarding: {
    method: 'POST',
    path: '/api/offboardings',
    tag: TAG,
    summary: 'Take back all that waits for a person who leaves, end what is theirs, and have what they opened due for a change',
    who: 'person',
    scope: 'create',
    body: 'NewOffboarding',
    answers: madeAnswer('Begun, or there is one of theirs that is not finished: then that one.', 'Offboarding'),
    problems: ['offboarding.denied', 'person.refused'],
    logAtInfo: true,
  },
  viewOffboarding: {
    method: 'GET',
    path: '/api/offboardings/:id',
    tag: TAG,
    summary: 'One of them',
    who: 'person',
    scope: 'read',
    answers: jsonAnswer('As it stands.', 'Offboarding'),
    problems: ['offboarding.none'],
  },
  tickOffboarding: {
    method: 'POST',
    path: '/api/offboardings/:id/tick',
    tag: TAG,
    summary: 'Say that a step is done; the last one finishes it',
    who: 'person',
    scope: 'create',
    body: 'OffboardingTick',
    answers: jsonAnswer('As it stands.', 'Offboarding'),
    problems: ['offboarding.none'],
    logAtInfo: true,
  },
  getOffboardingReport: {
    method: 'GET',
    path: '/api/offboardings/:id/report',
    tag: TAG,
    summary: 'The report, as Markdown; the log has the hash of a finished one',
    who: 'person',
    scope: 'read',
    answers: { 200: { description: 'The report.', type: TEXT, headers: FILE } },
    problems: ['offboarding.none'],
  },
  getOffboardingSignature: {
    method: 'GET',
    path: '/api/offboardings/:id/signature',
    tag: TAG,
    summary: 'The SSH signature over the report of a finished one, by the key of the log',
    who: 'person',
    scope: 'read',
    answers: { 200: { description: 'The signature.', type: TEXT, headers: FILE } },
    problems: ['offboarding.none', 'share.not_yet'],
  },
} as const satisfies ApiRows;

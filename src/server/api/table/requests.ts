// Routes of requests: one begins, the holder of its link looks at it and answers. All else is a share's.

import { CREATING, BY_POLICY } from './problems.ts';
import { doneAnswer, jsonAnswer, madeAnswer, type ApiRows } from './row.ts';

export const requestRows = {
  beginRequest: {
    method: 'POST',
    path: '/api/requests',
    tag: 'Requests',
    summary: 'Begin a request, to a person or by link',
    who: 'person',
    scope: 'create',
    body: 'NewRequest',
    answers: madeAnswer('Begun. It asks nobody before it is accepted.', 'NewShare'),
    problems: [...CREATING, 'share.gone', 'share.exists', 'person.refused', 'person.blocked', 'quota.pair'],
    uploads: 'share',
    once: true,
  },
  viewWaysToAsk: {
    method: 'POST',
    path: '/api/requests/ways',
    tag: 'Requests',
    summary: 'What a request to this person, or by link, may be',
    who: 'person',
    scope: 'create',
    body: 'Asked',
    answers: jsonAnswer('The templates that may be used, and what each leaves to choose.', 'RequestWays'),
    problems: [...BY_POLICY, 'share.gone', 'person.refused'],
  },
  viewRequest: {
    method: 'GET',
    path: '/api/requests/:id',
    tag: 'Requests',
    summary: 'What the holder of a request’s link is asked for',
    who: 'holder',
    scope: 'any',
    headers: { 'X-NT2-Link': { description: 'The secret in the link, in base64.', example: 'gG4t1XfZIq0w1Yp6m1nJ2A==' } },
    answers: jsonAnswer('The request, as long as it takes an answer.', 'Share'),
    problems: ['share.gone'],
  },
  answerRequest: {
    method: 'POST',
    path: '/api/requests/:id/answer',
    tag: 'Requests',
    summary: 'Put an answer in, once',
    who: 'holder',
    scope: 'any',
    body: 'RequestAnswer',
    answers: doneAnswer('Taken.'),
    problems: [...BY_POLICY, 'share.gone', 'share.already_sealed', 'proof.failed', 'proof.stale', 'quota.bytes', 'quota.tenant_bytes'],
    uploads: 'answer',
  },
} as const satisfies ApiRows;

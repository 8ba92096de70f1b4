// Routes of webhooks, for the operator's programs.

import { doneAnswer, jsonAnswer, madeAnswer, LIST_PAGE, type ApiRows } from './row.ts';

const KEPT = { tag: 'Operator', who: 'operator', scope: 'admin' } as const;

/** By the id of an event: of a share, its version, and a number. */
const GIVEN_UP_PAGE = {
  ...LIST_PAGE,
  before: {
    description: LIST_PAGE.before.description,
    pattern: '^[0-9]{1,15}\\.[a-z2-7]{32}_r?[0-9]{1,9}_[0-9]{1,4}$',
    example: '1796040000000.q5x2acmfz4jx3u6s7d2o5v4b3n2m7k6h_4_0',
  },
} as const;

export const webhookRows = {
  listWebhooks: {
    method: 'GET',
    path: '/api/webhooks',
    ...KEPT,
    summary: 'The endpoints of webhooks, and what waits for them',
    page: LIST_PAGE,
    answers: jsonAnswer('Without their secrets and paths.', 'Webhooks'),
  },
  addWebhook: {
    method: 'POST',
    path: '/api/webhooks',
    ...KEPT,
    summary: 'Add an endpoint',
    body: 'NewWebhook',
    answers: madeAnswer('The secret of its signatures, shown once.', 'WebhookSecret'),
    problems: ['webhook.exists', 'webhook.full'],
    logAtInfo: true,
  },
  removeWebhook: {
    method: 'DELETE',
    path: '/api/webhooks/:id',
    ...KEPT,
    summary: 'Remove an endpoint, with its secrets and everything that waits for it',
    answers: doneAnswer('Removed.'),
    problems: ['request.path'],
    logAtInfo: true,
  },
  rotateWebhook: {
    method: 'POST',
    path: '/api/webhooks/:id/rotate',
    ...KEPT,
    summary: 'Give an endpoint a new secret; the one before goes on for a day',
    body: 'Nothing',
    answers: jsonAnswer('The new secret, shown once.', 'WebhookSecret'),
    problems: ['request.path'],
    logAtInfo: true,
  },
  testWebhook: {
    method: 'POST',
    path: '/api/webhooks/:id/test',
    ...KEPT,
    summary: 'Send an endpoint a test, at once and once',
    body: 'Nothing',
    answers: jsonAnswer('What became of it.', 'Tested'),
    problems: ['request.path'],
  },
  listGivenUp: {
    method: 'GET',
    path: '/api/webhooks/:id/given-up',
    ...KEPT,
    summary: 'The events that were given up for an endpoint',
    page: GIVEN_UP_PAGE,
    answers: jsonAnswer('Those that can be sent again.', 'GivenUp'),
    problems: ['request.path'],
  },
  replayWebhook: {
    method: 'POST',
    path: '/api/webhooks/:id/replay',
    ...KEPT,
    summary: 'Send again what was given up, or one event of it',
    body: 'Replay',
    answers: jsonAnswer('How many.', 'Replayed'),
    problems: ['request.path'],
    logAtInfo: true,
  },
} as const satisfies ApiRows;

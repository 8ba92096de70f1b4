// Routes about people, templates and tokens.

import { doneAnswer, jsonAnswer, type ApiRows } from './row.ts';

/** Of a list that is read by GET. */
const PAGES = {
  limit: { description: 'At most so many rows, 1 to 50.', pattern: '^[0-9]{1,2}$', example: '20' },
  before: { description: '`next` of the page before.', pattern: '^[0-9]{1,15}\\.[a-z2-7]{6,32}$', example: '1796040000000.q5x2acmf' },
} as const;

export const peopleRows = {
  searchPersons: {
    method: 'POST',
    path: '/api/persons/search',
    tag: 'People',
    summary: 'Whom this person can name: people of their own shares, and an exact handle; it changes nothing',
    who: 'person',
    scope: ['create', 'read'],
    body: 'PersonSearch',
    answers: jsonAnswer('Those who fit.', 'FoundPersons'),
  },
  listTemplates: {
    method: 'GET',
    path: '/api/templates',
    tag: 'People',
    summary: 'The templates that the policy lets this person use',
    who: 'person',
    scope: ['create', 'read'],
    answers: jsonAnswer('Each with what it leaves to choose.', 'Templates'),
  },
  listTokens: {
    method: 'GET',
    path: '/api/tokens',
    tag: 'Operator',
    summary: 'All API tokens',
    who: 'operator',
    scope: 'admin',
    page: PAGES,
    answers: jsonAnswer('What they may do, for whom, and when they were last used.', 'Tokens'),
  },
  revokeToken: {
    method: 'DELETE',
    path: '/api/tokens/:id',
    tag: 'Operator',
    summary: 'End an API token',
    who: 'operator',
    scope: 'admin',
    answers: doneAnswer('Ended; within a second at every instance.'),
    logAtInfo: true,
  },
} as const satisfies ApiRows;

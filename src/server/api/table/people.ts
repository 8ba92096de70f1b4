// Routes about people, templates and tokens.

import { doneAnswer, jsonAnswer, NAMED_PAGE, LIST_PAGE, type ApiRows } from './row.ts';

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
    page: NAMED_PAGE,
    answers: jsonAnswer('By name, each with what it leaves to choose.', 'Templates'),
  },
  viewTemplate: {
    method: 'GET',
    path: '/api/templates/:id',
    tag: 'People',
    summary: 'One of these templates, by its name',
    who: 'person',
    scope: ['create', 'read'],
    answers: jsonAnswer('What it leaves to choose.', 'Template'),
    problems: ['request.path'],
  },
  listTokens: {
    method: 'GET',
    path: '/api/tokens',
    tag: 'Operator',
    summary: 'All API tokens',
    who: 'operator',
    scope: 'admin',
    page: LIST_PAGE,
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

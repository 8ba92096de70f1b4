// The routes of the operator's board, for openapi.json.

import type { Operation } from './openapi-operation.ts';

export const boardOperations: Readonly<Record<string, Operation>> = {
  'GET /api/board': {
    summary: 'The boards that someone in this browser may see, with counts',
    who: 'anybody',
    answer: { 200: { description: 'By tenant; none for who has no role.', schema: 'Boards' } },
  },
  'POST /api/board/search': {
    summary: 'Rows of a board; it changes nothing',
    who: 'person',
    body: 'BoardSearch',
    answer: { 200: { description: 'Those that fit.', schema: 'BoardPage' } },
  },
  'POST /api/board/groups': {
    summary: 'The same rows, counted by person or template; it changes nothing',
    who: 'person',
    body: 'BoardGroupsSearch',
    answer: { 200: { description: 'Those of the shares that fit, at most a thousand at a time.', schema: 'BoardGroups' } },
  },
  'POST /api/board/export': {
    summary: 'All rows of a board that fit, as a file',
    who: 'person',
    body: 'BoardExport',
    answer: { 200: { description: 'The file; one that breaks off is not whole.', type: ['text/csv; charset=utf-8', 'application/json'] } },
  },
  'POST /api/board/session': {
    summary: 'Begin to sign in for the board at the OpenID provider',
    who: 'nobody',
    body: 'Nothing',
    answer: {
      200: {
        description: 'Begun.',
        schema: 'BoardSignIn',
        headers: { 'Set-Cookie': 'Ties the attempt to this browser, for ten minutes.' },
      },
    },
  },
  'DELETE /api/board/session': {
    summary: 'End the session that began at the OpenID provider',
    who: 'anybody',
    answer: {
      200: { description: 'Ended, for every copy of the cookie.', schema: 'BoardSignOut', headers: { 'Set-Cookie': 'Takes it away.' } },
    },
  },
  'POST /board/backchannel-logout': {
    summary: 'Where the OpenID provider posts that a session of its own has ended (Back-Channel Logout 1.0)',
    who: 'nobody',
    body: 'logout_token',
    answer: { 204: { description: 'Ended, on every instance.' } },
  },
  'GET /board/callback': {
    summary: 'Where the OpenID provider sends the browser back to',
    who: 'nobody',
    answer: { 303: { description: 'To the board, with a session where all was right.', headers: { Location: 'The page of the board.' } } },
  },
  'GET /board': {
    summary: 'What was handed over and how it stands, for those whom the policy names',
    who: 'nobody',
    answer: { 200: { description: 'The page.', type: 'text/html; charset=utf-8' } },
  },
};

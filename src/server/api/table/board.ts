// Routes of the operator's board.

import { CALLBACK_PATH, LOGOUT_PATH } from '../../auth/board-accounts.ts';
import { doneAnswer, jsonAnswer, type ApiRows } from './row.ts';

/** Where the operator has no provider, there is nothing. */
const NO_PROVIDER = ['request.path', 'board.provider'] as const;

export const boardRows = {
  listBoards: {
    method: 'GET',
    path: '/api/board',
    tag: 'Board',
    summary: 'The boards that someone in this browser may see, with counts',
    who: 'anybody',
    scope: 'browser',
    answers: jsonAnswer('By tenant; none for who has no role.', 'Boards'),
  },
  searchBoard: {
    method: 'POST',
    path: '/api/board/search',
    tag: 'Board',
    summary: 'Rows of a board; it changes nothing',
    who: 'person',
    scope: 'browser',
    body: 'BoardSearch',
    answers: jsonAnswer('Those that fit.', 'BoardPage'),
    problems: ['board.none'],
  },
  groupBoard: {
    method: 'POST',
    path: '/api/board/groups',
    tag: 'Board',
    summary: 'The same rows, counted by person or template; it changes nothing',
    who: 'person',
    scope: 'browser',
    body: 'BoardGroupsSearch',
    answers: jsonAnswer('Those of the shares that fit, at most a thousand at a time.', 'BoardGroups'),
    problems: ['board.none'],
  },
  exportBoard: {
    method: 'POST',
    path: '/api/board/export',
    tag: 'Board',
    summary: 'All rows of a board that fit, as a file',
    who: 'person',
    scope: 'browser',
    body: 'BoardExport',
    answers: { 200: { description: 'The file; one that breaks off is not whole.', type: ['text/csv; charset=utf-8', 'application/json'] } },
    problems: ['board.none'],
    logAtInfo: true,
  },
  beginBoardSignIn: {
    method: 'POST',
    path: '/api/board/session',
    tag: 'Board',
    summary: 'Begin to sign in for the board at the OpenID provider',
    who: 'anybody',
    scope: 'browser',
    body: 'Nothing',
    answers: {
      200: {
        description: 'Begun.',
        schema: 'BoardSignIn',
        headers: { 'Set-Cookie': 'Ties the attempt to this browser, for ten minutes.' },
      },
    },
    problems: NO_PROVIDER,
  },
  endBoardSession: {
    method: 'DELETE',
    path: '/api/board/session',
    tag: 'Board',
    summary: 'End the session that began at the OpenID provider',
    who: 'anybody',
    scope: 'browser',
    answers: {
      200: { description: 'Ended, for every copy of the cookie.', schema: 'BoardSignOut', headers: { 'Set-Cookie': 'Takes it away.' } },
    },
    problems: NO_PROVIDER,
    logAtInfo: true,
  },
  finishBoardSignIn: {
    method: 'GET',
    path: CALLBACK_PATH,
    tag: 'Board',
    summary: 'Where the OpenID provider sends the browser back to',
    who: 'anybody',
    scope: 'browser',
    answers: {
      303: {
        description: 'To the board, with a session where all was right.',
        headers: { Location: 'The page of the board.' },
        optional: { 'Set-Cookie': 'The session, and the end of the attempt.' },
      },
    },
    problems: NO_PROVIDER,
    logAtInfo: true,
  },
  hearLogout: {
    method: 'POST',
    path: LOGOUT_PATH,
    tag: 'Board',
    summary: 'Where the OpenID provider posts that a session of its own has ended (Back-Channel Logout 1.0)',
    who: 'server',
    scope: 'browser',
    body: 'logout_token',
    answers: doneAnswer('Ended, on every instance.'),
    problems: NO_PROVIDER,
    logAtInfo: true,
  },
} as const satisfies ApiRows;

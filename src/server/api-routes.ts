// Every route of the API, and which of them a listener has. Handlers know nothing of paths, methods or headers of others.

import { accept, decline } from './api/accept.ts';
import { ADDRESS_PATH, seenAddress } from './api/address.ts';
import { exportBoard, groupBoard, listBoards, searchBoard } from './api/board.ts';
import { beginBoardSignIn, endBoardSession, finishBoardSignIn, hearLogout } from './api/board-session.ts';
import { broken, claim, deliver, getPayload } from './api/claim.ts';
import { createShare } from './api/create.ts';
import { watchShare } from './api/events.ts';
import { getPrekeys, postPrekey, postPrekeys } from './api/prekeys.ts';
import { listDevices, withdrawDevice } from './api/devices.ts';
import { searchOwn, sendAgain } from './api/mine.ts';
import { createReceiptHandles } from './api/receipt.ts';
import { answerRequest, beginRequest, remindPerson, viewRequest } from './api/request.ts';
import { extend, putPayload, revoke, seal, tell } from './api/seal.ts';
import { listPersons, signIn, signOut, viewToken } from './api/session.ts';
import { issueNonce, signInByDevice } from './api/sign-in.ts';
import { logFile, logKeys } from './api/tlog.ts';
import { viewShare, viewTenant } from './api/view.ts';
import { CALLBACK_PATH, LOGOUT_PATH } from './auth/board-accounts.ts';
import type { Sessions } from './auth/session.ts';
import type { ServerDeps, SiteDeps } from './deps.ts';
import type { Route } from './http/route.ts';

/** Public keys, which anybody may read. */
const KEYS = '/.well-known/nt2/keys';

export function createApiRoutes({ site, core, auth, lifecycle }: Omit<ServerDeps, 'limits'>, sessions: Sessions): readonly Route[] {
  const { publicUrl } = site;
  const { shares, tokens, tenantTags, logs, watch, clock, board, boardPolicy, directory } = core;
  const { revocations, bonds, nonces, serverCrypto } = auth;
  const { shuttingDown, streams, siblings, log } = lifecycle;
  const { host } = publicUrl;
  const door = { board, boardPolicy, accounts: auth.accounts };
  const receipt = createReceiptHandles({ ...core, siblings });
  const share = '/api/shares/:id';

  return [
    { method: 'GET', path: '/api/session', handle: listPersons(door) },
    { method: 'POST', path: '/api/session', handle: signIn({ sessions, tokens, revocations, bonds, host }), logAtInfo: true },
    { method: 'POST', path: '/api/session/look', handle: viewToken({ sessions, tokens, revocations, shares }) },
    { method: 'DELETE', path: '/api/session', handle: signOut({ sessions, revocations, bonds }), logAtInfo: true },
    { method: 'GET', path: '/api/devices', handle: listDevices({ bonds }) },
    { method: 'DELETE', path: '/api/devices/:id', handle: withdrawDevice({ bonds }), logAtInfo: true },
    { method: 'GET', path: '/api/tenant', handle: viewTenant({ tenantTags, publicUrl, clock }) },
    { method: 'POST', path: '/api/shares', uploads: 'share', handle: createShare({ shares, publicUrl }) },
    { method: 'POST', path: '/api/shares/search', handle: searchOwn({ shares, sessions }) },
    { method: 'GET', path: '/api/board', handle: listBoards(door) },
    { method: 'POST', path: '/api/board/search', handle: searchBoard(door) },
    { method: 'POST', path: '/api/board/groups', handle: groupBoard(door) },
    { method: 'POST', path: '/api/board/export', handle: exportBoard(door), logAtInfo: true },
    { method: 'POST', path: '/api/board/session', handle: beginBoardSignIn(auth) },
    { method: 'DELETE', path: '/api/board/session', handle: endBoardSession(auth), logAtInfo: true },
    { method: 'GET', path: CALLBACK_PATH, handle: finishBoardSignIn({ ...auth, log }), logAtInfo: true },
    { method: 'POST', path: LOGOUT_PATH, from: 'server', handle: hearLogout({ ...auth, log }), logAtInfo: true },
    { method: 'POST', path: '/api/requests', uploads: 'share', handle: beginRequest({ shares, directory, serverCrypto, publicUrl }) },
    { method: 'GET', path: '/api/requests/:id', handle: viewRequest({ shares }) },
    { method: 'POST', path: '/api/requests/:id/answer', uploads: 'answer', handle: answerRequest({ shares }) },
    { method: 'GET', path: share, handle: viewShare({ shares }) },
    { method: 'GET', path: `${share}/sign-in`, handle: issueNonce({ nonces }) },
    {
      method: 'POST',
      path: `${share}/sign-in`,
      handle: signInByDevice({ nonces, bonds, shares, sessions, revocations, host }),
      logAtInfo: true,
    },
    { method: 'GET', path: `${share}/events`, handle: watchShare({ shares, watch, shuttingDown, streams }) },
    { method: 'POST', path: `${share}/tell`, handle: tell({ shares }) },
    { method: 'PUT', path: `${share}/payload`, uploads: 'bytes', handle: putPayload({ shares }) },
    { method: 'GET', path: `${share}/payload`, handle: getPayload({ shares }) },
    { method: 'POST', path: `${share}/accept`, handle: accept({ shares, clock }) },
    { method: 'POST', path: `${share}/decline`, handle: decline({ shares }) },
    { method: 'POST', path: `${share}/remind`, handle: remindPerson({ shares }) },
    { method: 'POST', path: `${share}/seal`, uploads: 'bytes', handle: seal({ shares }) },
    { method: 'POST', path: `${share}/prekey`, handle: postPrekey({ shares }) },
    { method: 'GET', path: `${share}/prekeys`, handle: getPrekeys({ shares }) },
    { method: 'POST', path: `${share}/prekeys`, handle: postPrekeys({ shares }) },
    { method: 'POST', path: `${share}/extend`, handle: extend({ shares }) },
    { method: 'POST', path: `${share}/again`, uploads: 'share', handle: sendAgain({ shares, publicUrl }) },
    { method: 'POST', path: `${share}/revoke`, handle: revoke({ shares }) },
    { method: 'POST', path: `${share}/claim`, handle: claim({ shares }) },
    { method: 'POST', path: `${share}/deliver`, handle: deliver({ shares }) },
    { method: 'POST', path: `${share}/broken`, handle: broken({ shares }) },
    { method: 'GET', path: `${share}/receipt`, handle: receipt.text, auditor: 'allowed' },
    { method: 'GET', path: `${share}/receipt.sig`, handle: receipt.signature, auditor: 'allowed' },
    { method: 'GET', path: `${share}/consistency`, handle: receipt.consistency, auditor: 'allowed' },
    { method: 'GET', path: '/log/:tag/checkpoint', handle: logFile(logs), auditor: 'only' },
    { method: 'GET', path: '/log/:tag/tile/*', handle: logFile(logs), auditor: 'only' },
    { method: 'GET', path: KEYS, handle: logKeys({ logs, clock }), auditor: 'allowed' },
    { method: 'GET', path: ADDRESS_PATH, handle: seenAddress({ serverCrypto, clock }) },
  ];
}

/** Those of the API's routes that this listener has. */
export function selectRoutes({ role, routes }: Pick<SiteDeps, 'role' | 'routes'>, api: readonly Route[]): readonly Route[] {
  const forAuditors = api.filter((route) => route.auditor !== undefined);
  if (routes === 'admin') return forAuditors.map((route) => (route.path === KEYS ? route : { ...route, auditor: 'only' }));
  if (role === 'chat') return [];
  // An auditor's token means nothing on the public listener then.
  return routes === 'all' ? api : api.filter(({ auditor }) => auditor !== 'only').map((route) => ({ ...route, auditor: undefined }));
}

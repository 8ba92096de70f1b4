// Every route of the API: the rows of its table with their handlers, and which of them a listener has. Handlers know nothing of paths,
// methods or headers of others.

import { accept, decline } from './api/accept.ts';
import { seenAddress } from './api/address.ts';
import { exportBoard, groupBoard, listBoards, searchBoard } from './api/board.ts';
import { beginBoardSignIn, endBoardSession, finishBoardSignIn, hearLogout } from './api/board-session.ts';
import { broken, claim, deliver, getPayload } from './api/claim.ts';
import { createShare } from './api/create.ts';
import { watchShare } from './api/events.ts';
import { getPrekeys, postPrekey, postPrekeys } from './api/prekeys.ts';
import { listDevices, withdrawDevice } from './api/devices.ts';
import { searchOwn, sendAgain } from './api/mine.ts';
import { createReceiptHandles } from './api/receipt.ts';
import { answerRequest, beginRequest, remindPerson, viewRequest, viewWaysToAsk } from './api/request.ts';
import { extend, putPayload, revoke, seal, tell } from './api/seal.ts';
import { listPersons, signIn, signOut, viewToken } from './api/session.ts';
import { issueNonce, signInByDevice } from './api/sign-in.ts';
import { logFile, logKeys } from './api/tlog.ts';
import type { ApiRow } from './api/table/row.ts';
import { apiRows, type ApiOperation } from './api/table/rows.ts';
import { viewShare, viewTenant } from './api/view.ts';
import type { Sessions } from './auth/session.ts';
import type { ServerDeps, SiteDeps } from './deps.ts';
import type { ApiHandler, Route } from './http/route.ts';

export function createApiRoutes({ site, core, auth, lifecycle }: Omit<ServerDeps, 'limits'>, sessions: Sessions): readonly Route[] {
  const { publicUrl } = site;
  const { shares, tokens, tenantTags, logs, watch, clock, board, boardPolicy, directory } = core;
  const { revocations, bonds, nonces, serverCrypto } = auth;
  const { shuttingDown, streams, siblings, log } = lifecycle;
  const { host } = publicUrl;
  const door = { board, boardPolicy, accounts: auth.accounts };
  const receipt = createReceiptHandles({ ...core, siblings });

<<<<<<< HEAD
  const handlers: Readonly<Record<ApiOperation, ApiHandler>> = {
    listPersons: listPersons(door),
    signIn: signIn({ sessions, tokens, revocations, bonds, host }),
    viewToken: viewToken({ sessions, tokens, revocations, shares }),
    signOut: signOut({ sessions, revocations, bonds }),
    listDevices: listDevices({ bonds }),
    withdrawDevice: withdrawDevice({ bonds }),
    issueNonce: issueNonce({ nonces }),
    signInByDevice: signInByDevice({ nonces, bonds, shares, sessions, revocations, host }),
    viewTenant: viewTenant({ tenantTags, publicUrl, clock }),
    createShare: createShare({ shares, publicUrl }),
    searchOwn: searchOwn({ shares, sessions }),
    viewShare: viewShare({ shares }),
    watchShare: watchShare({ shares, watch, shuttingDown, streams }),
    accept: accept({ shares, clock }),
    decline: decline({ shares }),
    tell: tell({ shares }),
    putPayload: putPayload({ shares }),
    seal: seal({ shares }),
    postPrekey: postPrekey({ shares }),
    getPrekeys: getPrekeys({ shares }),
    postPrekeys: postPrekeys({ shares }),
    remindPerson: remindPerson({ shares }),
    extend: extend({ shares }),
    sendAgain: sendAgain({ shares, publicUrl }),
    revoke: revoke({ shares }),
    claim: claim({ shares }),
    getPayload: getPayload({ shares }),
    deliver: deliver({ shares }),
    broken: broken({ shares }),
    beginRequest: beginRequest({ shares, directory, serverCrypto, publicUrl }),
    viewRequest: viewRequest({ shares }),
    answerRequest: answerRequest({ shares }),
    getReceipt: receipt.text,
    getReceiptSignature: receipt.signature,
    getConsistency: receipt.consistency,
    getCheckpoint: logFile(logs),
    getTile: logFile(logs),
    getLogKeys: logKeys({ logs, clock }),
    listBoards: listBoards(door),
    searchBoard: searchBoard(door),
    groupBoard: groupBoard(door),
    exportBoard: exportBoard(door),
    beginBoardSignIn: beginBoardSignIn(auth),
    endBoardSession: endBoardSession(auth),
    finishBoardSignIn: finishBoardSignIn({ ...auth, log }),
    hearLogout: hearLogout({ ...auth, log }),
    seenAddress: seenAddress({ serverCrypto, clock }),
  };
  const rows: readonly (readonly [string, ApiRow])[] = Object.entries(apiRows);
  return rows.map(([operation, { method, path, who, uploads, logAtInfo, auditor }]) => ({
    method,
    path,
    handle: handlers[operation as ApiOperation],
    ...(who === 'server' && { from: who }),
    ...(uploads && { uploads }),
    ...(logAtInfo && { logAtInfo }),
    ...(auditor && { auditor }),
  }));
=======
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
    { method: 'POST', path: '/api/requests/ways', handle: viewWaysToAsk({ shares, directory }) },
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
>>>>>>> 9e783d07 (Let a person choose a template on /ask, shown with what it fixes as soon as the person is chosen)
}

/** Those of the API's routes that this listener has. */
export function selectRoutes({ role, routes }: Pick<SiteDeps, 'role' | 'routes'>, api: readonly Route[]): readonly Route[] {
  const forAuditors = api.filter((route) => route.auditor !== undefined);
  if (routes === 'admin')
    return forAuditors.map((route) => (route.path === apiRows.getLogKeys.path ? route : { ...route, auditor: 'only' }));
  if (role === 'chat') return [];
  // An auditor's token means nothing on the public listener then.
  return routes === 'all' ? api : api.filter(({ auditor }) => auditor !== 'only').map((route) => ({ ...route, auditor: undefined }));
}

// Every route of the API: the rows of its table with their handlers, and which of them a listener has. Handlers know nothing of paths,
// methods or headers of others.

import { accept, decline } from './api/accept.ts';
import { seenAddress } from './api/address.ts';
import { exportBoard, groupBoard, listBoards, searchBoard } from './api/board.ts';
import { beginBoardSignIn, endBoardSession, finishBoardSignIn, hearLogout } from './api/board-session.ts';
import { broken, claim, deliver, getPayload } from './api/claim.ts';
import { createShare } from './api/create.ts';
import { listTemplates, searchPersons, viewTemplate } from './api/directory.ts';
import { watchShare } from './api/events.ts';
import { findEvidence, takeEvidence } from './api/evidence.ts';
import { getPrekeys, postPrekey, postPrekeys } from './api/prekeys.ts';
import { listDevices, withdrawDevice } from './api/devices.ts';
import {
  askMachine,
  bindMachine,
  freeMachine,
  issueMachineNonce,
  leaveMachinePrekeys,
  listMachinePrekeys,
  listMachines,
  revokeMachine,
  signInMachine,
  startMachine,
} from './api/machines.ts';
import { searchOverdue } from './api/board-overdue.ts';
import { endCalendar, makeCalendar, serveCalendar } from './api/calendars.ts';
import { createEnvelopeHandles } from './api/envelopes.ts';
import { createOffboardingHandles } from './api/offboardings.ts';
import { changeOwnRotation, listRotations, reportIncident } from './api/rotations.ts';
import { beginFile, dropFile, endFiles, getChunk, putChunk, viewFile } from './api/files.ts';
import { searchOwn, sendAgain } from './api/mine.ts';
import { createReceiptHandles } from './api/receipt.ts';
import { answerRequest, beginRequest, remindPerson, viewRequest, viewWaysToAsk } from './api/request.ts';
import { extend, putPayload, revoke, seal, tell } from './api/seal.ts';
import { askLogin, startLogin, withdrawLogin } from './api/logins.ts';
import { listPersons, signIn, signOut, viewToken } from './api/session.ts';
import { issueNonce, signInByDevice } from './api/sign-in.ts';
import { logFile, logKeys } from './api/tlog.ts';
import type { ApiRow } from './api/table/row.ts';
import { apiRows, type ApiOperation } from './api/table/rows.ts';
import { listApiTokens, revokeApiToken } from './api/tokens.ts';
import { viewShare, viewTenant } from './api/view.ts';
import { createWebhookHandles } from './api/webhooks.ts';
import { createChunkSlots } from './limits/chunk-slots.ts';
import { createFetches } from './limits/fetches.ts';
import { fileLimits } from '../core/limits.ts';
import { CHUNK_BYTES } from '../crypto/file/sizes.ts';
import { OPERATOR_SCOPES, type TokenScope } from '../core/token-scopes.ts';
import { isForOperator, namedScopes } from './auth/route-scopes.ts';
import type { Sessions } from './auth/session.ts';
import type { ServerDeps, SiteDeps } from './deps.ts';
import type { ApiHandler, Route } from './http/route.ts';

export function createApiRoutes({ site, core, auth, lifecycle }: Omit<ServerDeps, 'limits'>, sessions: Sessions): readonly Route[] {
  const { publicUrl } = site;
  const { shares, files, tokens, tenantTags, logs, watch, clock, board, boardPolicy, directory, rotations } = core;
  const { revocations, bonds, nonces, serverCrypto, deviceCodes, terminals, machines } = auth;
  const { shuttingDown, streams, siblings, log } = lifecycle;
  const { host } = publicUrl;
  const door = { board, boardPolicy, accounts: auth.accounts };
  const webhooks = createWebhookHandles(core.webhooks);
  const offboardings = createOffboardingHandles(core);
  const envelopes = createEnvelopeHandles(core);
  const receipt = createReceiptHandles({ ...core, siblings });

  const handlers: Readonly<Record<ApiOperation, ApiHandler>> = {
    listPersons: listPersons(door),
    signIn: signIn({ sessions, tokens, revocations, bonds, host }),
    viewToken: viewToken({ sessions, tokens, revocations, shares }),
    signOut: signOut({ sessions, revocations, bonds }),
    listDevices: listDevices({ bonds, terminals }),
    withdrawDevice: withdrawDevice({ bonds }),
    startMachine: startMachine({ deviceCodes, machines, publicUrl }),
    askMachine: askMachine({ deviceCodes, machines, sessions, tenantTags, publicUrl }),
    issueMachineNonce: issueMachineNonce({ nonces }),
    signInMachine: signInMachine({ nonces, machines, sessions, host }),
    listMachinePrekeys: listMachinePrekeys({ machines }),
    leaveMachinePrekeys: leaveMachinePrekeys({ machines }),
    listMachines: listMachines({ machines }),
    bindMachine: bindMachine({ machines }),
    freeMachine: freeMachine({ machines }),
    revokeMachine: revokeMachine({ machines }),
    startLogin: startLogin({ deviceCodes, publicUrl }),
    askLogin: askLogin({ deviceCodes, terminals }),
    withdrawLogin: withdrawLogin({ deviceCodes }),
    issueNonce: issueNonce({ nonces }),
    signInByDevice: signInByDevice({ nonces, bonds, shares, sessions, revocations, host }),
    viewTenant: viewTenant({ tenantTags, publicUrl, clock }),
    createShare: createShare({ shares, directory, machines, rotations, publicUrl }),
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
    beginFile: beginFile({ files }),
    viewFile: viewFile({ files }),
    putChunk: putChunk({
      files,
      slots: createChunkSlots({ most: fileLimits.handled, mostEach: fileLimits.handledEach, bytes: CHUNK_BYTES }),
    }),
    dropFile: dropFile({ files }),
    getChunk: getChunk({ files, fetches: createFetches(core.clock) }),
    endFiles: endFiles({ files }),
    beginRequest: beginRequest({ shares, directory, publicUrl }),
    viewWaysToAsk: viewWaysToAsk({ shares, directory }),
    viewRequest: viewRequest({ shares }),
    answerRequest: answerRequest({ shares }),
    searchPersons: searchPersons({ shares, directory }),
    listTemplates: listTemplates({ shares, directory }),
    viewTemplate: viewTemplate({ shares, directory }),
    listTokens: listApiTokens(auth),
    revokeToken: revokeApiToken(auth),
    listWebhooks: webhooks.list,
    addWebhook: webhooks.add,
    removeWebhook: webhooks.remove,
    rotateWebhook: webhooks.rotate,
    testWebhook: webhooks.test,
    listGivenUp: webhooks.givenUp,
    replayWebhook: webhooks.replay,
    getReceipt: receipt.text,
    getReceiptSignature: receipt.signature,
    getConsistency: receipt.consistency,
    searchEvidence: findEvidence(core),
    exportEvidence: takeEvidence(core),
    listRotations: listRotations(core),
    changeRotation: changeOwnRotation(core),
    reportIncident: reportIncident(core),
    searchOverdue: searchOverdue({ ...core, ...door }),
    makeCalendar: makeCalendar({ ...core, publicUrl }),
    endCalendar: endCalendar(core),
    readCalendar: serveCalendar(core),
    listEnvelopeKeys: envelopes.keys,
    leaveEnvelopeKey: envelopes.leave,
    listEnvelopes: envelopes.list,
    sealEnvelope: envelopes.seal,
    viewEnvelope: envelopes.view,
    changeEnvelope: envelopes.change,
    openEnvelope: envelopes.open,
    listOffboardings: offboardings.list,
    startOffboarding: offboardings.start,
    viewOffboarding: offboardings.view,
    tickOffboarding: offboardings.tick,
    getOffboardingReport: offboardings.report,
    getOffboardingSignature: offboardings.signature,
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
  return rows.map(([operation, { method, path, who, scope, uploads, once, logAtInfo }]) => ({
    method,
    path,
    // A row that names none takes no token.
    scope: scope ?? 'browser',
    handle: handlers[operation as ApiOperation],
    ...(who === 'server' && { from: who }),
    ...(uploads && { uploads }),
    ...(once && { once }),
    ...(logAtInfo && { logAtInfo }),
  }));
}

/** Those of the API's routes that this listener has. */
export function selectRoutes({ role, routes }: Pick<SiteDeps, 'role' | 'routes'>, api: readonly Route[]): readonly Route[] {
  const isOperators = (scope: TokenScope): boolean => OPERATOR_SCOPES.includes(scope);
  const withScopes = (route: Route, may: (scope: TokenScope) => boolean): Route => ({
    ...route,
    scope: namedScopes(route.scope).filter(may),
  });
  const isShared = (route: Route): boolean => namedScopes(route.scope).some(isOperators);
  if (routes === 'admin') {
    const isKeys = ({ path }: Route): boolean => path === apiRows.getLogKeys.path;
    return api.flatMap((route) => (isKeys(route) ? [route] : isShared(route) ? [withScopes(route, isOperators)] : []));
  }
  if (role === 'chat') return [];
  if (routes === 'all') return api;
  // What the operator's tokens are for is not on the public listener then.
  const people = api.filter(({ scope }) => !isForOperator(scope));
  return people.map((route) => (isShared(route) ? withScopes(route, (scope) => !isOperators(scope)) : route));
}

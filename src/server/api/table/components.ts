// The schemas of the API's bodies and answers under their names in openapi.json. Rows name them by type alone: the server does not load this.

import * as answers from '../answers.ts';
import * as deviceAnswers from '../device-answers.ts';
import * as fileAnswers from '../file-answers.ts';
import * as machineAnswers from '../machine-answers.ts';
import { madeShare } from '../made-answers.ts';
import { evidencePage } from '../evidence-answers.ts';
import { foundPersons, givenUp, replayed, template, templates, tested, tokens, webhooks, webhookSecret } from '../people-answers.ts';
import * as schemas from '../schemas.ts';

export const BODIES = {
  Accept: schemas.accept,
  Asked: schemas.asked,
  BoardExport: schemas.boardExport,
  BoardGroupsSearch: schemas.boardGroups,
  BoardSearch: schemas.boardSearch,
  Broken: schemas.broken,
  Claim: schemas.claim,
  Decline: schemas.declined,
  Deliver: schemas.deliver,
  DeviceSignIn: schemas.deviceSignIn,
  EvidenceExport: schemas.evidenceExport,
  EvidenceSearch: schemas.evidenceSearch,
  Extend: schemas.extended,
  LoginToken: schemas.loginToken,
  MachinePrekeys: schemas.machinePrekeys,
  MachineSignIn: schemas.machineSignIn,
  MachineToken: schemas.machineToken,
  NewFile: schemas.newFile,
  NewLogin: schemas.newLogin,
  NewMachine: schemas.newMachine,
  Workload: schemas.workload,
  NewRequest: schemas.newRequest,
  NewWebhook: schemas.newWebhook,
  Nothing: schemas.nothing,
  PersonSearch: schemas.personSearch,
  PlainShare: schemas.plainShare,
  Prekeys: schemas.prekeys,
  Replay: schemas.replay,
  RequestAnswer: schemas.answer,
  Seal: schemas.seal,
  SealedShare: schemas.sealedShare,
  Search: schemas.search,
  Session: schemas.session,
  Token: schemas.issuedToken,
  WithdrawnLogin: schemas.withdrawnLogin,
} as const;

export const ANSWERS = {
  Address: answers.address,
  Alive: answers.alive,
  BoardGroups: answers.boardCounts,
  BoardPage: answers.boardPage,
  BoardSignIn: answers.boardSignIn,
  BoardSignOut: answers.boardSignOut,
  BegunFile: fileAnswers.begunFile,
  Boards: answers.boards,
  Claimed: answers.claimed,
  Devices: deviceAnswers.devices,
  EnrolledMachine: machineAnswers.enrolledMachine,
  EvidencePage: evidencePage,
  File: fileAnswers.file,
  FoundPersons: foundPersons,
  FreePrekeys: answers.freePrekeys,
  List: answers.ownShares,
  GivenUp: givenUp,
  LoggedIn: deviceAnswers.loggedIn,
  LogKeys: answers.logKeys,
  MachineSession: machineAnswers.machineSession,
  Machines: machineAnswers.machineList,
  NewShare: answers.newShare,
  MadeShare: madeShare,
  Nonce: answers.nonce,
  Persons: answers.persons,
  Problem: answers.problem,
  Readiness: answers.readiness,
  RequestWays: answers.requestWays,
  Share: answers.shareView,
  Replayed: replayed,
  SignedIn: answers.signedIn,
  StartedLogin: deviceAnswers.startedLogin,
  TakenPrekey: answers.takenPrekey,
  Template: template,
  Templates: templates,
  Tenant: answers.tenant,
  Tested: tested,
  TokenGrant: answers.tokenGrant,
  Tokens: tokens,
  WebhookSecret: webhookSecret,
  Webhooks: webhooks,
} as const;

export type ComponentName = keyof typeof BODIES | keyof typeof ANSWERS;

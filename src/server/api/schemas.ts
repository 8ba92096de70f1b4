// The form of every JSON body. Strict: unknown fields are refused and nothing is guessed; the core checks what a field means.

import * as z from 'zod';
import { OFFBOARD_STEPS } from '../../core/offboarding/record.ts';
import { limits, searchLimits } from '../../core/limits.ts';
import { BOARD_COUNTED } from '../../core/evidence/board.ts';
import { BOARD_GROUPINGS } from '../../core/evidence/board-groups.ts';
import { BOARD_STATES } from '../../core/ports/board-store.ts';
import { LIST_STATES } from '../../core/ports/list-store.ts';
import { EVIDENCE_FORMATS } from '../../core/evidence/evidence-file.ts';
import { CAUSES, KINDS, MODES, PROOFS } from '../../core/share.ts';
import { LINK_COVER } from '../../crypto/share-terms.ts';
import { FILE_LIMITS } from '../../crypto/file/sizes.ts';
import { place } from './cursor.ts';
import { BOARD_FORMATS } from './board-file.ts';

const base64 = (bytes: number) => z.string().length(Math.ceil(bytes / 3) * 4);
const note = z.string().min(1).max(limits.noteBytes);
const device = base64(32);
const salt = base64(32);
const secret = base64(32);
const proof = z.enum(PROOFS);
const capsule = z
  .string()
  .min(1)
  .max(Math.ceil(limits.capsuleBytes / 3) * 4);
const payload = z
  .string()
  .min(1)
  .max(Math.ceil(limits.inlinePayloadBytes / 3) * 4);
const openers = z.array(z.strictObject({ proof, key: base64(32), salt })).max(2);

/** Longer than any label or note may be: the core counts characters, and this only bounds its work. */
const text = z.string().max(4 * limits.note);
const template = z.string().max(24).optional();
/** The last day that JavaScript can name. */
const moment = z.int().nonnegative().max(8.64e15);
const logTag = z.string().regex(/^[a-z2-7]{6}$/);
const wish = { mode: z.enum(MODES), kind: z.enum(KINDS), label: text, note: text, template };

/** `bond`: this browser asks to be known from now on. */
export const session = z.strictObject({ token: z.string().max(200), bond: z.strictObject({ note, device }).optional() });
export const issuedToken = z.strictObject({ token: z.string().max(200) });
export const deviceSignIn = z.strictObject({ note, device, nonce: z.string().max(100) });
/** `name`: what the terminal calls itself. */
export const newLogin = z.strictObject({ name: z.string().max(200) });
const deviceCode = z.string().max(200);
/** As in RFC 8628, section 3.4. */
export const loginToken = z.strictObject({
  grant_type: z.literal('urn:ietf:params:oauth:grant-type:device_code').optional(),
  device_code: deviceCode,
});
export const withdrawnLogin = z.strictObject({ device_code: deviceCode });
/** `device`: the key that it signs with from then on. */
/** Which claims are claims, and how many, is for the core. */
export const workload = z.strictObject({
  issuer: z.string().max(300),
  claims: z.record(z.string().max(64), z.string().max(300)),
});
const workloadToken = z.string().max(16_384);
export const newMachine = z.strictObject({ name: z.string().max(100), device, workload: workload.optional() });
export const machineToken = z.strictObject({ device_code: deviceCode, device, note });
export const machineSignIn = z.strictObject({
  tenant: z.string().length(6),
  name: z.string().max(100),
  device,
  note,
  nonce: z.string().max(100),
  token: workloadToken.optional().describe('Of the provider that the machine is bound to.'),
});
export const machinePrekeys = z.strictObject({ notes: z.array(note).min(1).max(limits.prekeys.each) });
/** Whom a share or a request names: the other person of a share of one's own, a person as chat numbers them, or as people write them. */
const to = z.union([
  z.strictObject({ share: z.string().max(64) }),
  z.strictObject({ person: z.string().max(300) }),
  z.string().min(1).max(300),
]);
export type To = z.infer<typeof to>;
/** `bytes`: of the ciphertext. */
export const newFile = z.strictObject({
  bytes: z.int(),
  chunks: z.int(),
  share: z
    .string()
    .max(64)
    .describe('A share of yours that is not sealed: the file lies for as long as it waits, and the policy is asked at once.')
    .optional(),
});
/** `to`: one share for each, which begin together. Absent: a link. */
export const plainShare = z.strictObject({
  ...wish,
  expiresInMs: z.int(),
  to: z.union([to, z.array(to).min(1).max(limits.recipients)]).optional(),
  rotates: z
    .string()
    .max(64)
    .describe(
      'The rotation of which this is the new value. `to` then names people who have the old one, by the share that brought it to them.',
    )
    .optional(),
});
export type PlainShare = z.infer<typeof plainShare>;
/** Whom a request asks. Absent: the holder of a link. */
const asks = to.optional();
export const asked = z.strictObject({ to: asks });
export const newRequest = z.strictObject({
  kind: z.enum(KINDS),
  label: text,
  note: text,
  template,
  fields: z.array(text).max(2 * limits.askedFields),
  expiresInMs: z.int(),
  to: asks,
});
export type NewRequest = z.infer<typeof newRequest>;
export const seal = z.strictObject({
  note,
  device,
  capsule,
  payload: payload.optional(),
  openers,
  cover: base64(LINK_COVER.bytes).optional(),
  files: z.array(z.string().length(32)).min(1).max(FILE_LIMITS.files).optional(),
});
export const sealedShare = z.strictObject({
  ...wish,
  mode: z.enum(['link', 'link+words']),
  id: z.string().max(64),
  createdAt: z.int(),
  expiresAt: z.int(),
  partiesSalt: salt,
  labelSalt: salt.optional(),
  seal: seal.extend({ payload }),
});
/** By the holder of a request's link. `secret`: what stands in the link. */
export const answer = z.strictObject({ secret: base64(16), note, device, capsule, payload });
/** `key` also stands in the note, and only there it counts. */
export const accept = z.strictObject({ note, device, key: z.string().max(200).optional(), gate: base64(32).optional() });
/** `reason`: of a request. */
export const declined = z.strictObject({ reason: text.optional() });
export const prekeys = z.strictObject({ device, notes: z.array(note).min(1).max(limits.prekeys.each) });
export const claim = z.strictObject({
  note,
  device,
  secret,
  openers: z.array(z.strictObject({ proof, salt, note })).max(2),
  workload: z.strictObject({ token: workloadToken, salt }).optional(),
});
/** A page that claimed before there were claim secrets confirms without one. */
export const deliver = z.strictObject({ note, device, secret: secret.optional(), ack: z.string().max(64) });
export const broken = z.strictObject({ device, secret, reason: z.enum(['capsule', 'payload', 'mismatch']) });
export const extended = z.strictObject({ expiresAt: z.int() });
/** `text`: words of a label or of the other person's name. */
export const search = z.strictObject({
  states: z.array(z.enum(LIST_STATES)).min(1).max(LIST_STATES.length).optional(),
  text: text.optional(),
  since: z.int().nonnegative().optional(),
  before: place.optional(),
  limit: z.int().min(1).max(searchLimits.rows).optional(),
});
export const newWebhook = z.strictObject({ name: z.string().max(100), url: z.string().max(2_000) });
/** `event`: of those that were given up, this one alone. */
export const replay = z.strictObject({ event: z.string().max(100).optional() });
/** `text`: a part of a name, or a whole handle. */
export const personSearch = z.strictObject({
  text: z.string().min(1).max(searchLimits.length),
  before: place.optional(),
  limit: z.int().min(1).max(searchLimits.rows).optional(),
});
const boardFilter = {
  tenant: z.string().max(200),
  state: z.enum(BOARD_STATES),
  person: z.string().min(1).max(200).optional(),
  template,
};
/** `tenant`: one of those that `GET /api/board` names. */
export const boardSearch = z.strictObject({
  ...boardFilter,
  before: place.optional(),
  limit: z.int().min(1).max(searchLimits.rows).optional(),
});
/** `limit`: how many shares are counted. */
export const boardGroups = z.strictObject({
  ...boardFilter,
  by: z.enum(BOARD_GROUPINGS),
  before: place.optional(),
  limit: z.int().min(1).max(BOARD_COUNTED).optional(),
});
export const boardExport = z.strictObject({ ...boardFilter, format: z.enum(BOARD_FORMATS) });
/** Of what ended from `from` on, and before `to`. `log`: the tag of a tenant; absent: of all. */
export const evidenceSearch = z.strictObject({
  log: logTag.optional(),
  person: z.string().min(1).max(200).optional(),
  template,
  kind: z.enum(KINDS).optional(),
  cause: z.enum(CAUSES).optional(),
  from: moment.optional(),
  to: moment.optional(),
  before: place.optional(),
  limit: z.int().min(1).max(searchLimits.rows).optional(),
});
export const evidenceExport = z.strictObject({
  log: logTag.optional(),
  person: z.string().min(1).max(200).optional(),
  from: moment,
  to: moment,
  format: z.enum(EVIDENCE_FORMATS),
});
export const boardOverdue = z.strictObject({
  tenant: z.string().max(200),
  before: place.optional(),
  limit: z.int().min(1).max(searchLimits.rows).optional(),
});
export const rotationChange = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('done') }),
  z.strictObject({ kind: z.literal('snooze'), days: z.int().min(1).max(90) }),
  z.strictObject({ kind: z.literal('owner'), to: z.string().min(1).max(200) }),
  z.strictObject({ kind: z.literal('due'), due: z.int() }),
]);
export const newOffboarding = z.strictObject({ person: z.string().min(1).max(200) });
export const offboardingTick = z.strictObject({ step: z.enum(OFFBOARD_STEPS) });
export const incidentReport = z.strictObject({ start: z.boolean().optional() });
export const nothing = z.strictObject({});

// The form of the policy file, and nothing of what it means: one schema, from which the published JSON Schema is made.

import * as z from 'zod';
import { FILE_LIMITS } from '../crypto/file/sizes.ts';
import { limits } from '../core/limits.ts';
import { BOARD_ROLES } from '../core/policy/board-access.ts';
import { ENTRIES, KINDS, MODES, STANDINGS } from '../core/share.ts';

const MS = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const DURATION = /^[1-9]\d{0,3}[mhd]$/;

/** `90d`, `8h`, `15m`. */
const duration = (min: number, max: number, what: string) =>
  z
    .string()
    .regex(DURATION, `must be a time such as 15m, 8h or 90d.`)
    .refine((text) => !DURATION.test(text) || (msOf(text) >= min && msOf(text) <= max), `must be a time from ${what}.`);

export const msOf = (text: string): number => Number(text.slice(0, -1)) * MS[text.at(-1) as keyof typeof MS];

const wait = duration(limits.expiry.min, limits.expiry.max, '15m to 7d');
const watched = duration(15 * MS.m, limits.expiry.max, '15m to 7d');
const some = <T extends z.ZodType>(one: T, most: number) =>
  z
    .array(one)
    .min(1, 'must name at least one.')
    .max(most, `must name at most ${most}.`)
    .refine((list) => new Set(list).size === list.length, 'names one of them twice.');
const line = (most: number) =>
  z
    .string()
    .max(most, `must have at most ${most} characters.`)
    .regex(/^(?=.*\S)[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+$/u, 'must be one line of text.');
const NAME = /^[a-z](?:[a-z0-9-]{0,22}[a-z0-9])?$/;
const name = z.string().regex(NAME, 'must be 1 to 24 small letters, digits and hyphens, a letter first.');

const standings = some(z.enum(STANDINGS), STANDINGS.length);
const receivers = some(
  z.union([
    z.enum(STANDINGS),
    z.string().regex(/^machine:[a-z0-9](?:[a-z0-9-]{0,22}[a-z0-9])?$/, 'must be a machine by its name: machine:ci.'),
  ]),
  50,
);
const kinds = some(z.enum(KINDS), KINDS.length);
const modes = some(z.enum(MODES), MODES.length);
const entries = some(z.enum(ENTRIES), ENTRIES.length);
const required = z.literal('required');
const ticket = some(
  z
    .string()
    .regex(/^[A-Za-z0-9#_/-]{1,24}$/, 'must be letters, digits, -, _ and /, with # for a number: OPS-#.')
    .regex(/#/, 'must hold # for the number: OPS-#.'),
  10,
);
const because = line(200);
const SIZE = /^([1-9]\d{0,3})(KiB|MiB)$/;
/** `5MiB`, `500KiB`. */
export const bytesOf = (text: string): number => {
  const [, number, unit] = SIZE.exec(text) ?? [];
  return Number(number) * (unit === 'MiB' ? 1024 * 1024 : 1024);
};
const files = z.union(
  [
    z.literal(false),
    z
      .strictObject({
        count: z.int().min(1).max(FILE_LIMITS.files).optional().describe('How many.'),
        size: z.string().regex(SIZE).optional().describe('How large each may be: 5MiB, 500KiB.'),
      })
      .refine(({ count, size }) => count !== undefined || size !== undefined),
  ],
  `must be false, or what may be attached: { count: 3, size: 5MiB }, with a count from 1 to ${FILE_LIMITS.files} and a size such as 5MiB or 500KiB.`,
);

const rule = z.strictObject({
  name: name.describe('Stands in `nt2 policy explain` and nowhere else.'),
  when: z
    .strictObject({ from: standings.optional(), to: receivers.optional(), kind: kinds.optional() })
    .optional()
    .describe(
      'Whom and what the rule is about: who hands it over, who gets it (`machine:ci` is one machine), what it is. What is absent is about all.',
    ),
  deny: z.literal(true).optional().describe('Nothing may be handed over.'),
  kinds: kinds.optional().describe('Only these kinds.'),
  modes: modes.optional().describe('Only these ways of opening.'),
  entry: entries.optional().describe('Where the secret may be typed.'),
  templates: some(name, 50).optional().describe('Only by one of these templates.'),
  longest: wait.optional().describe('How long it may wait.'),
  initial: wait.optional().describe('How long it waits unless the person chooses.'),
  note: required.optional().describe('The note may not be empty.'),
  ticket: ticket.optional().describe('The note names one of these; # stands for a number.'),
  files: files.optional().describe('`false`: no files may be attached; else how many, and how large each may be.'),
  because: because.optional().describe('Said to the person who is refused.'),
});

const person = z
  .string()
  .max(120, 'must have at most 120 characters.')
  .regex(/^[a-z]+(?::[A-Za-z0-9_.-]+){2,}$/, 'must be a person as platform, workspace and user: slack:T0123ABCD:U0456EFGH.');

const template = z.strictObject({
  title: line(40).describe('What people read.'),
  from: standings.optional().describe('Who may use it.'),
  to: receivers.optional().describe('For whom.'),
  kind: z.enum(KINDS),
  fields: some(line(limits.fieldName), limits.askedFields).optional().describe('The rows that belong to it.'),
  label: line(limits.label).optional().describe('What it is called, unless the person says otherwise.'),
  modes: modes.describe('The ways of opening: of several, the person chooses.'),
  expires: wait.describe('How long it waits.'),
  entry: entries.optional(),
  note: required.optional(),
  ticket: ticket.optional(),
  files: files.optional(),
  rotateAfter: duration(MS.d, 3_650 * MS.d, '1d to 3650d')
    .optional()
    .describe('When the secret should be changed, counted from its delivery.'),
  watch: z
    .strictObject({
      accepted: watched.optional().describe('Remind when it was not accepted by then.'),
      opened: watched.optional().describe('Remind when it was not opened by then.'),
      expiry: z.boolean().optional().describe('Remind in the last quarter of its time.'),
    })
    .optional(),
  approver: z
    .strictObject({
      by: some(person, 20).describe('Who may approve: one of them, who is neither the sender nor a recipient.'),
      within: wait.describe('How long they are asked; then the share ends.'),
    })
    .optional()
    .describe('A second person agrees before the recipient is told.'),
  because: because.optional().describe('Said to the person who is refused.'),
});

const tenant = z
  .string()
  .max(90, 'must have at most 90 characters.')
  .regex(/^[a-z]+(?::[A-Za-z0-9_.-]+)+$/, 'must be a workspace as platform and id: slack:T0123ABCD.');

const board = z.strictObject({
  admins: some(person, 100).optional().describe('Who sees the board of their own workspace, with names.'),
  auditors: some(person, 100).optional().describe('Who sees it without names and labels.'),
  accounts: z
    .array(
      z.strictObject({
        subject: z
          .string()
          .regex(/^[!-~]{1,255}$/, 'must be the `sub` that the provider gives the person: 1 to 255 visible ASCII characters.')
          .describe('The `sub` of the person at the OpenID provider of NT2_OIDC_ISSUER.'),
        role: z.enum(BOARD_ROLES),
        tenants: some(tenant, 50).describe('Whose boards.'),
      }),
    )
    .max(200, 'must be at most 200 accounts.')
    .optional()
    .describe('People whom an OpenID provider signs in.'),
  labels: z.boolean().optional().describe('Whether admins also see the labels of shares. No, unless it says true.'),
});

export const policyFile = z
  .strictObject({
    policy: z.literal(1).describe('The format of this file.'),
    version: z
      .string()
      .regex(/^[!-~]+(?: [!-~]+)*$/, 'must be ASCII without spaces at its ends.')
      .max(40, 'must have at most 40 characters.')
      .describe('Your own name of this version: it stands in the log.'),
    rules: z.array(rule).max(200, 'must be at most 200 rules.').optional().describe('Every rule that fits holds; each can only forbid.'),
    templates: z.record(name, template).optional().describe('By the name that `template` of the API takes.'),
    engagements: z
      .record(person, z.iso.date('must be a day: 2027-01-31.'))
      .optional()
      .describe('When people leave, by person: what they open until then is to be changed on that day.'),
    offboarding: some(person, 100).optional().describe('Who may offboard people of their own workspace, beside admins of the board.'),
    board: board.optional().describe('Who sees /board, and how much of it.'),
  })
  .describe('The policy of an nt2 server, which NT2_POLICY names. See docs/policy.md.');

export type PolicyFile = z.output<typeof policyFile>;
export type RuleEntry = z.output<typeof rule>;
export type BoardEntry = z.output<typeof board>;
export type TemplateEntry = z.output<typeof template>;

/** What `nt2 policy schema` prints. */
export function policyJsonSchema(): object {
  return { ...z.toJSONSchema(policyFile, { io: 'input' }), title: 'nt2 policy' };
}

// docs/cli.schema.json: what the commands of a person print with --json, one object to a line. Made from these schemas, which tests hold
// against what is printed.

import * as z from 'zod';
import { ASKED, CAUSES, KINDS, MODES, STATUSES } from '../../src/crypto/share-terms.ts';

export const CLI_SCHEMA = 'docs/cli.schema.json';

const id = z.string().regex(/^[a-z2-7]{32}$/);
const time = z.int().nonnegative().describe('Epoch, in ms.');

const files = z
  .array(
    z.strictObject({
      name: z.string().describe('As the sender called it.'),
      path: z.string().nullable().describe('Where --files has saved it; null: it has not.'),
      bytes: z.int(),
    }),
  )
  .describe('Those that --files has saved; of a .nt2share file all that it holds.');

/** By the command. */
const LINES = {
  share: z.strictObject({
    id,
    url: z.string().describe('Of a link it ends with the key: anyone who has it opens the secret.'),
    expiresAt: time,
    to: z.string().nullable().describe('Whom --to named; null: anyone who has the link.'),
    passphrase: z.string().nullable().describe('The words of --words.'),
  }),
  saved: z
    .strictObject({ file: z.string(), passphrase: z.string().nullable().describe('Null: locked for an age key.') })
    .describe('Of share --save.'),
  resume: z
    .strictObject({ id, expiresAt: time, to: z.string().nullable(), passphrase: z.string().nullable() })
    .describe('Of `nt2 share --resume`.'),
  request: z
    .strictObject({ id, url: z.string().nullable(), expiresAt: time, to: z.string().nullable() })
    .describe('Its first line; url: what the other person opens, null for a person of chat.'),
  received: z
    .strictObject({ fields: z.array(z.strictObject({ name: z.string(), value: z.string(), env: z.string().nullable() })), files })
    .describe('Its second line, when the answer is there.'),
  resend: z.strictObject({ id, url: z.string().nullable(), expiresAt: time, passphrase: z.string().nullable() }),
  people: z.strictObject({ person: z.string().describe('As --to takes them.'), name: z.string() }),
  list: z.strictObject({
    id,
    role: z.enum(['sender', 'recipient']),
    status: z.enum(STATUSES),
    cause: z.enum(CAUSES).nullable(),
    mode: z.enum(MODES),
    label: z.string(),
    with: z.string().nullable().describe('The other person; null: anyone who has the link.'),
    asked: z.enum(ASKED).nullable().describe('Of a request: whom it asks.'),
    expiresAt: time,
    endedAt: time.nullable(),
    can: z.array(z.enum(['remind', 'extend', 'revoke', 'again'])),
  }),
  open: z.strictObject({
    id: id.nullable().describe('Null: of a .nt2share file.'),
    label: z.string(),
    note: z.string(),
    sender: z.string().nullable().describe('As the server names them.'),
    kind: z.enum(KINDS),
    items: z.array(
      z.strictObject({
        kind: z.enum(KINDS),
        label: z.string(),
        fields: z.array(
          z.strictObject({
            name: z.string(),
            value: z.string(),
            hidden: z.boolean().describe('Pages mask it until it is asked for.'),
            env: z.string().optional().describe('The environment variable that it is meant for.'),
          }),
        ),
      }),
    ),
    files,
  }),
  status: z.strictObject({
    id,
    role: z.enum(['sender', 'recipient', 'holder']),
    status: z.enum(STATUSES),
    cause: z.enum(CAUSES).nullable().describe('Why it ended.'),
    label: z.string(),
    kind: z.enum(KINDS),
    mode: z.enum(MODES),
    sender: z.string().nullable(),
    recipient: z.string().nullable().describe('Null: anyone who has the link.'),
    createdAt: time,
    expiresAt: time,
    endedAt: time.nullable(),
    triesLeft: z.int().nullable().describe('Wrong words that are still allowed.'),
  }),
  done: z.strictObject({ id, done: z.enum(['revoke', 'remind', 'extend']) }).describe('Of the commands that change a share.'),
  receipt: z.strictObject({
    id,
    text: z.string(),
    waiting: z.array(z.string()).describe('Events that the log has not signed yet.'),
    signature: z.string().nullable().describe('Null: the log has gone on meanwhile; ask once more.'),
  }),
};

export function formatCliSchema(): string {
  const definitions = Object.fromEntries(
    Object.entries(LINES).map(([name, line]) => {
      const { $schema: _whole, ...schema } = z.toJSONSchema(line, { target: 'draft-2020-12' });
      return [name, schema];
    }),
  );
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'What the commands of nt2 print with --json',
    anyOf: Object.keys(LINES).map((name) => ({ $ref: `#/$defs/${name}` })),
    $defs: definitions,
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
}

// Every surface at which something comes out of nt2, against every secret: which test looks there for it. `canaries-everywhere.test.ts` holds
// the table against the code, and `tests/server/canaries.test.ts` goes through the surfaces of the first part.

export const SECRETS = ['value', 'passphrase', 'private key', 'link fragment', 'token', 'webhook secret', 'claim secret'] as const;
export type Secret = (typeof SECRETS)[number];

/** A file, and the title of a test in it. */
export type Evidence = readonly [file: string, title: string];

export interface Surface {
  /** Routes (`GET /api/…`, `*` for the rest of one), commands (`nt2 …`) and rooms (`src/…/`) whose output it is. */
  readonly from: readonly string[];
  readonly seen: Readonly<Record<Secret, Evidence>>;
}

const by = (evidence: Evidence): Readonly<Record<Secret, Evidence>> =>
  Object.fromEntries(SECRETS.map((secret) => [secret, evidence])) as Record<Secret, Evidence>;

const STORED: Evidence = [
  'tests/webhooks/endpoints.test.ts',
  'is added once for each name, shows its secret once, and stands in the store without it and without its address',
];
/** By the sweep. A webhook's secret is known to the store alone, sealed, and to the command that made it. */
const swept = (): Readonly<Record<Secret, Evidence>> => ({
  ...by(['tests/server/canaries.test.ts', '%s: has no value, passphrase, key, link fragment, token, session or claim secret']),
  'webhook secret': STORED,
});

const SWEPT = {
  /** Cards and answers in chat, and what a platform makes of them. */
  cards: { from: ['src/bot/', 'src/adapters/<name>/', 'src/adapters/playground/page/'], seen: swept() },
  /** The API's answers and its streams, a person's own lists and receipts among them. */
  answers: {
    from: ['GET /api/*', 'POST /api/*', 'PUT /api/*', 'DELETE /api/*', 'GET /.well-known/*', 'src/server/', 'nt2 receipt'],
    seen: swept(),
  },
  /** The operator's board, and its files as CSV and JSON. */
  board: { from: ['GET /api/board*', 'POST /api/board/*', 'DELETE /api/board/*', 'POST /board/*'], seen: swept() },
  /** Evidence by the API, and `nt2 evidence export`: as rows, and as CSV, JSON and HTML. */
  evidence: { from: ['POST /api/evidence/*', 'src/core/evidence/', 'nt2 evidence export', 'nt2 evidence pack'], seen: swept() },
  /** The signed log, its files and what auditors read. */
  log: {
    from: ['GET /log/*', 'src/core/tlog/', 'nt2 log keys', 'nt2 log verify', 'nt2 log export', 'nt2 log tail', 'nt2 log new-generation'],
    seen: swept(),
  },
  /** The application's log. */
  'server log': { from: ['src/logging/'], seen: swept() },
  /** What lies in the store, as its thief reads it. */
  store: { from: ['src/store/', 'src/store/shred/', 'src/store/layers/'], seen: swept() },
} as const satisfies Record<string, Surface>;
export type Swept = keyof typeof SWEPT;

export const SURFACES: Readonly<Record<string, Surface>> = {
  ...SWEPT,
  /** Chunks of files: ciphertext under keys that lie in the payload alone. */
  files: {
    from: ['src/blobs/', 'src/core/files/'],
    seen: by(['tests/server/files.test.ts', 'a file is 0600 in folders that are 0700, and the place holds not one byte of what was in it']),
  },
  /** Sizes and hashes of logs, and their signatures. */
  witness: {
    from: ['src/witness/', 'nt2 witness'],
    seen: by(['tests/witness/asked.test.ts', 'M5: receipts carry what each witness has signed, and are checked for a quorum of them']),
  },
  /** Places and kinds, and what every key of an issuer begins with. */
  /** What anyone gets who asks for the pages. */
  'list of pages': {
    from: ['GET /pages.sha256', 'nt2 pages'],
    seen: by([
      'tests/cli/pages.test.ts',
      'finds that a server serves what was built, with the facts that its operator has set, by a signed list',
    ]),
  },
  scan: {
    from: ['src/scan/', 'nt2 scan'],
    seen: by(['tests/cli/scan.test.ts', 'prints places and no value, in each format, and ends with 3 when it has found something']),
  },
  backup: {
    from: ['src/core/backup/', 'src/app/backup/', 'nt2 backup', 'nt2 restore'],
    seen: by([
      'tests/cli/backup.test.ts',
      'T13: says what is in the file, which its owner alone can read and which holds neither secret, ciphertext, key nor token',
    ]),
  },
  /** Bodies have only what the schema has, and the headers only what Standard Webhooks has. */
  webhooks: {
    from: ['src/webhooks/'],
    seen: {
      ...by([
        'tests/webhooks/payload.test.ts',
        'T13: has no link, no key, no note, no name and no label; the label where the operator wants it',
      ]),
      token: [
        'tests/webhooks/payload.test.ts',
        'fits the published schema, in each kind that a life has, and a test of an endpoint does too',
      ],
      'webhook secret': ['tests/webhooks/send.test.ts', 'arrives as one POST that the library of Standard Webhooks verifies'],
      'claim secret': [
        'tests/webhooks/payload.test.ts',
        'fits the published schema, in each kind that a life has, and a test of an endpoint does too',
      ],
    },
  },
  /** Names and values from closed lists, so there is no place for any other text. */
  metrics: {
    from: ['src/telemetry/'],
    seen: by(['tests/telemetry/metrics.test.ts', 'T13: every label takes its values from a closed list']),
  },
  traces: { from: ['src/telemetry/'], seen: by(['tests/telemetry/traces.test.ts', 'T13: every name and attribute is from a closed list']) },
  /** Pages are the same bytes for every id; what a browser then asks for is swept in every end-to-end test. */
  pages: {
    from: ['GET /*', 'src/web/', 'src/oidc/'],
    seen: {
      ...by(['tests/e2e/sweep.test.ts', 'finds it in an address and in the log']),
      token: ['tests/server/pages.test.ts', 'every page stands under the policy of the protocol, and the same bytes answer every id'],
      'webhook secret': [
        'tests/server/pages.test.ts',
        'every page stands under the policy of the protocol, and the same bytes answer every id',
      ],
    },
  },
  /** The description of the API and the page that shows it: made at the build, where there is no secret yet. */
  reference: {
    from: ['GET /api/openapi.json', 'GET /reference', 'src/reference/'],
    seen: by([
      'tests/reference/document.test.ts',
      'are the bytes of docs/protocol, so nothing of the operator and of their settings, compressed as the reader likes',
    ]),
  },
  /** Nothing takes a secret as an argument, and a child gets none but the one that it is run with. */
  processes: {
    from: ['src/workers/', 'src/cli/'],
    seen: {
      ...by(['tests/docs/canaries-everywhere.test.ts', 'no process is given anything but where to begin']),
      value: [
        'tests/cli/give/process.test.ts',
        'K9: of all processes on the machine, the command alone has the secret in its environment; no arguments and no other one have it',
      ],
    },
  },
  /** What an agent reads, and what its client could log. */
  agents: {
    from: ['packages/mcp/src/'],
    seen: {
      ...by(['tests/mcp/stdio.test.ts', 'an agent asks, a person answers in their browser’s place, and a command has the secret']),
      value: ['tests/mcp/tools.test.ts', '%s: nothing of it stands in any message'],
      // What it asks is answered by a link, which gives and reads nothing.
      'link fragment': ['tests/mcp/tools.test.ts', 'there are three tools and nothing else to ask for a value'],
      'webhook secret': ['tests/mcp/tools.test.ts', 'there are three tools and nothing else to ask for a value'],
    },
  },
  /** What a person's own commands print. */
  account: {
    from: ['login', 'logout', 'devices'].map((name) => `nt2 ${name}`),
    seen: by(['tests/cli/account/login.test.ts', 'shows the code and the machine’s name, waits, and keeps the token for this user alone']),
  },
  /** What a machine opens, it prints: that is what it is for. Its key lies in a file. */
  machines: {
    from: ['nt2 machine'],
    seen: by([
      'tests/cli/machine.test.ts',
      'keeps its key in a new file of this user alone, opens by it, and prints neither key nor secret elsewhere',
    ]),
  },
  /** What vouches for one run of a machine: read by the command and by the server, printed and handed on by neither. */
  'workload token': {
    from: ['NT2_ID_TOKEN', 'NT2_ID_TOKEN_FILE'],
    seen: {
      ...by(['tests/cli/refusals.test.ts', 'ends nt2 %s with the code of the page and the sentence of the server']),
      value: ['tests/cli/open/open.test.ts', 'gives the rows to the command, and ends as it does'],
    },
  },
  /** A secret, to the person who opens it; where it goes and where it does not. */
  opening: {
    from: ['nt2 open'],
    seen: {
      ...by(['tests/cli/open/open.test.ts', 'takes no link as an argument, and repeats nothing of it: %s']),
      value: [
        'tests/cli/open/run-with-secret.test.ts',
        'has it in its environment; in the process list and in what the other process is made of it is nowhere',
      ],
      'claim secret': ['tests/cli/open/open.test.ts', 'lie in files of this user alone, and what opened a share goes once it is delivered'],
    },
  },
  /** What commands print, on both streams, as text, JSON, manual page and completions: a token or a secret once, to the person who makes it. */
  terminal: {
    from: [
      'src/config/',
      'src/policy/',
      'src/files/',
      'src/egress/',
      ...[
        'share',
        'request',
        'people',
        'list',
        'status',
        'remind',
        'extend',
        'resend',
        'revoke',
        'serve',
        'try',
        'init',
        'keygen',
        'man',
        'completion',
        'config',
        'doctor',
        'policy',
        'manifest',
        'verify',
        'health',
        'sign-out',
        'incident',
        'store accept-rollback',
        'forget',
      ].map((name) => `nt2 ${name}`),
      'nt2 rotation',
      'nt2 offboard',
      'nt2 glass',
      ...['create', 'list', 'revoke'].map((name) => `nt2 token ${name}`),
      ...['add', 'list', 'test', 'rotate', 'replay', 'remove'].map((name) => `nt2 webhook ${name}`),
    ],
    seen: {
      ...by(['tests/cli/canaries.test.ts', 'nt2 %s: no secret but the one that it is there to print']),
      'private key': ['tests/cli/main.test.ts', 'shows the settings without their secrets'],
      token: ['tests/server/api-tokens.test.ts', 'a token is shown once; the store keeps only its hash'],
      'webhook secret': ['tests/cli/main.test.ts', 'adds, tests, turns, lists and removes webhooks, and prints no address'],
    },
  },
};

/** Rooms that hand on what others give out, by why nothing leaves from there. */
export const INSIDE: Readonly<Record<string, string>> = {
  'src/crypto/': 'formats and keys: answers its caller',
  'src/client/': 'answers its caller, and asks the server for what `nt2/client` is told to',
  'src/env-file/': 'pure: answers its caller',
  'src/fields/': 'pure: answers its caller with sentences that hold no value',
  'src/core/': 'answers the doors',
  'src/core/ports/': 'types',
  'src/core/lifecycle/': 'pure',
  'src/core/policy/': 'pure, and a leaf of the log',
  'src/core/rotations/': 'holds no secret: whose value it is and when; told by cards, answers and webhooks',
  'src/core/envelopes/': 'sealed values and capsules as ciphertext; the server’s half goes to the device that asked, once',
  'src/core/offboarding/': 'holds no secret: what was ended and ticked; told by cards, answers and a leaf of the log',
  'src/core/shares/': 'answers the doors',
  'src/core/receipts.ts': 'answers the API and `nt2 receipt`',
  'src/jobs/': 'runs what sends',
  'src/app/': 'wires',
};

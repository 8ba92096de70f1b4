// The commands of a person who gives secrets, asks for them, and follows what they gave.

import { KINDS } from '../../crypto/share-terms.ts';
import type { CommandGroup, Flag } from './command.ts';

const SHARE = '<id or address>';

const JSON_FLAG: Flag = { flag: '--json', does: 'print JSON for programs, as docs/cli.schema.json describes it' };

/** Where the secret comes from. */
const SOURCES: readonly Flag[] = [
  { flag: '--file', value: '<file>', does: 'read it from a file; - is standard input' },
  { flag: '--from', value: "'<command>'", does: 'run a command, and take what it prints; no shell, unless you say --shell' },
  { flag: '--shell', does: 'have sh run the command of --from' },
  {
    flag: '--field',
    value: '<name>',
    does: 'what a row is called; on a terminal each is asked for; of a .env file these lines',
    repeats: true,
  },
  { flag: '--raw', does: 'keep the last line end, and take a .env file as one value' },
];

const ABOUT: readonly Flag[] = [
  { flag: '--label', value: '<text>', does: 'what it is, in one line, which the server and chat can read' },
  { flag: '--note', value: '<text>', does: 'one line more, for whom it is for' },
  { flag: '--kind', choices: KINDS, does: 'what kind of secret it is' },
  { flag: '--template', value: '<name>', does: 'a template of the operator’s policy' },
  { flag: '--expires', value: '<time>', does: 'how long it waits, from 15m to 7d; a day if you do not say' },
];

export const GIVE: CommandGroup = {
  title: 'Give and ask',
  commands: [
    {
      name: 'share',
      does: 'encrypt a secret here and make a link that opens it once; it comes from a pipe, a file, a command or a prompt',
      flags: [
        { flag: '--link', does: 'make a link; anyone who has it opens the secret, once' },
        { flag: '--words', does: 'lock the link with words besides, which you tell on another way' },
        ...SOURCES,
        ...ABOUT,
        JSON_FLAG,
      ],
      example: "nt2 share --link --label 'Stripe webhook key' --from 'op read op://Team/Stripe/password'",
    },
  ],
};

export const FOLLOW: CommandGroup = {
  title: 'Follow',
  commands: [
    {
      name: 'status',
      takes: SHARE,
      does: 'say how a share stands; exit code 2 when it is over and did not arrive',
      flags: [JSON_FLAG],
      example: 'nt2 status 4tq5wcdqk3vppx4ybmzq7gbe2mqf5a3h',
    },
    {
      name: 'revoke',
      takes: SHARE,
      does: 'take it back before it is opened',
      flags: [JSON_FLAG],
      example: 'nt2 revoke 4tq5wcdqk3vppx4ybmzq7gbe2mqf5a3h',
    },
    {
      name: 'receipt',
      takes: SHARE,
      does: 'print the receipt of a share; where the settings of a server are, the whole of it from its store',
      flags: [{ flag: '--sig', does: 'print the signature over it instead' }, JSON_FLAG],
      example: 'nt2 receipt 4tq5wcdqk3vppx4ybmzq7gbe2mqf5a3h > receipt.txt',
    },
  ],
};

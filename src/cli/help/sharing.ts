// The commands of a person who gives secrets, asks for them, and follows what they gave.

import { KINDS } from '../../crypto/share-terms.ts';
import type { CommandGroup, Flag } from './command.ts';

const SHARE = '<id or address>';

const SERVER: Flag = { flag: '--server', value: '<address>', does: 'another server than that of your last log-in' };
const JSON_FLAG: Flag = { flag: '--json', does: 'print JSON for programs, as docs/cli.schema.json describes it' };

const TO: Flag = {
  flag: '--to',
  value: '<person>',
  does: 'slack:@name, slack:U…, discord:name, machine:name; may be given more than once',
  repeats: true,
  isPerson: true,
};
/** How it is sealed for people. */
const SEALING: readonly Flag[] = [
  { flag: '--no-wait', does: 'do not wait until they accept: only for people whose browser has left a key' },
  { flag: '--compare', does: 'first show the six words of their browser, and ask whether their page shows the same' },
];

/** Where the secret comes from. */
const SOURCES: readonly Flag[] = [
  { flag: '--file', value: '<file>', does: 'read it from a file; - is standard input' },
  { flag: '--from', value: "'<command>'", does: 'run a command, and take what it prints; no shell, unless you say --shell' },
  { flag: '--shell', does: 'have sh run the command of --from' },
  {
    flag: '--field',
    value: '<name>',
    does: 'what a row is called; on a terminal each is asked for; of a .env file these lines; <name>=- reads it from standard input, <name>=@file from a file',
    repeats: true,
  },
  { flag: '--raw', does: 'keep the last line end, and take a .env file as one value' },
];

const ATTACH: Flag = {
  flag: '--attach',
  value: '<file>',
  does: 'send this file along, encrypted here; may be given more than once, with or without rows',
  repeats: true,
};

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
      does: 'encrypt a secret here and hand it to a person, or make a link that opens it once; it comes from a pipe, a file, a command or a prompt',
      flags: [
        TO,
        { flag: '--link', does: 'make a link; anyone who has it opens the secret, once' },
        { flag: '--rotates', value: '<id>', does: 'the new value of a rotation: for all who have the old one, in place of --to' },
        { flag: '--qr', does: 'also show the link as a QR code on this terminal' },
        { flag: '--words', does: 'lock it with words besides, which you tell on another way' },
        {
          flag: '--save',
          value: '<file>',
          does: 'send nothing: write a new .nt2share file, locked with words, which any age program opens',
        },
        { flag: '--recipient', value: '<age1…>', does: 'lock that file for the holder of this age key, not with words' },
        ...SEALING,
        { flag: '--resume', value: '<id>', does: 'go on with a share that waits for a person, after this command was ended' },
        ...SOURCES,
        ATTACH,
        ...ABOUT,
        JSON_FLAG,
        SERVER,
      ],
      example: "nt2 share --to slack:@ann --label 'Stripe webhook key' --from 'op read op://Team/Stripe/password'",
    },
    {
      name: 'request',
      does: 'ask a person for a secret, or make a link that they answer; wait, and print what they give',
      flags: [
        { flag: '--to', value: '<person>', does: 'slack:@name, slack:U…, discord:name', isPerson: true },
        { flag: '--link', does: 'make a link; anyone who has it may answer, once' },
        { flag: '--field', value: '<name>', does: 'what is asked for; may be given more than once', repeats: true },
        ...ABOUT,
        { flag: '--out', value: '<file>', does: 'write what they give into a new file, for your user alone' },
        { flag: '--files', value: '<folder>', does: 'save files that they give into this folder' },
        JSON_FLAG,
        SERVER,
      ],
      example: 'nt2 request --to slack:@ann --field STRIPE_KEY --field STRIPE_SECRET --out relay.env',
    },
    {
      name: 'people',
      takes: '[name]',
      does: 'list whom you can name in --to: with whom you have shared, by a part of the name, and others by their whole handle',
      flags: [{ flag: '--quick', does: 'for shells: two columns with a tab, or nothing, within two seconds' }, JSON_FLAG, SERVER],
      example: 'nt2 people ann',
    },
  ],
};

export const FOLLOW: CommandGroup = {
  title: 'Follow',
  commands: [
    {
      name: 'list',
      takes: '[words]',
      does: 'list what waits for you and for others; with words, what has them in its label or its people',
      flags: [
        { flag: '--all', does: 'also what is over' },
        { flag: '--limit', value: '<number>', does: 'at most so many; 20, if you do not say' },
        JSON_FLAG,
        SERVER,
      ],
      example: 'nt2 list --all stripe',
    },
    {
      name: 'status',
      takes: SHARE,
      does: 'say how a share stands; exit code 2 when it is over and did not arrive',
      flags: [{ flag: '--watch', does: 'print each step as it comes, until it is over' }, JSON_FLAG, SERVER],
      example: 'nt2 status --watch 4tq5wcdqk3vppx4ybmzq7gbe2mqf5a3h',
    },
    {
      name: 'remind',
      takes: SHARE,
      does: 'remind the person it waits for, once an hour at most',
      flags: [JSON_FLAG, SERVER],
      example: 'nt2 remind 4tq5wcdqk3vppx4ybmzq7gbe2mqf5a3h',
    },
    {
      name: 'extend',
      takes: SHARE,
      does: 'let it wait longer',
      flags: [{ flag: '--expires', value: '<time>', does: 'how long from now, such as 2d' }, JSON_FLAG, SERVER],
      example: 'nt2 extend 4tq5wcdqk3vppx4ybmzq7gbe2mqf5a3h --expires 2d',
    },
    {
      name: 'resend',
      takes: SHARE,
      does: 'send once more what is over, to the same people; the values are given anew',
      flags: [...SEALING, ...SOURCES, ATTACH, JSON_FLAG, SERVER],
      example: 'nt2 resend 4tq5wcdqk3vppx4ybmzq7gbe2mqf5a3h --file key.txt',
    },
    {
      name: 'revoke',
      takes: SHARE,
      does: 'take it back before it is opened',
      flags: [JSON_FLAG, SERVER],
      example: 'nt2 revoke 4tq5wcdqk3vppx4ybmzq7gbe2mqf5a3h',
    },
    {
      name: 'receipt',
      takes: SHARE,
      does: 'print the receipt of a share; where the settings of a server are, the whole of it from its store',
      flags: [{ flag: '--sig', does: 'print the signature over it instead' }, JSON_FLAG, SERVER],
      example: 'nt2 receipt 4tq5wcdqk3vppx4ybmzq7gbe2mqf5a3h > receipt.txt',
    },
  ],
};

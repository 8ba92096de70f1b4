// The commands about machines: of the machine itself, and of its owner.

import type { CommandGroup } from './command.ts';

const KEY = {
  flag: '--key',
  value: '<file>',
  does: 'where its key lies; otherwise NT2_MACHINE_KEY_FILE, or the key itself in NT2_MACHINE_KEY',
};
const SERVER = { flag: '--server', value: '<address>', does: 'another server than that of your last log-in' };

const BINDING = [
  { flag: '--issuer', value: '<address>', does: 'the provider whose token it must show besides its key' },
  { flag: '--claim', value: '<name=value>', does: 'a claim that the token must have, to the letter; give one or more', repeats: true },
] as const;

export const MACHINES: CommandGroup = {
  title: 'Machines',
  commands: [
    {
      name: 'machine add',
      takes: '<name>',
      does: 'enrol a machine, such as your CI: it shows a code, and you confirm it in chat',
      flags: [
        { flag: '--server', value: '<address>', does: 'the server' },
        { flag: '--key', value: '<file>', does: 'where to put its key: a new file, for this user alone' },
        ...BINDING,
      ],
      example: 'nt2 machine add ci --server https://nt2.example.com --key ci.nt2-machine',
    },
    {
      name: 'machine open',
      takes: '[share]',
      does: 'open what was shared with this machine: one share, or the oldest that waits',
      flags: [
        KEY,
        { flag: '--format', choices: ['json', 'dotenv'], does: 'how to print it' },
        { flag: '--files', value: '<folder>', does: 'save its files into this folder' },
        { flag: '--no-files', does: 'take the rows alone; its files are gone then' },
      ],
      example: 'nt2 machine open --key ci.nt2-machine --format dotenv',
    },
    {
      name: 'machine bind',
      takes: '<name>',
      does: 'have one of your machines show a token of its CI or cluster too, besides its key',
      flags: [...BINDING, SERVER],
      example:
        'nt2 machine bind ci --issuer https://token.actions.githubusercontent.com --claim repository=acme/app --claim ref=refs/heads/main',
    },
    { name: 'machine free', takes: '<name>', does: 'let its key be enough again', flags: [SERVER], example: 'nt2 machine free ci' },
    {
      name: 'machine list',
      does: 'list your machines, with when each last signed in and what it must show',
      flags: [SERVER],
      example: 'nt2 machine list',
    },
    { name: 'machine revoke', takes: '<name>', does: 'end one of your machines', flags: [SERVER], example: 'nt2 machine revoke ci' },
  ],
};

// The commands by which a person logs in.

import type { CommandGroup } from './command.ts';

const SERVER = { flag: '--server', value: '<address>', does: 'another server than that of your last log-in' };

export const ACCOUNT: CommandGroup = {
  title: 'Your terminal',
  commands: [
    {
      name: 'login',
      takes: '<address>',
      does: 'let this terminal act as you: it shows a code, and you confirm it in chat',
      flags: [{ flag: '--name', value: '<text>', does: 'what chat calls this terminal; the name of the machine, if you do not say' }],
      example: 'nt2 login https://nt2.example.com',
    },
    { name: 'logout', does: 'end that, at the server and here', flags: [SERVER], example: 'nt2 logout' },
    {
      name: 'devices',
      does: 'list the browsers and terminals that can act as you, with when each was last used',
      flags: [{ flag: '--remove', value: '<id>', does: 'end one of them' }, SERVER, { flag: '--json', does: 'print the list as JSON' }],
      example: 'nt2 devices --remove k3qzvd7a',
    },
  ],
};

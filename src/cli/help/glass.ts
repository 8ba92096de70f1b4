// The commands about what is sealed for an emergency.

import type { CommandGroup } from './command.ts';

const ID = '<id>';
const SERVER = { flag: '--server', value: '<address>', does: 'another server than that of your last log-in' };
const KEY = { flag: '--key', value: '<file>', does: 'act as the machine whose key lies there' };
const EXAMPLE = 'q5x2acmfz4jx3u6s7d2o5v4b3n2m7k6h';

export const GLASS: CommandGroup = {
  title: 'Break glass',
  commands: [
    {
      name: 'glass key',
      does: 'leave the key of this terminal, or of a machine, so that envelopes can be sealed to it; once more to show that it is there',
      flags: [{ flag: '--name', value: '<name>', does: 'what this terminal is called' }, KEY, SERVER],
      example: 'nt2 glass key --name laptop',
    },
    {
      name: 'glass members',
      does: 'list the keys that can be sealed to, with six words each',
      flags: [SERVER],
      example: 'nt2 glass members',
    },
    {
      name: 'glass seal',
      takes: '[what]',
      does: 'seal a value from a pipe or a prompt for several members',
      flags: [
        {
          flag: '--member',
          value: '<letters>',
          does: 'eight letters of nt2 glass members that name a key; give one for each',
          repeats: true,
        },
        { flag: '--after', value: '<time>', does: 'open without another person after 30m to 7d, during which everybody hears' },
        { flag: '--again', value: '<id>', does: 'seal this one of yours again, with a value that you give anew' },
        SERVER,
      ],
      example: 'nt2 glass seal "Root of db1" --member 1f0a93bc --member 77d2e401 --after 2h < root.txt',
    },
    { name: 'glass list', does: 'list those that you own or can open', flags: [KEY, SERVER], example: 'nt2 glass list' },
    {
      name: 'glass show',
      takes: ID,
      does: 'show who can open it, and how far an asking has come',
      flags: [KEY, SERVER],
      example: `nt2 glass show ${EXAMPLE}`,
    },
    {
      name: 'glass ask',
      takes: ID,
      does: 'ask for it: owner and members are told',
      flags: [
        { flag: '--reason', value: '<text>', does: 'why, in a few words, which they read' },
        { flag: '--drill', does: 'a drill: all of it, but for the value' },
        KEY,
        SERVER,
      ],
      example: `nt2 glass ask ${EXAMPLE} --reason "db1 is down" --drill`,
    },
    { name: 'glass agree', takes: ID, does: 'be the second person', flags: [SERVER], example: `nt2 glass agree ${EXAMPLE}` },
    {
      name: 'glass refuse',
      takes: ID,
      does: 'say no, which wins, or take back what you asked',
      flags: [SERVER],
      example: `nt2 glass refuse ${EXAMPLE}`,
    },
    {
      name: 'glass open',
      takes: ID,
      does: 'print what lies in it, once another person has agreed or its time is over',
      flags: [KEY, SERVER],
      example: `nt2 glass open ${EXAMPLE}`,
    },
    {
      name: 'glass end',
      takes: ID,
      does: 'delete one of yours',
      flags: [{ flag: '--yes', does: 'do it: it cannot be undone' }, SERVER],
      example: `nt2 glass end ${EXAMPLE} --yes`,
    },
  ],
};

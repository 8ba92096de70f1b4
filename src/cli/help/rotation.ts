// The commands about what is to be changed after it was handed over.

import type { CommandGroup, Flag } from './command.ts';

const ID = '<id or address>';
const SERVER: Flag = { flag: '--server', value: '<address>', does: 'another server than that of your last log-in' };
const JSON_FLAG: Flag = { flag: '--json', does: 'print JSON for programs, one line each' };

export const ROTATION: CommandGroup = {
  title: 'Change what was handed over',
  commands: [
    {
      name: 'rotation list',
      does: 'list what you are asked to change, and when it is due',
      flags: [{ flag: '--overdue', does: 'only what is overdue' }, JSON_FLAG, SERVER],
      example: 'nt2 rotation list --overdue',
    },
    {
      name: 'rotation done',
      takes: ID,
      does: 'say that it is changed: nobody is reminded any more',
      flags: [JSON_FLAG, SERVER],
      example: 'nt2 rotation done 4tq5wcdqk3vppx4ybmzq7gbe2mqf5a3h',
    },
    {
      name: 'rotation snooze',
      takes: ID,
      does: 'be asked later; it stays due',
      flags: [{ flag: '--days', value: '<number>', does: 'how many days, 1 to 90; 7, if you do not say' }, JSON_FLAG, SERVER],
      example: 'nt2 rotation snooze 4tq5wcdqk3vppx4ybmzq7gbe2mqf5a3h --days 14',
    },
    {
      name: 'rotation owner',
      takes: ID,
      does: 'have another person asked from now on',
      flags: [{ flag: '--to', value: '<person>', does: 'slack:@name, slack:U…, discord:name', isPerson: true }, JSON_FLAG, SERVER],
      example: 'nt2 rotation owner 4tq5wcdqk3vppx4ybmzq7gbe2mqf5a3h --to slack:@ann',
    },
    {
      name: 'rotation set',
      takes: ID,
      does: 'set the day when it should be changed; begins a rotation where a share has none',
      flags: [{ flag: '--on', value: '<day>', does: 'such as 2027-01-31' }, JSON_FLAG, SERVER],
      example: 'nt2 rotation set 4tq5wcdqk3vppx4ybmzq7gbe2mqf5a3h --on 2027-01-31',
    },
    {
      name: 'rotation calendar',
      does: 'print the address of a calendar feed of those days, once; a new one ends the one before',
      flags: [{ flag: '--end', does: 'end the feed, and make none' }, JSON_FLAG, SERVER],
      example: 'nt2 rotation calendar',
    },
    {
      name: 'incident',
      does: 'list all that you have ever opened, for when your laptop is gone',
      flags: [{ flag: '--start', does: 'have all of it due now, and ask those who gave it to you to change it' }, JSON_FLAG, SERVER],
      example: 'nt2 incident --start',
    },
  ],
};

const OFFBOARDING = '<id>';

export const OFFBOARD: CommandGroup = {
  title: 'When a person leaves',
  commands: [
    {
      name: 'offboard start',
      takes: '<person>',
      does: 'take back all that waits for them or from them, end their browsers, machines and tokens, and have what they opened due for a change; for whom the policy names',
      flags: [{ flag: '--yes', does: 'do it: it cannot be undone' }, JSON_FLAG, SERVER],
      example: 'nt2 offboard start slack:@sam --yes',
    },
    { name: 'offboard list', does: 'list those of your workspace', flags: [JSON_FLAG, SERVER], example: 'nt2 offboard list' },
    {
      name: 'offboard show',
      takes: OFFBOARDING,
      does: 'show what was done, what they ever opened, and which steps are left',
      flags: [JSON_FLAG, SERVER],
      example: 'nt2 offboard show q5x2acmfz4jx3u6s7d2o5v4b3n2m7k6h',
    },
    {
      name: 'offboard tick',
      takes: `${OFFBOARDING} <step>`,
      does: 'say that a step is done',
      flags: [JSON_FLAG, SERVER],
      example: 'nt2 offboard tick q5x2acmfz4jx3u6s7d2o5v4b3n2m7k6h cloud',
    },
    {
      name: 'offboard report',
      takes: OFFBOARDING,
      does: 'print the report, as Markdown',
      flags: [{ flag: '--sig', does: 'print the signature over it instead, once it is finished' }, SERVER],
      example: 'nt2 offboard report q5x2acmfz4jx3u6s7d2o5v4b3n2m7k6h > report.md',
    },
  ],
};

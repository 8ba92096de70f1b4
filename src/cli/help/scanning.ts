// The command that finds what was pasted before there was nt2.

import { SCAN_FORMATS } from '../../scan/formats.ts';
import type { CommandGroup } from './command.ts';

export const SCANNING: CommandGroup = {
  title: 'Find what was pasted',
  commands: [
    {
      name: 'scan',
      takes: '<file, folder or zip> …',
      does: 'say where secrets lie in an export of Slack or Discord, a mailbox (mbox) or a folder: file, line or message, and kind, never a value; asks no server',
      flags: [{ flag: '--format', choices: SCAN_FORMATS, does: 'text for people, or JSON, CSV or SARIF for programs' }],
      example: 'nt2 scan slack-export.zip',
    },
  ],
};

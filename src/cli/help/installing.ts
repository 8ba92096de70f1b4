// The commands that prepare and run an installation.

import { KINDS, STANDINGS } from '../../crypto/share-terms.ts';
import type { CommandGroup } from './command.ts';

export const BEGIN: CommandGroup = {
  title: 'Begin',
  commands: [
    { name: 'try', does: 'try it alone on this computer, with a small chat in the browser', example: 'nt2 try' },
    {
      name: 'init',
      does: 'prepare an installation in this folder: settings, root secret, Slack manifest; asks for what no flag says',
      flags: [
        { flag: '--url', value: 'https://…', does: 'the address at which people will reach nt2' },
        { flag: '--store', choices: ['sqlite', 'redis', 'sentinel'], does: 'where shares wait' },
        { flag: '--slack', choices: ['socket', 'http', 'none'], does: 'how Slack reaches nt2' },
        { flag: '--discord', choices: ['on', 'off'], does: 'whether there is Discord' },
        { flag: '--yes', does: 'ask nothing' },
      ],
      example: 'nt2 init --url https://nt2.example.com --store sqlite --slack socket --discord off --yes',
    },
    { name: 'keygen', does: 'print a new root secret', example: 'umask 077; nt2 keygen > secrets/root' },
    {
      name: 'manifest',
      does: 'print the app manifest for Slack, or for the package of Teams',
      flags: [
        { flag: '--platform', choices: ['slack', 'teams'], does: 'for which chat' },
        { flag: '--app-id', value: '<id>', does: 'Teams: the TEAMS_APP_ID' },
        { flag: '--mode', choices: ['socket', 'http'], does: 'how Slack reaches nt2' },
        { flag: '--url', value: 'https://…', does: 'the NT2_PUBLIC_URL; needed for Teams, for http and for many workspaces' },
        { flag: '--workspaces', choices: ['one', 'many'], does: 'whether several workspaces install it' },
        { flag: '--pastes', choices: ['off', 'on'], does: 'whether nt2 reads messages, to tell who pastes a secret' },
      ],
      example: 'nt2 manifest --mode http --url https://nt2.example.com',
    },
    {
      name: 'config',
      does: 'show the settings as this machine has them, secrets left out',
      flags: [{ flag: '--markdown', does: 'print every setting and what it means' }],
      example: 'nt2 config',
    },
  ],
};

export const POLICY: CommandGroup = {
  title: 'Policy',
  commands: [
    {
      name: 'policy check',
      takes: '[file]',
      does: 'check a policy file, or the one of NT2_POLICY: all faults, with line and column',
      example: 'nt2 policy check policy.yaml',
    },
    {
      name: 'policy explain',
      does: 'say what two people may do, and which rule says so',
      flags: [
        { flag: '--as', choices: STANDINGS, does: 'who sends' },
        { flag: '--to', choices: STANDINGS, does: 'who receives' },
        { flag: '--kind', choices: KINDS, does: 'what is handed over; all kinds, if you do not say' },
        { flag: '--using', value: '<template>', does: 'the template that is used' },
        { flag: '--file', value: '<file>', does: 'the policy, instead of that of NT2_POLICY' },
      ],
      example: 'nt2 policy explain --as member --to outsider --file policy.yaml',
    },
    {
      name: 'policy schema',
      does: 'print the JSON Schema of policy files, for editors',
      example: 'nt2 policy schema > policy.schema.json',
    },
  ],
};

export const RUN: CommandGroup = {
  title: 'Run',
  commands: [
    {
      name: 'doctor',
      does: 'check settings, store, logs, pages and chat platforms; the last line is the verdict',
      flags: [{ flag: '--dm', value: '<member id>', does: 'also send a message to one person in Slack or Discord' }],
      example: 'nt2 doctor',
    },
    { name: 'serve', does: 'run the server', example: 'set -a; . ./nt2.env; set +a; nt2 serve' },
    { name: 'health', does: 'ask whether the server with these settings is up', example: 'nt2 health' },
  ],
};

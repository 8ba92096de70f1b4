// The command of a person who receives a secret.

import { FORMATS } from '../../env-file/formats.ts';
import type { CommandGroup } from './command.ts';

export const OPEN: CommandGroup = {
  title: 'Open',
  commands: [
    {
      name: 'open',
      takes: '[id, address or FILE.nt2share]',
      does: 'show who sent it and what it holds, ask, and hand the secret on, once: what was sent to you, by its id; or a link, which is asked for, or comes by a pipe or a file, never as an argument; or open a .nt2share file, with no server',
      flags: [
        { flag: '--exec', does: 'run what stands behind -- with the secret in its environment, and nowhere else' },
        { flag: '--env', value: '<file>', does: 'write a new .env file, for your user alone' },
        {
          flag: '--format',
          choices: FORMATS,
          does: 'write variables as a program reads them; docker is docker run --env-file, compose its env_file',
        },
        { flag: '--out', value: '<file>', does: 'write into a new file, for your user alone, instead of standard output' },
        { flag: '--files', value: '<folder>', does: 'save its files into this folder, for your user alone, over none that is there' },
        { flag: '--force', does: 'over files of the same name, where --files saves' },
        { flag: '--no-files', does: 'take the rows alone; its files are gone then' },
        { flag: '--json', does: 'print JSON for programs, as docs/cli.schema.json describes it' },
        { flag: '--prefix', value: '<name>', does: 'what every variable begins with' },
        { flag: '--allow', value: '<name>', does: 'give this variable although it is set already, or steers programs', repeats: true },
        { flag: '--name', value: '<name>', does: 'what the Secret of --format k8s is called' },
        { flag: '--clear', does: 'clear the terminal, and what it scrolls back to, after Enter' },
        { flag: '--link-file', value: '<file>', does: 'read the link from a file; - is standard input' },
        { flag: '--words-file', value: '<file>', does: 'read the words from a file; - is standard input' },
        { flag: '--server', value: '<address>', does: 'of an id: another server than that of your last log-in' },
        { flag: '--identity', value: '<file>', does: 'the age key of a .nt2share file; - is standard input' },
        { flag: '--yes', does: 'do not ask; needed where there is no terminal' },
      ],
      example: 'nt2 open --exec -- npm run migrate',
    },
  ],
};

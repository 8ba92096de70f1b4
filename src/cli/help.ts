// What `nt2 help` prints, and the command that a person probably meant. Repeats nothing that could be a secret: people paste secrets into
// terminals, and terminals are recorded.

import { findRenamed, RENAMED_COMMANDS } from './old-commands.ts';

const HELP = `nt2: hand a secret to one person, from the chat where you already talk.

Begin
  nt2 try                       try it alone on this computer, with a small chat in the browser
  nt2 init                      prepare an installation in this folder: settings, root secret, Slack manifest; it asks, or takes
                                --url https://… --store sqlite|redis|sentinel --slack socket|http|none --discord on|off --yes
  nt2 keygen                    print a new root secret
  nt2 manifest                  print the Slack app manifest: --mode socket|http, --url https://…, --workspaces one|many
  nt2 config                    show the settings as this machine has them, secrets left out
  nt2 config --markdown         print every setting and what it means

Policy
  nt2 policy check [file]       check a policy file, or the one of NT2_POLICY: all faults, with line and column
  nt2 policy explain --as <who> --to <who>   what these two may do and which rule says so; who is member, guest, outsider or program;
                                --kind, --using <template>, --file
  nt2 policy schema             print the JSON Schema of policy files, for editors

Run
  nt2 doctor                    check settings, store, logs, pages and chat platforms; the last line is the verdict
  nt2 doctor --dm <member id>   also send a message to one person in Slack or Discord
  nt2 serve                     run the server
  nt2 health                    ask whether the server with these settings is up

Programs and people
  nt2 token create <name>       make an API token for a program; it is shown once
  nt2 token create <name> --auditor   one that reads logs and receipts, nothing else
  nt2 token list                list the names of all tokens
  nt2 token revoke <name>       end one
  nt2 sign-out <person>         end all sessions of a person (platform:tenant:user) on every instance
  nt2 forget <person>           erase a person (platform:tenant:user) from all shares that have ended; the log stays valid

Webhooks
  nt2 webhook add <name> <address>   send events to https://…; prints the secret of its signatures, once; - reads the address
                                from standard input
  nt2 webhook list              list the endpoints, and how much is waiting or was given up
  nt2 webhook list <name>       list the events that were given up for one
  nt2 webhook test <name>       send it a test, and say what it answers
  nt2 webhook rotate <name>     give it a new secret; the old one keeps signing for a day
  nt2 webhook replay <name> [event id]   send again what was given up, or one event of it
  nt2 webhook remove <name>     stop, and delete its secrets and what is waiting for it

Evidence
  nt2 receipt <share id>        print the receipt of a share; with --sig the signature over it
  nt2 verify <file> --key <vkey or @file>   check a receipt, and its signature in <file>.sig; needs neither server nor settings;
                                --since <file>: with an older checkpoint, --signature <file>, --json
  nt2 evidence export --from <day> --to <day>   each event, who it was about, and which controls it speaks to;
                                --person, --format csv, json or html

Logs
  nt2 log keys                  print the public keys of the logs
  nt2 log verify [tag]          verify one log or all of them; a stopped log that passes resumes
  nt2 log tail [tag] [-n 20] [-f]   print the newest leaves; -f also prints new ones as they come
  nt2 log export <folder> [tag] write one log or all of them as files for auditors (tlog-tiles)
  nt2 log new-generation <tag>  start a new generation of a log that cannot continue; it names the old one

Keep and restore
  nt2 backup <file>             write logs, records and installations to one file while the server runs; --to age1… encrypts it
  nt2 restore <file>            load a backup into an empty store; --key <file> if it is encrypted
  nt2 store accept-rollback     after the store went back in time: end the shares that could have been open, then accept claims again

  nt2 help [command]            this, or the lines of one command

Exit codes: 0 done, 1 failed, 64 not understood, 70 a bug in nt2, 78 settings or a store that nt2 cannot use.
`;

const COMMANDS = [...new Set([...HELP.matchAll(/^ {2}nt2 ([a-z-]+(?: [a-z][a-z-]*)?)(?= )/gm)].map(([, name = '']) => name))];
/** What may have been meant, and what to type for it. */
const CANDIDATES: readonly (readonly [string, string])[] = [
  ...COMMANDS.map((name) => [name, name] as const),
  ...RENAMED_COMMANDS.map(({ from, to }) => [from, to] as const),
];
const NEAR = 2;

/** All of it, or the lines of one word. */
export function helpFor(word: string): string {
  const lines = HELP.split('\n');
  const [family] = (findRenamed(word, '')?.to ?? word).split(' ');
  const own = lines.filter((line, at) => {
    const start = `  nt2 ${family} `;
    return line.startsWith(start) || (line.startsWith('      ') && lines[at - 1]?.startsWith(start));
  });
  return own.length === 0 ? HELP : own.join('\n');
}

/** What to say to words that are no command. */
export function unknown(first: string, second: string): string {
  const found = nearest(first, second);
  if (found !== null) return `nt2 does not know this command: did you mean \`nt2 ${found}\`?`;
  const family = COMMANDS.filter((name) => name.startsWith(`${first} `)).map((name) => name.slice(first.length + 1));
  const typed = isPlain(first) ? `the command \`${first}\`` : 'this command';
  return family.length === 0 ? `nt2 does not know ${typed}` : `nt2 ${first} needs one of these after it: ${family.join(', ')}`;
}

/** A short word of small letters: nothing like a secret. */
const isPlain = (word: string): boolean => /^[a-z][a-z-]{0,11}$/.test(word);

function nearest(first: string, second: string): string | null {
  // Nothing of this length is a slip of the finger.
  if (first.length + second.length > 40) return null;
  const typed = [first, `${first} ${second}`];
  let best: { readonly name: string; readonly far: number } = { name: '', far: NEAR + 1 };
  for (const [name, meant] of CANDIDATES) {
    for (const words of typed) {
      // Two letters of three are not a slip but another word.
      const far = distance(words, name);
      if (far < best.far && far * 2 < name.length) best = { name: meant, far };
    }
    if (name.endsWith(` ${first}`)) best = { name: meant, far: 0 };
  }
  return best.name === '' ? null : best.name;
}

/** How many letters were added, left out or changed; two that changed places count once. */
function distance(a: string, b: string): number {
  let [before, last]: [number[], number[]] = [[], Array.from({ length: b.length + 1 }, (_, n) => n)];
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min((row[j - 1] ?? 0) + 1, (last[j] ?? 0) + 1, (last[j - 1] ?? 0) + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) least = Math.min(least, (before[j - 2] ?? 0) + 1);
      row.push(least);
    }
    [before, last] = [last, row];
  }
  return last[b.length] ?? 0;
}

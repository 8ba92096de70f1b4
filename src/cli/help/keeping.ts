// The commands for programs and people, for what nt2 has signed, and for its store.

import type { CommandGroup } from './command.ts';

const PERSON = '<platform:tenant:user>';

export const PROGRAMS: CommandGroup = {
  title: 'Programs and people',
  commands: [
    {
      name: 'token create',
      takes: '<name>',
      does: 'make an API token for a program; it is shown once',
      flags: [
        { flag: '--scope', value: '<scope,…>', does: 'what it may do: create, read, audit, admin; create,read if you do not say' },
        { flag: '--as', value: PERSON, does: 'the person of chat for whom it stands; the program itself, if you do not say' },
        { flag: '--days', value: '<number>', does: 'how long it lasts; until it is revoked, if you do not say' },
        { flag: '--auditor', does: 'the same as --scope audit: reads logs and receipts, nothing else' },
      ],
      example: 'nt2 token create ci --scope create,read',
    },
    { name: 'token list', does: 'list all tokens: what they may do, for whom, and when they were last used', example: 'nt2 token list' },
    { name: 'token revoke', takes: '<name or id>', does: 'end a token', example: 'nt2 token revoke ci' },
    {
      name: 'sign-out',
      takes: PERSON,
      does: 'end all sessions of a person, on every instance',
      example: 'nt2 sign-out slack:T0123:U0456',
    },
    {
      name: 'forget',
      takes: PERSON,
      does: 'erase a person from all shares that have ended; the log stays valid',
      example: 'nt2 forget slack:T0123:U0456',
    },
  ],
};

export const WEBHOOKS: CommandGroup = {
  title: 'Webhooks',
  commands: [
    {
      name: 'webhook add',
      takes: '<name> <address>',
      does: 'send events to https://…, and print the secret of its signatures, once; - reads the address from standard input',
      example: 'nt2 webhook add siem https://siem.example.com/nt2',
    },
    {
      name: 'webhook list',
      takes: '[name]',
      does: 'list the endpoints and what waits; with a name, the events that were given up for it',
      example: 'nt2 webhook list',
    },
    { name: 'webhook test', takes: '<name>', does: 'send it a test, and say what it answers', example: 'nt2 webhook test siem' },
    {
      name: 'webhook rotate',
      takes: '<name>',
      does: 'give it a new secret; the old one keeps signing for a day',
      example: 'nt2 webhook rotate siem',
    },
    {
      name: 'webhook replay',
      takes: '<name> [event id]',
      does: 'send again what was given up, or one event of it',
      example: 'nt2 webhook replay siem',
    },
    {
      name: 'webhook remove',
      takes: '<name>',
      does: 'stop, and delete its secrets and what is waiting for it',
      example: 'nt2 webhook remove siem',
    },
  ],
};

export const EVIDENCE: CommandGroup = {
  title: 'Evidence',
  commands: [
    {
      name: 'verify',
      takes: '<file>',
      does: 'check a receipt, and its signature in <file>.sig; needs neither server nor settings',
      flags: [
        { flag: '--key', value: '<vkey or @file>', does: 'the public key of the log, which you trust' },
        { flag: '--signature', value: '<file>', does: 'the signature, where it lies elsewhere' },
        { flag: '--since', value: '<file>', does: 'compare with an older checkpoint' },
        { flag: '--witness', value: '<vkey or @file>', does: 'the key of a witness that must have signed its checkpoint', repeats: true },
        { flag: '--quorum', value: '<number>', does: 'how many of these witnesses are enough; all, if you do not say' },
        { flag: '--json', does: 'answer as JSON' },
      ],
      example: 'nt2 verify receipt.txt --key @log.vkey',
    },
    {
      name: 'evidence export',
      does: 'print each event, who it was about, and which controls it speaks to',
      flags: [
        { flag: '--from', value: '<day>', does: 'the first day, as 2026-11-01 (UTC)' },
        { flag: '--to', value: '<day>', does: 'the last day' },
        { flag: '--person', value: PERSON, does: 'of one person alone' },
        { flag: '--format', choices: ['csv', 'json', 'html'], does: 'csv, if you do not say' },
      ],
      example: 'nt2 evidence export --from 2026-11-01 --to 2026-11-30 > november.csv',
    },
    {
      name: 'evidence pack',
      does: 'write a folder with the evidence of a month, and a script that checks it without nt2',
      flags: [
        { flag: '--month', value: '<month>', does: 'such as 2026-11 (UTC)' },
        { flag: '--out', value: '<folder>', does: 'the folder, which is made' },
      ],
      example: 'nt2 evidence pack --month 2026-11 --out november',
    },
  ],
};

export const LOGS: CommandGroup = {
  title: 'Logs',
  commands: [
    {
      name: 'log keys',
      does: 'print the public keys of the logs',
      flags: [{ flag: '--next', does: 'also those of next year, which a witness needs before they sign' }],
      example: 'nt2 log keys > log.vkey',
    },
    {
      name: 'log verify',
      takes: '[tag]',
      does: 'verify one log or all of them; a stopped log that passes resumes',
      example: 'nt2 log verify',
    },
    {
      name: 'log tail',
      takes: '[tag]',
      does: 'print the newest leaves',
      flags: [
        { flag: '--lines', short: '-n', value: '<number>', does: 'how many; 20, if you do not say' },
        { flag: '--follow', short: '-f', does: 'also print new ones as they come' },
      ],
      example: 'nt2 log tail -n 50 -f',
    },
    {
      name: 'log export',
      takes: '<folder> [tag]',
      does: 'write one log or all of them as files for auditors (tlog-tiles)',
      example: 'nt2 log export logs',
    },
    {
      name: 'log new-generation',
      takes: '<tag>',
      does: 'start a new generation of a log that cannot continue; it names the old one',
      example: 'nt2 log new-generation 3kq7vd',
    },
  ],
};

export const WITNESSES: CommandGroup = {
  title: 'Witnesses',
  commands: [
    {
      name: 'witness init',
      takes: '<folder> <name>',
      does: 'make a witness: a key and a list of the logs that it watches; prints its public key',
      example: 'nt2 witness init witness witness.example.com/w1',
    },
    {
      name: 'witness serve',
      takes: '<folder>',
      does: 'sign how these logs grow, and refuse what contradicts what it has seen',
      flags: [{ flag: '--listen', value: '<address:port>', does: '127.0.0.1:4191, if you do not say' }],
      example: 'nt2 witness serve witness',
    },
    {
      name: 'witness compare',
      takes: '<address> <address> …',
      does: 'ask witnesses whether they were shown one history',
      flags: [
        { flag: '--key', value: '<vkey or @file>', does: 'the public keys of the witnesses', repeats: true },
        { flag: '--log', value: '<vkey or @file>', does: 'the public keys of the log', repeats: true },
        { flag: '--tiles', value: '<folder>', does: 'the log as nt2 log export writes it, where they have seen different sizes' },
      ],
      example: 'nt2 witness compare https://w1.example https://w2.example --key @witnesses --log @log.vkey --tiles logs/3kq7vd',
    },
  ],
};

export const KEEP: CommandGroup = {
  title: 'Keep and restore',
  commands: [
    {
      name: 'backup',
      takes: '<file>',
      does: 'write logs, records and installations to one file while the server runs',
      flags: [{ flag: '--to', value: '<age1…>', does: 'encrypt it to this recipient; may be given more than once' }],
      example: 'nt2 backup nt2.backup',
    },
    {
      name: 'restore',
      takes: '<file>',
      does: 'load a backup into an empty store',
      flags: [{ flag: '--key', value: '<file>', does: 'the file of the age key, if the backup is encrypted' }],
      example: 'nt2 restore nt2.backup',
    },
    {
      name: 'store accept-rollback',
      does: 'after the store went back in time: end the shares that could have been open, then accept claims again',
      example: 'nt2 store accept-rollback',
    },
  ],
};

export const ABOUT: CommandGroup = {
  title: 'About the command',
  commands: [
    { name: 'help', takes: '[command]', does: 'this, or a command with its flags and an example', example: 'nt2 help token create' },
    { name: 'version', does: 'print the version; also --version', example: 'nt2 --version' },
    { name: 'man', does: 'print the manual page', example: 'nt2 man | man -l -' },
    {
      name: 'completion',
      takes: 'bash|zsh|fish',
      does: 'print what a shell needs to complete nt2 commands',
      example: 'nt2 completion fish > ~/.config/fish/completions/nt2.fish',
    },
  ],
};

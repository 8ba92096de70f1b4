// What needs no server of one's own: finding what was pasted before there was nt2, and comparing what a server serves with its build.

import { SCAN_FORMATS } from '../../scan/formats.ts';
import type { CommandGroup } from './command.ts';

export const PAGES: CommandGroup = {
  title: 'Pages',
  commands: [
    {
      name: 'pages list',
      does: 'print the SHA-256 of each page and file of this build, as sha256sum -c reads it',
      example: 'nt2 pages list',
    },
    {
      name: 'pages key',
      takes: '<new file> <name>',
      does: 'make the key of those who release a build; prints its public half',
      example: 'nt2 pages key releases.key example.com/nt2-releases',
    },
    {
      name: 'pages sign',
      takes: '<file>',
      does: 'print the list of this build, signed by what nt2 pages key has made',
      example: 'nt2 pages sign releases.key > pages.note',
    },
    {
      name: 'pages verify',
      takes: '<address>',
      does: 'fetch what a server serves to browsers, and compare it with the list of this build, or with another one',
      flags: [
        { flag: '--list', value: '<file>', does: 'this list; - is standard input' },
        { flag: '--key', value: '<vkey or @file>', does: 'the list must be signed by this key' },
        { flag: '--tiles', value: '<folder>', does: 'of one log, as nt2 log export writes it: it must name this list last' },
        { flag: '--log', value: '<vkey or @file>', does: 'the key of that log' },
      ],
      example: 'nt2 pages verify https://nt2.example.com --list pages.note --key example.com/nt2-releases+…',
    },
  ],
};

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

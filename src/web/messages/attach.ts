// What the sender's form says of files. Fetched with sender/files.ts.

import { bytesText } from './amount.ts';

const en = {
  title: 'Files',
  lead: (most: number) =>
    `Up to ${bytesText(most)} each. Drop them anywhere on this page, or paste a picture. They’re encrypted in this browser first.`,
  add: 'Add a file',
  queued: 'Waits for the one before it.',
  there: (bytes: number) => `${bytesText(bytes)}, encrypted and uploaded.`,
  lost: (percent: number) => `${percent} % uploaded before this page was left. Choose the same file again, and it goes on from there.`,
  choose: 'Choose it again',
  away: 'The server no longer has it. Choose the same file again.',
  remove: 'Remove',
  removeOf: (name: string) => `Remove: ${name}`,
  chooseOf: (name: string) => `Choose it again: ${name}`,
  held: 'It’s sent as soon as the files are uploaded. Keep this page open.',
  heldBy: 'Not sent yet: a file above isn’t uploaded. Try it again or remove it, and it’s sent.',
  notYet: 'Don’t send it yet',
  tooMany: (most: number) => `At most ${most} files. Pack some of them into one, or share them in two parts.`,
  folder: 'A folder can’t be added. Pack it into one file first.',
  told: {
    added: (n: number) => (n === 1 ? 'A file was added.' : `${n} files were added.`),
    there: (name: string) => `${name} is uploaded.`,
    failed: (name: string) => `${name} couldn’t be uploaded.`,
    removed: (name: string) => `${name} removed.`,
  },
  faults: {
    'input.too_large': (most: number) => `Too large: this server takes files of up to ${bytesText(most)}. Pack it smaller or split it.`,
    'file.changed': 'The file changed while it was read, or can’t be read any more. Remove it and add it again.',
    'file.off': 'This server no longer takes files. Remove it, or ask the operator.',
    'file.full': 'The server’s disk is full. Nothing else is lost: try again later, or tell your operator.',
    'store.full': 'The server’s disk is full. Nothing else is lost: try again later, or tell your operator.',
    'quota.files': 'Your files that wait here take up too much space. Take a share back, or wait until one is opened, then try again.',
    'quota.tenant_files': 'Your workspace’s files take up too much space. Try again when some are opened, or tell your operator.',
    'quota.address': 'Too much came from your network within an hour. Wait a while, then try again.',
    'policy.files': 'The policy of this server doesn’t allow this file here: it takes fewer, or smaller ones. Remove it.',
    'share.gone': 'This share is over: nothing can be attached to it any more.',
    'file.gone': 'The server no longer has what was uploaded. Try again.',
    'session.required': 'This browser is no longer signed in. Press the button in chat again, then try again here.',
    network: 'The server doesn’t answer. Check your connection, then try again.',
    other: 'That didn’t work. Try again.',
  },
} as const;

export const messages = en;

// What is said of the files of an opened share. Fetched with recipient/files.ts.

import { bytesText } from './amount.ts';

const en = {
  title: 'Files',
  until: (at: string, n: number) =>
    `You can save ${n === 1 ? 'this' : 'these'} until ${at}. Done deletes ${n === 1 ? 'it' : 'them'} from the server.`,
  warning: 'A file can hold more than its name says. Open it only if you know the sender, and were expecting it.',
  save: 'Save',
  saveOf: (name: string) => `Save: ${name}`,
  saveAll: 'Save all',
  size: bytesText,
  saved: (bytes: number) => `${bytesText(bytes)}. Handed to this browser to save.`,
  queued: (bytes: number) => `${bytesText(bytes)}. Waits for the one before it.`,
  show: 'Show the picture',
  showOf: (name: string) => `Show the picture: ${name}`,
  hide: 'Hide',
  hideOf: (name: string) => `Hide: ${name}`,
  pictureOf: (name: string) => `The picture in ${name}`,
  noPicture: 'This browser can’t show it as a picture. You can still save it.',
  told: {
    saved: (name: string) => `${name} is saved by this browser.`,
    failed: (name: string) => `${name} couldn’t be fetched.`,
  },
  faults: {
    'file.over': 'The time to save it is over. If you still need it, ask the sender to share it again.',
    'file.gone': 'The server no longer has it. Ask the sender to share it again.',
    'file.lost':
      'The server has lost it: the place where it lay no longer has it. The rest is whole; ask the sender to share the file again.',
    'file.damaged': 'What arrived isn’t what the sender encrypted, so nothing of it was kept. Tell the sender, and ask for it again.',
    'quota.address': 'Too much went to your network within an hour. Wait a while, then try again.',
    other: 'The server doesn’t answer. Check your connection, then try again.',
  },
} as const;

export const messages = en;

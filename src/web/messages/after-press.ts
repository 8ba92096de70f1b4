// What a recipient's page says after a press: the secret, and its end. Fetched with recipient/after-press.ts.

import type { Reader } from '../lib/env-file/write.ts';

const readers: Readonly<Record<Reader, string>> = { shell: 'a shell', node: 'dotenv or Node', python: 'python-dotenv' };

const minutes = (n: number): string => (n === 1 ? '1 minute' : `${n} minutes`);

const en = {
  theSender: 'the sender',
  opened: {
    title: (label: string) => label || 'Here it is',
    lead: (sender: string | null) => (sender ? `From ${sender}. It opens nowhere else from now on.` : 'It opens nowhere else from now on.'),
    forgets: ({ idle, hidden }: { idle: number; hidden: number }) =>
      `Copy what you need: this page clears itself after ${minutes(idle)} without use, ${minutes(hidden)} in the background, or when you leave it.`,
    delivering: 'Confirming delivery…',
    delivered: 'Delivered. The server’s copy is deleted.',
    notConfirmed: 'Could not confirm delivery yet. You can use the secret; the sender is told “released, not confirmed”.',
    confirmAgain: 'Confirm again',
    reveal: 'Reveal',
    hide: 'Hide',
    copy: 'Copy',
    copyLine: 'Copy .env line',
    copyAll: 'Copy all',
    copyEnv: 'Copy all as .env',
    masked: 'masked',
    empty: '(empty)',
    revealed: (name: string) => `${name} is shown.`,
    done: 'Done',
    doneHelp: 'Clears this page. The secret stays only where you put it.',
    idle: (seconds: number) => `No activity. This page clears itself in ${seconds} s.`,
    keep: 'Keep it open',
    unnamed: (n: number) => `Value ${n}`,
  },
  env: {
    readers,
    forReader: (reader: Reader) => `for ${readers[reader]}`,
    lineFor: 'Programs read this value in different ways. Copy its .env line for:',
    fileFor: 'Programs read some of these values in different ways. Copy all as .env for:',
    cannot: (reader: Reader, names: readonly string[]) =>
      `No .env file can give ${names.join(', ')} to ${readers[reader]}. Copy ${names.length === 1 ? 'the value itself' : 'these values one by one'}.`,
  },
  copy: {
    done: (what: string) => `Copied: ${what}.`,
    failed: 'This browser did not allow copying. It is selected below: copy it by hand.',
    byHand: 'Copy by hand',
    close: 'Close',
    held: 'It is in your clipboard. Clear it here when you have pasted it.',
    heldUntil: (seconds: number) => `It is in your clipboard, and cleared in ${seconds} s while this page is in front.`,
    heldSpoken: 'It is in your clipboard for 30 seconds.',
    waiting: 'It may still be in your clipboard. Come back to this page to clear it.',
    over: 'It may still be in your clipboard. The next button that you press on this page clears it.',
    wiped: 'Clipboard cleared.',
    left: 'The clipboard was left as it is.',
    wipeNow: 'Clear it now',
    leave: 'Leave it as it is',
  },
  cleared: {
    title: 'Cleared',
    done: 'The page no longer holds the secret, and the link opens nothing.',
    idle: 'Nobody used this page for a while, so it cleared itself. The link opens nothing any more.',
    hidden: 'This page was in the background for too long, so it cleared itself. The link opens nothing any more.',
    left: 'You left this page, so it cleared itself. The link opens nothing any more.',
    next: (sender: string) => `If you still need it, ask ${sender} to share it again.`,
  },
  over: {
    title: 'This link no longer opens anything',
    tell: (sender: string) => `If it was not you who opened it, tell ${sender}; they have just been told.`,
    holder: 'If it was not you who opened it, tell the person who sent you the link; they have just been told.',
  },
  openedHere: {
    title: (when: string) => `You opened this here (${when})`,
    lead: 'It opens nothing any more. If you still need it, ask the sender to share it again.',
  },
  notMe: {
    button: 'That was not me',
    help: 'Tells the sender, so that they can change the secret.',
    told: ['The sender has been told', 'Talk to them too.'],
  },
} as const;

export const messages = en;

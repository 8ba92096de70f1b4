// What a recipient's page says after a press: the secret, and its end. Fetched with recipient/after-press.ts.

const minutes = (n: number): string => (n === 1 ? '1 minute' : `${n} minutes`);

const en = {
  theSender: 'the sender',
  opened: {
    title: (label: string) => label || 'Here it is',
    lead: (sender: string | null) =>
      sender ? `From ${sender}. It can’t be opened anywhere else now.` : 'It can’t be opened anywhere else now.',
    forgets: ({ idle, hidden }: { idle: number; hidden: number }) =>
      `Copy what you need now; it can’t be shown again. This page clears itself after ${minutes(idle)} without use, ${minutes(hidden)} in the background, or when you leave it.`,
    delivering: 'Confirming delivery…',
    deliveredBut: 'Delivered.',
    delivered: 'Delivered. The server’s copy has been deleted.',
    notConfirmed: 'Couldn’t confirm delivery yet. You can use the secret; the sender sees “sent, not confirmed”.',
    confirmAgain: 'Confirm again',
    reveal: 'Reveal',
    hide: 'Hide',
    copy: 'Copy',
    copyLine: 'Copy .env line',
    copyAll: 'Copy all',
    all: 'all values',
    copyEnv: 'Copy all as .env',
    allEnv: 'all values as .env',
    masked: 'masked',
    empty: '(empty)',
    revealed: (name: string) => `${name} is shown.`,
    keepIt: 'Keep in my vault',
    done: 'Done',
    doneHelp: 'Clears this page. Nothing stays here.',
    idle: (seconds: number) => `Still there? This page clears itself in ${seconds} seconds.`,
    keep: 'Keep it open',
    unnamed: (n: number) => `Value ${n}`,
  },
  env: {
    formats: 'Other formats',
    lineFor: 'Programs read this value in different ways. Choose which one is to read it.',
    fileFor: 'Programs read some of these in different ways. Choose which one is to read them.',
  },
  copy: {
    it: 'Copy it',
    refused: 'Not copied: this browser didn’t allow it. Nothing is lost; use the buttons above.',
    choose: 'Not copied yet. Choose which one is to read it.',
    done: (what: string) => `Copied: ${what}.`,
    failed: 'This browser didn’t allow copying. It’s selected below: copy it by hand.',
    byHand: 'Copy by hand',
    close: 'Close',
    held: 'It’s in your clipboard. Clear it here when you’ve pasted it.',
    heldUntil: (seconds: number) => `It’s in your clipboard, and will be cleared in ${seconds} seconds while this page is in front.`,
    heldSpoken: 'It’s in your clipboard for 30 seconds.',
    waiting: 'It may still be in your clipboard. Come back to this page to clear it.',
    over: 'It may still be in your clipboard. The next button you press on this page clears it.',
    wiped: 'Clipboard cleared.',
    left: 'Clipboard left as it is.',
    wipeNow: 'Clear it now',
    leave: 'Leave it as it is',
  },
  cleared: {
    title: 'Cleared',
    done: 'You’re done. This page no longer holds the secret, and the link no longer works.',
    idle: 'This page wasn’t used for a while, so it cleared itself. The link no longer works.',
    hidden: 'This page was in the background for too long, so it cleared itself. The link no longer works.',
    left: 'You left this page, so it cleared itself. The link no longer works.',
    next: (sender: string) => `If you still need it, ask ${sender} to share it again.`,
  },
  over: {
    title: 'This link no longer works',
    tell: (sender: string) => `It has been used or has expired. If you haven’t opened it, tell ${sender}; they’ve just been alerted.`,
    holder: 'It has been used or has expired. If you haven’t opened it, tell the person who sent it to you; they’ve just been alerted.',
  },
  openedHere: {
    title: (when: string) => `You opened this here ${when}`,
    lead: 'It can’t be opened again. If you still need it, ask the sender to share it again.',
    notYou: 'Wasn’t it you? Tell the person who sent you the link, so that they can change the secret.',
  },
  notMe: {
    button: 'That was not me',
    help: 'Tells the sender, so that they can change the secret.',
    told: ['The sender has been told', 'Talk to them as well, so that they can change the secret.'],
  },
} as const;

export const messages = en;

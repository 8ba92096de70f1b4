// What is said where a person keeps what they have opened.

export const keepMessages = {
  busy: 'Keeping it…',
  done: 'It’s in the vault of this browser now. You’ll find it there when you unlock it.',
  files: 'Its files aren’t in there: save them here.',
  toVault: 'Your vault',
  full: 'This browser has no room left, so it wasn’t kept. Copy what you need, or make room and try again.',
  notKept: 'This browser keeps nothing for this site, so there is no vault to keep it in. Copy what you need.',
  newer: 'The vault of this browser is of a newer nt2 than this page. Copy what you need.',
  old: 'Unlock your vault once, so that it can take things in while it’s locked. Then try again here; this page stays open.',
  openVault: 'Open your vault in a new tab',
  again: 'Try again',
  begin: {
    title: 'Start a vault for it',
    lead: 'You have no vault in this browser. It’s encrypted here and never sent anywhere; no one can recover it if you forget its password.',
  },
} as const;

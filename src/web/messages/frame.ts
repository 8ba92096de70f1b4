// What surrounds every page says; other pages than that of a share have this and nothing else of it.

export const messages = {
  brand: 'nt2',
  footer: 'Encrypted and opened only in your browser.',
  footerLink: 'What nt2 can and can’t promise',
  runBy: (operator: string) => `Run by ${operator}.`,
  aboutFailed: 'The server didn’t answer. Close this and open it again.',
} as const;

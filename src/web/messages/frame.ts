// What surrounds every page says; other pages than that of a share have this and nothing else of it.

export const messages = {
  brand: 'nt2',
  footer: 'Opened and sealed in this browser only.',
  footerLink: 'What nt2 can and cannot promise',
} as const;

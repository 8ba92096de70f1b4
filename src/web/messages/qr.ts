// What is said of a QR code, fetched with it.

export const messages = {
  alt: (label: string) => `QR code: ${label}`,
  help: 'Anyone who scans it has the link. Show it to the recipient alone.',
} as const;

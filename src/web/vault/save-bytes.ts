// Saves bytes as a file of the person's own. Never shown by its type: a browser that opened it here would run what lies in it.

import type { Bytes } from '../../crypto/bytes.ts';

export function saveBytes(bytes: Bytes, name: string): void {
  const url = URL.createObjectURL(new Blob([bytes], { type: 'application/octet-stream' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // After the browser has taken it.
  setTimeout(() => {
    URL.revokeObjectURL(url);
    // Chromium keeps the link of the last navigation for as long as the page stands, and with it the name.
    link.href = link.download = '';
  }, 60_000);
}

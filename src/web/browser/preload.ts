// What a page will need soon, fetched ahead of the import that asks for it.

import { assetUrl } from './address.ts';

/** Twice does no harm: a browser fetches a file once. */
export function preload(name: 'crypto'): void {
  const link = document.createElement('link');
  link.rel = 'modulepreload';
  link.href = assetUrl(name);
  document.head.append(link);
}

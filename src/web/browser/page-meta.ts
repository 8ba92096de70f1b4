// What the HTML of a page tells its scripts: addresses of built files, and what the operator has set (src/server/pages/pages.ts).

/** Empty: the HTML says nothing of it. */
export function metaOf(name: 'words-worker' | 'crypto' | 'operator' | 'clear-hidden-minutes' | 'file-bytes' | 'saved-sha256'): string {
  return document.querySelector<HTMLMetaElement>(`meta[name="nt2:${name}"]`)?.content ?? '';
}

// What the address bar says. A key in it is taken out before anything else happens.

import { metaOf } from './page-meta.ts';

/** Of a share, or of a request that is answered by its link. */
const PATH = /^(\/[rs]\/)([a-z2-7]{32})(?![a-z2-7])(.*)$/is;

const PARTIES = ['sender', 'recipient'] as const;
export type ActingParty = (typeof PARTIES)[number];

export interface PageAddress {
  /** Null: this is no address of a share. */
  readonly share: string | null;
  /** What may be the key, as it came; null when there is nothing. */
  readonly raw: string | null;
  /** Something rewrote # so that the key came as part of the path or query: servers on the way could see it. */
  readonly exposed: boolean;
  /** As whom a button in chat leads here: the two may sit at one browser. A wish, which proves nothing. */
  readonly as: ActingParty | null;
}

/** What a history entry keeps of a link until it is opened. See docs/decisions/link-kept-until-shown.md. */
interface KeptLink {
  readonly link: string;
  readonly exposed: boolean;
}

function keptLink(): KeptLink | null {
  const state = history.state as Partial<KeptLink> | null;
  return typeof state?.link === 'string' ? { link: state.link, exposed: state.exposed === true } : null;
}

/**
 * Reads the address and cleans it. A key in it moves into the history entry, which no request carries: so a reload, the way back and a
 * tab that the phone has dropped find it again, until the person presses.
 */
export function consumeFragment(): PageAddress {
  const found = PATH.exec(location.pathname);
  const share = found?.[2]?.toLowerCase() ?? null;
  const tail = `${found?.[3] ?? ''}${location.search}`;
  // A key has 57 letters; anything shorter in the path is a tracking parameter.
  const isExposed = share !== null && /[a-z2-7]{50}/i.test(tail);
  const hash = location.hash.slice(1);
  const as = PARTIES.find((party) => party === new URLSearchParams(location.search).get('as')) ?? null;
  const clean = share === null ? location.pathname : `${found?.[1]}${share}`;
  const link = hash !== '' ? hash : isExposed ? tail : null;
  const kept = link === null || share === null ? keptLink() : { link, exposed: hash === '' };
  if (hash !== '' || clean !== location.pathname || location.search !== '') history.replaceState(kept, '', clean);
  return { share, raw: kept?.link ?? link, exposed: kept?.exposed ?? false, as };
}

/** Pressed: the history entry lets go of the key. Returns what puts it back, for a press that came to nothing. */
export function takeKeptLink(): () => void {
  const kept = keptLink();
  if (kept === null) return () => {};
  history.replaceState(null, '');
  // Asked once more: an engine keeps the state that was last asked for, and with it the key.
  if (history.state !== null) return () => {};
  return () => {
    if (history.state === null) history.replaceState(kept, '');
  };
}

let holding = 0;

/** Something stands on this page that exists nowhere else. Returns what lets go of it. */
export function holdPage(): () => void {
  holding += 1;
  return () => {
    holding -= 1;
  };
}

/**
 * Whether a page that begins anew would lose something: a secret that is shown, or what the browser would ask about before leaving. A
 * link that is pasted over it leaves no page, so the browser does not ask by itself.
 */
export function wouldBeLost(): boolean {
  if (holding > 0) return true;
  const leaving = new Event('beforeunload', { cancelable: true });
  window.dispatchEvent(leaving);
  return leaving.defaultPrevented;
}

/** The built address that the HTML names, for what no import can name. */
export function assetUrl(name: 'words-worker' | 'crypto'): string {
  return metaOf(name);
}

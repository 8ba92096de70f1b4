// Opens what the sender's page says of a link, with the key of the link.

import { decodeBase64 } from '../../crypto/bytes.ts';
import { openCover, type LinkCover } from '../../crypto/capsule/link-cover.ts';
import { parseLinkKey, type LinkKey } from './claim.ts';

/** `link`: the key, or what the address said. Null: what the server gave does not belong to this link. */
export function openLinkCover({ link, share, cover }: { link: LinkKey | string | null; share: string; cover: string }): LinkCover | null {
  const read = typeof link === 'string' ? parseLinkKey(link, share, false) : null;
  const key = read === null ? link : read.ok ? read.key : null;
  const bytes = decodeBase64(cover);
  return key === null || typeof key === 'string' || bytes === null ? null : openCover(bytes, { key, share });
}

// Answering a request: by its link, which also names the key that the answer must be encrypted to, so that no server can put another in its
// place.

import { encodeBase64 } from '../../crypto/bytes.ts';
import { generateDeviceKey } from '../../crypto/keys/device.ts';
import { isKeyOf, parseRequestFragment } from '../../crypto/keys/request-link.ts';
import { signerFromKey } from '../../crypto/note/signer.ts';
import { ApiError, taken } from '../api-error.ts';
import type { ClientCall } from '../call.ts';
import { createRequestApi } from '../calls/request-api.ts';
import { encryptItems, sealBody, verifyAcceptance } from '../crypto/seal.ts';
import { checkHost } from './check-host.ts';
import { toItems, type NewItems } from './new-items.ts';

export async function giveByLink(call: ClientCall, link: string, items: NewItems): Promise<void> {
  const { host } = call.url;
  checkHost(link, { host, path: 'r' });
  const [, id, fragment] = /\/r\/([a-z2-7]{32})(.*)$/s.exec(link) ?? [];
  if (id === undefined || fragment === undefined) throw new ApiError('link.missing');
  const parsed = parseRequestFragment(fragment, id);
  if (!parsed.ok) throw new ApiError(`link.${parsed.reason}`);
  const api = createRequestApi(call.connection, id, encodeBase64(parsed.secret));
  const view = taken(await api.view());
  const { device, key } = view.acceptance ?? {};
  const isOfLink = view.id === id && view.mode === 'sealed' && device && key && isKeyOf(parsed, { share: id, device, key });
  if (!isOfLink || !(await verifyAcceptance(host, id, view.acceptance))) throw new ApiError('acceptance');
  const locked = await encryptItems(toItems(items, view));
  // Signed by a key of this answer alone: two answers of one person share no name in a log.
  const signer = signerFromKey(await generateDeviceKey());
  const facts = { identity: locked.identity, hash: locked.hash, size: locked.bytes.length };
  const { openers: _none, ...body } = await sealBody({
    view,
    at: view.now,
    locked: facts,
    payload: locked.bytes,
    link: null,
    words: null,
    says: null,
    host,
    signer,
  });
  taken(await api.answer(body));
}

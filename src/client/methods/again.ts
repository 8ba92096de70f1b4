// A share or a request that ended, once more: same people, label and way of opening. The values are new.

import { isLink } from '../../crypto/share-terms.ts';
import { ApiError, taken } from '../api-error.ts';
import type { ClientCall } from '../call.ts';
import { beginAgain, takeBack } from '../calls/mine.ts';
import { newOnce } from '../calls/once.ts';
import { createShareApi } from '../calls/share-api.ts';
import { encryptItems } from '../crypto/seal.ts';
import { dropKeys } from '../keys/own-keys.ts';
import { sendAsk } from './ask.ts';
import { withFiles } from './new-files.ts';
import { toItems, type NewItems } from './new-items.ts';
import { sealBegun } from './share-link.ts';
import { sealForPerson, type SealWish } from './share-people.ts';

export interface SharedAgain {
  readonly id: string;
  /** Null: a person is asked in chat. */
  readonly url: string | null;
  readonly expiresAt: number;
  /** The one that was drawn. */
  readonly passphrase?: string;
}

/** `items` null: of a request, which has none. */
export async function again(
  call: ClientCall,
  id: string,
  { items, wish }: { items: NewItems | null; wish: SealWish },
): Promise<SharedAgain> {
  const made = taken(await beginAgain(call.connection, id, newOnce()));
  const send = async (): Promise<SharedAgain> => {
    const api = createShareApi(call.connection, made);
    const view = taken(await api.view());
    const { expiresAt } = view;
    if (view.id !== made) throw new ApiError('mismatch');
    if (view.asked !== null) return { id: made, expiresAt, url: await sendAsk(call, made) };
    if (items === null) throw new ApiError('input.invalid', { field: 'items', detail: 'A share that is sent again needs its values.' });
    const given = toItems(items, view);
    const page = `${call.url.origin}/s/${made}`;
    if (isLink(view.mode)) {
      const fragment = await withFiles(call, { share: made, items: given, wish }, async (whole) =>
        sealBegun(call, { api, view, locked: await encryptItems(whole), wish }),
      );
      return { id: made, expiresAt, url: `${page}#${fragment}` };
    }
    await sealForPerson(call, made, { items: given, wish });
    return { id: made, expiresAt, url: page };
  };
  return send().catch(async (error: unknown) => {
    await call.undo((connection) => takeBack(connection, made));
    await dropKeys(call.keys, made);
    throw error;
  });
}

// What the page of a share hands over to the sender's side.

import type { ShareApi } from '../api/api.ts';
import type { ShareView } from '../api/view.ts';
import type { CryptoBundle, Load, WordsList } from '../load.ts';

export interface SenderStart {
  readonly view: ShareView;
  readonly api: ShareApi;
  readonly loadCrypto: Load<CryptoBundle>;
  readonly loadWordsList: Load<WordsList>;
}

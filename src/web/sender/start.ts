// What the page of a share hands over to the sender's side.

import type { ShareApi } from '../../client/calls/share-api.ts';
import type { ShareView } from '../../client/answers/share-view.ts';

export interface SenderStart {
  readonly view: ShareView;
  readonly api: ShareApi;
}

// What the page of a share hands over to the sender's side.

import type { ShareApi } from '../api/api.ts';
import type { ShareView } from '../api/view.ts';

export interface SenderStart {
  readonly view: ShareView;
  readonly api: ShareApi;
}

// Has prekeys left when a share was accepted or delivered here. Without them the next share only takes its sender one more visit, so nothing is said.

import type { ShareView } from '../../client/answers/share-view.ts';

export function leaveSoon(view: ShareView): void {
  void import('../crypto/leave-prekeys.ts').then((chunk) => chunk.fillUpPrekeys(view)).catch(() => {});
}

// What the form knows of its files. All else about them is fetched (files.ts).

import type { AttachedFile } from '../../crypto/capsule/attached-files.ts';
import type { ShareView } from '../../client/answers/share-view.ts';

export interface Attached {
  /** Those that are uploaded. */
  readonly list: readonly AttachedFile[];
  /** At least one is in the form. */
  readonly some: boolean;
  /** `moving`: they will be there. `stuck`: one of them needs its person. */
  readonly state: 'there' | 'moving' | 'stuck';
}

export const NO_FILES: Attached = { list: [], some: false, state: 'there' };

export interface AttachProps {
  readonly view: ShareView;
  /** Bytes of the largest file that the server takes. */
  readonly most: number;
  /** *Send* was pressed, and waits for the files. */
  readonly held: boolean;
  readonly onHeld: (held: false) => void;
  readonly onFiles: (attached: Attached) => void;
}

// The place of the files in the form, which stands without it: what draws it is fetched, and only where the server takes files.

import { metaOf } from '../browser/page-meta.ts';
import type { ShareView } from '../../client/answers/share-view.ts';
import { useArrived } from '../lib/use-arrived.ts';
import type { AttachProps } from './attached.ts';
import { loadAttach } from './load-attach.ts';

function Attaching(props: AttachProps) {
  const chunk = useArrived(loadAttach);
  // Its room from the start: what stands below must not move away under a finger.
  return <div class="files-room">{chunk && <chunk.FormFiles {...props} />}</div>;
}

/** Null: the server takes no files. */
export function attaching(view: ShareView) {
  const most = Number(metaOf('file-bytes'));
  return most > 0 ? (form: Omit<AttachProps, 'view' | 'most'>) => <Attaching view={view} most={most} {...form} /> : null;
}

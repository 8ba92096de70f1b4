// Begins the page for several people: looks at each of their shares, and at what this browser keeps of them. Fetched only where one form
// began more than one share. See docs/decisions/several-people-on-one-page.md.

import { render } from 'preact';
import { createShareApi } from '../../../client/calls/share-api.ts';
import { syncClock } from '../../api/use-share.ts';
import { loadPending } from '../../crypto/pending.ts';
import { About } from '../../ui/about.tsx';
import { Frame } from '../../ui/frame.tsx';
import { loadSenderAfterPress } from '../load-sender-after-press.ts';
import { loadStatus } from '../load-status.ts';
import type { SenderStart } from '../start.ts';
import { Together } from './together.tsx';
import type { MemberStart } from './use-members.ts';
import { here } from '../../api/api.ts';

export async function startTogether(root: HTMLElement, { view, api }: SenderStart): Promise<void> {
  syncClock(view);
  const looked = await Promise.all(view.together.map((id) => startOf(id, { view, api })));
  // Needed by the press, so it is fetched while the person types.
  void loadSenderAfterPress().catch(() => {});
  // The list of people has the look of what stands on the page of a share.
  void loadStatus().catch(() => {});
  // One that was refused when it was made, or is forgotten, is not there.
  const starts = looked.filter((one) => one !== null);
  render(
    <Frame aside={<About />}>
      <Together starts={starts} />
    </Frame>,
    root,
  );
}

async function startOf(id: string, own: SenderStart): Promise<MemberStart | null> {
  const kept = await loadPending(id).catch(() => null);
  if (id === own.view.id) return { ...own, kept };
  const api = createShareApi(here, id);
  const answer = await api.view();
  if (!answer.ok && answer.code !== 'share.gone') throw new Error(answer.code);
  return answer.ok && answer.value.role === 'sender' ? { view: answer.value, api, kept } : null;
}

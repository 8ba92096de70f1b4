// The form of a request's page, and what must be so before it is shown: the link is whole, takes an answer, and names the very key that
// the server came with. Nothing is ever sealed to another key.

import { escapeInvisible } from '../../core/text-safety.ts';
import { encodeBase64 } from '../../crypto/bytes.ts';
import { isKeyOf, parseRequestFragment, type RequestLink } from '../../crypto/keys/request-link.ts';
import { createRequestApi, type RequestApi } from '../../client/calls/request-api.ts';
import { syncClock } from '../api/use-share.ts';
import type { ShareView } from '../../client/answers/share-view.ts';
import { withRetry } from '../../client/wire/retry.ts';
import { verifyAcceptance } from '../../client/crypto/seal.ts';
import { loadWordsList } from '../load.ts';
import { messages as common } from '../messages/share.ts';
import { messages } from '../messages/request.ts';
import { MessageScreen } from '../ui/message-screens.tsx';
import { Compose } from '../sender/compose/compose.tsx';
import { sealingFault } from '../sender/sealing-fault.ts';
import { css } from '../sender/sender.css';
import { adoptStyle } from '../ui/adopt-style.ts';
import { Notice } from '../ui/notice.tsx';
import { useAnswer } from './use-answer.ts';
import { here } from '../api/api.ts';

adoptStyle(css);

export type BadReason = Extract<ReturnType<typeof parseRequestFragment>, { ok: false }>['reason'];

/** A link that takes an answer, and what is asked for. */
interface OpenLook {
  readonly status: 'open';
  readonly Give: typeof Give;
  readonly view: ShareView;
  readonly api: RequestApi;
}

/** `gone`: used, expired, taken back, never there. `foreign`: the server came with a key that is not the link's. */
export type Looked =
  | OpenLook
  | { readonly status: 'bad'; readonly why: BadReason }
  | { readonly status: 'gone' | 'foreign' }
  | { readonly status: 'failed'; readonly code: string };

export const isWhole = (raw: string, share: string): boolean => parseRequestFragment(raw, share).ok;

/** Asks the server only with a link that is whole. */
export async function lookAt(share: string, raw: string): Promise<Looked> {
  const link = parseRequestFragment(raw, share);
  if (!link.ok) return { status: 'bad', why: link.reason };
  const api = createRequestApi(here, share, encodeBase64(link.secret));
  const answer = await withRetry(() => api.view());
  if (!answer.ok) return answer.code === 'share.gone' ? { status: 'gone' } : { status: 'failed', code: answer.code };
  const view = answer.value;
  syncClock(view);
  return (await isOfLink(view, share, link)) ? { status: 'open', Give, view, api } : { status: 'foreign' };
}

/** Whether the server's answer is about this request, and its key is signed by the device that the link was made with. */
async function isOfLink({ id, mode, acceptance }: ShareView, share: string, link: RequestLink): Promise<boolean> {
  const { device, key } = acceptance ?? {};
  if (id !== share || mode !== 'sealed' || !device || !key) return false;
  return isKeyOf(link, { share, device, key }) && verifyAcceptance(location.host, share, acceptance);
}

function Give({ look: { view, api }, exposed }: { look: OpenLook; exposed: boolean }) {
  const answer = useAnswer({ view, api });
  const to = view.recipient === null ? common.somebody : escapeInvisible(view.recipient);
  switch (answer.end) {
    case null: {
      const { fault } = answer;
      return (
        <Compose
          view={view}
          to={to}
          notice={exposed ? messages.exposed : null}
          sealing={{ busy: answer.busy, progress: null }}
          error={
            fault === null ? null : (
              <Notice tone="warn" alert>
                {faultText(fault, to)}
              </Notice>
            )
          }
          loadWordsList={loadWordsList}
          onEnter={answer.send}
        />
      );
    }
    case 'sent':
      return (
        <MessageScreen pair={[messages.sent.title, messages.sent.lead(to)]}>
          <p class="help">{messages.sent.nothing}</p>
        </MessageScreen>
      );
    case 'gone':
      return <MessageScreen pair={messages.gone} />;
    case 'already':
    case 'unsure':
      return <MessageScreen pair={[messages[answer.end].title, messages[answer.end].lead(to)]} />;
  }
}

function faultText(code: string, to: string): string {
  if (code === 'network') return messages.faults.network;
  // What an answer weighs counts for the person who asked.
  if (code === 'quota.bytes' || code === 'quota.tenant_bytes') return messages.faults.full(to);
  return sealingFault(code).pair.join('. ');
}

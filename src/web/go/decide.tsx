// What /go shows before its one press: who signs in, and to what. The press signs in and does what the press in chat was for.

import { useEffect, useState } from 'preact/hooks';
import { escapeInvisible } from '../../core/text-safety.ts';
import { isSealed } from '../../crypto/share-terms.ts';
import { actAs, here } from '../api/api.ts';
import { createShareApi } from '../../client/calls/share-api.ts';
import type { Answer } from '../../client/wire/answer.ts';
import { withRetry } from '../../client/wire/retry.ts';
import { preload } from '../browser/preload.ts';
import { parseView, type ShareView } from '../../client/answers/share-view.ts';
import { go } from '../messages/go.ts';
import type { Grant } from '../sign-in/sign-in.ts';
import { Button } from '../ui/button.tsx';
import { formatRelative } from '../ui/format-time.ts';
import { Notice } from '../ui/notice.tsx';
import { Screen } from '../ui/screen.tsx';
import { loadProofs } from './load-proofs.ts';
import { leave, type Pass } from './pass.ts';
import { signInByToken } from './redeem.ts';

type Step = 'accept' | 'decline' | 'enter' | 'continue';

/** What is sealed to another browser of theirs is not accepted here unasked: the page says so first. */
const isToAccept = ({ status, mode, asked }: ShareView): boolean =>
  (status === 'offered' && !asked?.isSent) || (status === 'sealed' && !isSealed(mode));

/** Asked of the holder of a link: it is made together with the key. */
const isByLink = (view: ShareView | null): boolean => view?.asked?.of === 'link';

/** What the press in chat was for. */
function stepOf(view: ShareView | null, to: Pass['to']): Step {
  if (view === null || to !== '') return 'continue';
  const { role, status, entry } = view;
  if (role === 'recipient') return isToAccept(view) ? 'accept' : 'continue';
  return entry === 'page' && (status === 'offered' || status === 'accepted') && view.payload === null ? 'enter' : 'continue';
}

export function Decide({ token, to, grant, onFailed }: Pass & { grant: Grant; onFailed: (code: string) => void }) {
  const [busy, setBusy] = useState<Step | null>(null);
  const [keep, setKeep] = useState(true);
  const { name } = grant;
  const view = grant.share && parseView(grant.share);
  const step = stepOf(view, to);
  useEffect(() => {
    // What the next page will need, while this one is read.
    if (view?.role === 'recipient' && to === '') preload('crypto');
  }, []);

  const press = (what: Step): void => {
    setBusy(what);
    void (async () => {
      const answer = await signInByToken(token, keep);
      if (!answer.ok) return onFailed(answer.code);
      actAs(answer.value.ref);
      if (view !== null) await carryOut(view, what);
      if (answer.value.share === null && to === '') onFailed('welcome');
      // What could not be done, the page offers once more, and says why.
      leave(answer.value.share, to);
    })().catch(() => onFailed('network'));
  };

  const { title, lead } = textOf(view, to);
  const steps = view?.asked ? go.askedSteps[view.asked.of] : go.steps;
  return (
    <Screen title={title} lead={lead}>
      <dl class="facts">
        {factsOf(name, view).map(([term, value]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd dir="auto">{escapeInvisible(value)}</dd>
          </div>
        ))}
      </dl>
      <Notice tone="info">{go.warn}</Notice>
      <label class="check">
        <input type="checkbox" checked={keep} onChange={({ currentTarget }) => setKeep(currentTarget.checked)} />
        {go.keep}
      </label>
      <div class="actions">
        <Button kind="primary" busy={busy !== null} onPress={() => press(step)}>
          {busy === null ? steps[step] : go.busy}
        </Button>
        {step === 'accept' ? (
          <Button busy={busy !== null} onPress={() => press('decline')}>
            {steps.decline}
          </Button>
        ) : null}
      </div>
    </Screen>
  );
}

async function carryOut(view: ShareView, step: Step): Promise<Answer<null> | null> {
  const api = createShareApi(here, view.id);
  // Who asked takes back, where others decline.
  if (step === 'decline') return withRetry(() => (view.asked ? api.revoke() : api.decline()));
  if (step !== 'accept') return null;
  const { acceptBody, gateFor } = await loadProofs();
  const makeBody = async (): Promise<object> => {
    const made = await acceptBody(view, view.now);
    return isByLink(view) ? { ...made, ...(await gateFor(view, made)) } : made;
  };
  const body = await makeBody().catch(() => null);
  return body && withRetry(() => api.accept(body));
}

function textOf(view: ShareView | null, to: Pass['to']): { readonly title: string; readonly lead: string } {
  if (to === 'devices' || to === 'mine') return go[to];
  if (view === null) return go.plain;
  const other = escapeInvisible((view.role === 'recipient' ? view.sender : view.recipient) ?? '');
  if (view.asked) return askedText(view, other);
  if (view.role !== 'recipient') return { title: other === '' ? go.sender.link : go.sender.title(other), lead: go.sender.lead };
  return {
    title: go.recipient.title(other),
    lead: isToAccept(view) ? go.recipient.accept : go.recipient.open,
  };
}

function askedText(view: ShareView, other: string): { readonly title: string; readonly lead: string } {
  const { asked, sender, recipient } = go;
  if (view.role !== 'recipient') return { title: asked.give(other), lead: sender.lead };
  if (isByLink(view)) return { title: asked.link, lead: isToAccept(view) ? asked.leadLink : recipient.open };
  return isToAccept(view) ? { title: asked.title(other), lead: asked.lead } : { title: asked.open(other), lead: recipient.open };
}

function factsOf(name: string, view: ShareView | null): [string, string][] {
  const { facts } = go;
  const rows: [string, string][] = [[facts.you, name]];
  if (view === null) return rows;
  rows.push([facts.what, view.label]);
  if (view.note !== '') rows.push([facts.why, view.note]);
  if (view.status !== 'ended') rows.push([facts.until, formatRelative(view.expiresAt, view.now)]);
  return rows;
}

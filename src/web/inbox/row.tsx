// One share that waits for this person: what it is, and what this browser can do about it now.

import { useEffect, useState } from 'preact/hooks';
import type { MineRow } from '../../client/answers/mine-page.ts';
import type { ShareView } from '../../client/answers/share-view.ts';
import { createShareApi } from '../../client/calls/share-api.ts';
import { withRetry } from '../../client/wire/retry.ts';
import { escapeInvisible } from '../../core/text-safety.ts';
import { isSealed, needsPassphrase } from '../../crypto/share-terms.ts';
import { here } from '../api/api.ts';
import { serverNow, syncClock } from '../api/use-share.ts';
import { acceptBody } from '../crypto/here.ts';
import { fillUpPrekeys } from '../crypto/leave-prekeys.ts';
import { openingKey } from '../crypto/opening-key.ts';
import { useSafetyWords } from '../lib/use-safety-words.ts';
import { Button } from '../ui/button.tsx';
import { formatRelative } from '../ui/format-time.ts';
import { SafetyWords } from '../ui/safety-words.tsx';
import { inboxMessages as messages } from '../messages/inbox.ts';
import type { Vault } from '../vault/vault.ts';
import { receive } from './receive.ts';

interface Looked {
  readonly view: ShareView;
  /** What it is sealed to, or would be, lies in this browser. */
  readonly isOurs: boolean;
}

async function lookAt(id: string): Promise<Looked | null> {
  const answer = await createShareApi(here, id).view();
  if (!answer.ok) return null;
  const { value: view } = answer;
  syncClock(view);
  const wanted = (view.seal?.prekey ?? view.acceptance ?? view.prekey)?.key ?? null;
  const own = wanted === null ? null : await openingKey(view).catch(() => null);
  return { view, isOurs: wanted === own };
}

type Turn = 'accept' | 'wait' | 'open' | 'page';

function turnOf({ view, isOurs }: Looked): Turn {
  const isPlain = isSealed(view.mode) && !needsPassphrase(view.mode);
  if (view.status === 'offered' && isSealed(view.mode)) return 'accept';
  if (!isPlain || !isOurs) return 'page';
  return view.status === 'accepted' ? 'wait' : 'open';
}

export function InboxRow({ row, vault, round, onDone }: { row: MineRow; vault: Vault; round: number; onDone: (said: string) => void }) {
  const [looked, setLooked] = useState<Looked | null>(null);
  const [busy, setBusy] = useState<'accept' | 'open' | 'decline' | null>(null);
  const [fault, setFault] = useState('');
  useEffect(() => void lookAt(row.id).then((found) => found !== null && setLooked(found)), [row.id, row.status, round]);
  const label = escapeInvisible(row.label);
  const sender = escapeInvisible(row.other ?? messages.someone);
  const view = looked?.view ?? null;
  const turn = looked === null ? null : turnOf(looked);
  const compared = turn === 'wait' ? view?.acceptance : turn === 'accept' && looked?.isOurs ? view?.prekey : null;
  const words = useSafetyWords(row.id, compared ?? null);

  const act = (what: NonNullable<typeof busy>, doIt: (shown: ShareView) => Promise<string>): void => {
    if (view === null || busy !== null) return;
    setBusy(what);
    setFault('');
    void doIt(view).then(
      (wrong) => {
        setBusy(null);
        setFault(wrong);
      },
      () => {
        setBusy(null);
        setFault(messages.fault);
      },
    );
  };
  const api = createShareApi(here, row.id);
  const tell = async (said: string, ok: boolean): Promise<string> => {
    if (ok) onDone(said);
    return ok ? '' : messages.fault;
  };
  const accept = (): void =>
    act('accept', async (shown) => {
      const body = await acceptBody(shown, serverNow());
      const accepted = await withRetry(() => api.accept(body));
      if (accepted.ok) void fillUpPrekeys(shown).catch(() => {});
      return tell(messages.accepted(label), accepted.ok);
    });
  const decline = (): void => act('decline', async () => tell(messages.declined(label), (await withRetry(() => api.decline())).ok));
  const open = (): void =>
    act('open', async (shown) => {
      const told = await receive(shown, api, vault);
      if (told === 'kept' || told === 'unconfirmed') onDone(messages[told](label));
      return told === 'kept' || told === 'unconfirmed' ? '' : messages[told];
    });

  return (
    <li class="row">
      <p class="what" dir="auto">
        {label}
      </p>
      <p class="help">
        <span dir="auto">{messages.from(sender)}</span> {messages.until(formatRelative(row.expiresAt, Date.now()))}
      </p>
      {compared && words !== null ? (
        <>
          <p class="help">{messages.words(sender)}</p>
          <SafetyWords words={words} />
        </>
      ) : null}
      {turn === 'wait' ? <p role="status">{messages.waits(sender)}</p> : null}
      {turn === 'page' ? <p class="help">{messages.elsewhere}</p> : null}
      {fault === '' ? null : (
        <p class="error" role="alert">
          {fault}
        </p>
      )}
      <div class="row-actions">
        {turn === 'open' ? (
          <Button kind="primary" label={messages.of(messages.open, label)} busy={busy !== null} onPress={open}>
            {busy === 'open' ? messages.opening : messages.open}
          </Button>
        ) : null}
        {turn === 'accept' ? (
          <Button kind="primary" label={messages.of(messages.accept, label)} busy={busy !== null} onPress={accept}>
            {messages.accept}
          </Button>
        ) : null}
        {view?.status === 'offered' || view?.status === 'sealed' ? (
          <Button label={messages.of(messages.decline, label)} busy={busy !== null} onPress={decline}>
            {messages.decline}
          </Button>
        ) : null}
        <a class="button" href={`/s/${row.id}?as=recipient`} aria-label={messages.of(messages.page, label)}>
          {messages.page}
        </a>
      </div>
    </li>
  );
}

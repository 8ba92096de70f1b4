// One item leaves the vault: by a one-time link, or to a person with whom the person has shared before. Encrypted here, by the client of programs.

import { useEffect, useRef, useState } from 'preact/hooks';
import type { Client, Item, PersonFound } from '../../../client/client.ts';
import { escapeInvisible } from '../../../core/text-safety.ts';
import { loadWordsList } from '../../load.ts';
import { actingAs, actAs, fetchPersons } from '../../api/api.ts';
import { CopyBox } from '../../pass-on/copy-box.tsx';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Progress } from '../../ui/progress.tsx';
import { Screen } from '../../ui/screen.tsx';
import { messages } from '../../messages/vault.ts';
import { sourcesOfItem } from '../item-files.ts';
import { scryptHere } from '../scrypt-here.ts';
import type { Drawer } from '../store/drawer.ts';
import type { OpenedItem, Vault } from '../vault.ts';
import { enter } from '../ways.ts';
import { PasswordField } from './password-field.tsx';
import { FindPerson } from './find-person.tsx';

interface AskedWords {
  readonly words: string;
  readonly answer: (isSame: boolean) => void;
}
type Step =
  | { readonly kind: 'choosing' | 'working' }
  | { readonly kind: 'link'; readonly url: string; readonly passphrase: string | null }
  | { readonly kind: 'sent'; readonly to: string }
  | { readonly kind: 'failed'; readonly why: string };

function whyOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  if ('code' in error && error.code === 'no_prekey') return messages.share.noKey;
  return 'detail' in error && typeof error.detail === 'string' ? error.detail : '';
}

/** A passphrase that is told to another person must be hard to guess, and not the one that opens everything. */
async function ownFaultOf(typed: string, drawer: Drawer): Promise<string | null> {
  const list = await loadWordsList();
  if (!list.passphraseStrength(typed).ok) return messages.share.ownWeak;
  const entered = await enter(drawer, { kind: 'password', typed, scrypt: scryptHere() });
  return entered.ok ? messages.share.ownMaster : null;
}

/** The client of programs, as the person who acts in this tab. Null: no one is signed in here. */
async function clientHere(): Promise<Client | null> {
  const persons = await fetchPersons();
  if (!persons.ok || persons.value.length === 0) return null;
  const ref = persons.value.find((person) => person.ref === actingAs())?.ref ?? persons.value[0]?.ref ?? '';
  actAs(ref);
  const { createClient } = await import('../../../client/client.ts');
  return createClient({ url: location.origin, as: ref, scrypt: scryptHere() });
}

export function ShareScreen({
  vault,
  drawer,
  item,
  again,
  onBack,
}: {
  vault: Vault;
  drawer: Drawer;
  item: OpenedItem;
  /** As it was shared last, and at once. */
  again: boolean;
  onBack: () => void;
}) {
  const { head, body } = item;
  const last = again ? body.shared : undefined;
  const [client, setClient] = useState<Client | null | undefined>(undefined);
  const [by, setBy] = useState<'link' | 'named'>(typeof last?.person === 'string' ? 'named' : 'link');
  const [to, setTo] = useState<PersonFound | null>(typeof last?.person === 'string' ? { person: last.person, name: last.name } : null);
  const [hasWords, setHasWords] = useState(last?.hasWords === true);
  const [withFiles, setWithFiles] = useState(last?.hasFiles ?? body.files.length > 0);
  const [done, setDone] = useState(0);
  const [own, setOwn] = useState('');
  const [ownFault, setOwnFault] = useState<string | null>(null);
  const [step, setStep] = useState<Step>({ kind: 'choosing' });
  const [asked, setAsked] = useState<AskedWords | null>(null);
  const stop = useRef(new AbortController());
  useEffect(() => {
    clientHere().then(setClient, () => setClient(null));
    return () => stop.current.abort();
  }, []);

  // One press was enough: it goes out as soon as this page knows who sends it.
  const isSent = useRef(false);
  useEffect(() => {
    if (last === undefined || !client || isSent.current) return;
    isSent.current = true;
    void send();
  }, [client]);

  const hasFiles = withFiles && body.files.length > 0;
  const items = (): readonly Item[] => [{ kind: head.kind, label: head.label, fields: body.fields }];
  const send = async (): Promise<void> => {
    if (client === null || client === undefined) return;
    const name = to === null ? '' : escapeInvisible(to.name);
    const { signal } = stop.current;
    setStep({ kind: 'working' });
    try {
      const fault = hasWords && own !== '' ? await ownFaultOf(own, drawer) : null;
      setOwnFault(fault);
      if (fault !== null) return setStep({ kind: 'choosing' });
      const about = {
        label: head.label,
        kind: head.kind,
        words: hasWords && own !== '' ? own : hasWords,
        ...(hasFiles && { files: sourcesOfItem(item, vault), onProgress: (sent: number, of: number) => setDone(of === 0 ? 1 : sent / of) }),
      };
      const remember = async (): Promise<void> => {
        const person = by === 'link' ? null : (to?.person ?? null);
        await vault.remember(item, { person, name: person === null ? '' : (to?.name ?? ''), hasWords, hasFiles, at: Date.now() });
      };
      if (by === 'link') {
        const { url, passphrase } = await client.share(items(), about, { signal });
        await remember();
        return setStep({ kind: 'link', url, passphrase: passphrase ?? null });
      }
      const compare = ({ words }: { words: string }): Promise<boolean> =>
        new Promise((resolve) => setAsked({ words, answer: resolve })).then((isSame) => {
          setAsked(null);
          return isSame === true;
        });
      // A vault locks while a person is waited for, so nothing waits here.
      const whole = { ...about, to: to?.person ?? '', compare, prekeyOnly: true };
      const { passphrase } = await client.share(items(), whole, { signal, deadlineMs: Infinity });
      await remember();
      setStep(passphrase === undefined ? { kind: 'sent', to: name } : { kind: 'link', url: '', passphrase });
    } catch (error) {
      setStep({ kind: 'failed', why: whyOf(error) });
    }
  };

  const title = messages.share.title(escapeInvisible(head.label));
  if (step.kind === 'link' || step.kind === 'sent')
    return (
      <Screen title={title} lead={step.kind === 'sent' ? messages.share.sent(step.to) : undefined}>
        {step.kind === 'link' && step.url !== '' ? (
          <CopyBox id="link" label={messages.share.linkReady} value={step.url} button={messages.share.copy} primary qr />
        ) : null}
        {step.kind === 'link' && step.passphrase !== null ? (
          <CopyBox id="words" label={messages.share.passphrase} value={step.passphrase} button={messages.share.copy} />
        ) : null}
        <div class="actions">
          <Button onPress={onBack}>{messages.item.back}</Button>
        </div>
      </Screen>
    );
  return (
    <Screen title={title} lead={messages.share.lead}>
      {client === null ? <Notice tone="info">{messages.share.signedOut}</Notice> : null}
      {client ? (
        <fieldset class="ways">
          <legend>{messages.share.by}</legend>
          {(['link', 'named'] as const).map((way) => (
            <label class="check" key={way}>
              <input type="radio" name="way" checked={by === way} onChange={() => setBy(way)} />
              {messages.share[way]}
            </label>
          ))}
          {by === 'named' ? <FindPerson client={client} chosen={to} onChosen={setTo} /> : null}
          <label class="check">
            <input type="checkbox" checked={hasWords} onChange={({ currentTarget }) => setHasWords(currentTarget.checked)} />
            {messages.share.words}
          </label>
          {hasWords ? (
            <PasswordField
              id="own-words"
              label={messages.share.own}
              help={messages.share.ownHelp}
              value={own}
              onValue={(typed) => {
                setOwn(typed);
                setOwnFault(null);
              }}
              error={ownFault}
            />
          ) : null}
          {body.files.length === 0 ? null : (
            <label class="check">
              <input type="checkbox" checked={withFiles} onChange={({ currentTarget }) => setWithFiles(currentTarget.checked)} />
              {messages.share.files(body.files.length)}
            </label>
          )}
          <p class="help">{messages.share.expires}</p>
        </fieldset>
      ) : null}
      {asked === null || to === null ? null : (
        <div class="compare" role="alert">
          <p>{messages.share.compare(escapeInvisible(to.name))}</p>
          <p class="drawn-words" translate={false}>
            {asked.words}
          </p>
          <Button kind="primary" autofocus onPress={() => asked.answer(true)}>
            {messages.share.same}
          </Button>
          <Button onPress={() => asked.answer(false)}>{messages.share.differ}</Button>
        </div>
      )}
      {step.kind === 'working' && asked === null ? (
        hasFiles ? (
          <Progress label={messages.share.working} done={done} />
        ) : (
          <p role="status">{messages.share.working}</p>
        )
      ) : null}
      {step.kind === 'failed' ? (
        <Notice tone="warn" alert>
          {messages.share.failed} {step.why}
        </Notice>
      ) : null}
      <div class="actions">
        {client ? (
          <Button
            kind="primary"
            busy={step.kind === 'working' || (by === 'named' && to === null) || (body.fields.length === 0 && !hasFiles)}
            onPress={() => void send()}
          >
            {messages.share.send}
          </Button>
        ) : null}
        <Button onPress={onBack}>{step.kind === 'working' ? messages.share.stop : messages.item.back}</Button>
      </div>
    </Screen>
  );
}

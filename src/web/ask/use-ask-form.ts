// The form of a request as it stands: what is typed, the templates that fit whom it asks, and the press that sends it.

import { useRef, useState } from 'preact/hooks';
import type { Answer } from '../../client/wire/answer.ts';
import { fetchWays, sendRequest } from '../api/ask.ts';
import type { Way, Wish } from '../api/ask-page.ts';
import { askMessages as messages } from '../messages/ask.ts';
import { EMPTY, askFaultsOf, sharedWith, wayOf, wishOf, withTemplate, withWays, type AskState, type Draft } from './draft.ts';

const FIELDS: readonly (keyof Draft)[] = ['who', 'template', 'what', 'fields', 'note'];

type Ways = Answer<readonly Way[]>;

export function useAskForm() {
  const [form, setForm] = useState<AskState>({ draft: EMPTY, ways: [] });
  const [isTried, setIsTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState('');
  const asked = useRef<Promise<Ways> | null>(null);
  const sent = useRef<{ readonly wish: string; readonly once: string } | null>(null);
  const { draft, ways } = form;

  const refuse = (code: string): void => setRefused(messages.refused[code] ?? messages.fault);
  /** An answer about a person who is not chosen any more is let go. */
  const askWays = (who: string): Promise<Ways> => {
    const mine = fetchWays(sharedWith(who));
    asked.current = mine;
    void mine.then((answer) => {
      if (asked.current !== mine) return;
      if (!answer.ok) {
        asked.current = null;
        refuse(answer.code);
      }
      setForm((last) => withWays(last, answer.ok ? answer.value : []));
    });
    return mine;
  };
  /** What has not changed since it was sent, and was not answered, is the same request. */
  const onceOf = (wish: Wish): string => {
    const text = JSON.stringify(wish);
    if (sent.current?.wish !== text) sent.current = { wish: text, once: crypto.randomUUID() };
    return sent.current.once;
  };
  const focusFault = (one: AskState): boolean => {
    const found = askFaultsOf(one);
    const first = FIELDS.find((field) => found[field] !== undefined);
    if (first !== undefined) document.getElementById(`ask-${first}`)?.focus();
    return first !== undefined;
  };
  /** Whether the browser is on its way to the page of the request. */
  const send = async (): Promise<boolean> => {
    const answer = await (asked.current ?? askWays(draft.who));
    if (!answer.ok) return false;
    const whole = answer.value === ways ? form : withWays(form, answer.value);
    const way = wayOf(whole);
    if (way === undefined || Object.keys(askFaultsOf(whole)).length > 0) {
      // A field that came with this answer stands there in a moment.
      setTimeout(() => focusFault(whole));
      return false;
    }
    const wish = wishOf(whole.draft, way);
    const begun = await sendRequest(wish, onceOf(wish));
    if (begun.ok) location.assign(`/s/${begun.value}`);
    else refuse(begun.code);
    return begun.ok;
  };
  return {
    draft,
    ways,
    busy,
    refused,
    faults: isTried ? askFaultsOf(form) : {},
    change: (part: Partial<Draft>): void => setForm({ draft: { ...draft, ...part }, ways }),
    choosePerson(who: string): void {
      setForm({ draft: { ...draft, who }, ways });
      setRefused('');
      asked.current = null;
      if (who !== '') void askWays(who);
    },
    chooseTemplate: (template: string): void => setForm(withTemplate(form, template)),
    async press(): Promise<void> {
      setIsTried(true);
      setRefused('');
      if (focusFault(form)) return;
      setBusy(true);
      if (!(await send())) setBusy(false);
    },
  };
}

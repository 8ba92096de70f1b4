// The form of modal entry, in which the secret is typed in chat: drawn, and read when it comes back. What is typed here must reach
// nothing but `sealInChat`.

import { limits } from '../core/limits.ts';
import { needsPassphrase, type Share } from '../core/share.ts';
import type { Field, Form, FormValues } from './port.ts';
import type { RenderContext } from './render-context.ts';
import { interpolate, interpolateText } from './text.ts';

/** `proposal`: generated words, for modes that open with words. */
export function secretForm(context: RenderContext, share: Share, proposal: string): Form {
  const { secretForm: said } = context.messages;
  const secret: Field = {
    id: 'secret',
    label: said.secret.label,
    hint: interpolateText(said.secret.hint, { max: String(limits.modalSecret) }),
    required: true,
    kind: 'secret',
    max: limits.modalSecret,
    initial: '',
    multiline: true,
  };
  const words: Field = {
    id: 'words',
    label: said.words.label,
    hint: share.mode === 'words' ? said.words.hint : said.secondLock.hint,
    required: true,
    kind: 'secret',
    max: limits.modalWords,
    initial: proposal,
    multiline: false,
  };
  return {
    name: 'secret',
    ref: share.id,
    title: said.title,
    submit: said.submit,
    intro: [interpolate(said.warning, { platform: context.platform })],
    fields: needsPassphrase(share.mode) ? [secret, words] : [secret],
  };
}

export interface TypedSecret {
  readonly secret: string;
  /** Null in modes that open without words. */
  readonly words: string | null;
}

/** `isGood`: whether words are hard enough to guess. The sentences are by field id and quote nothing. */
export function parseSecretForm(
  { messages }: RenderContext,
  {
    share,
    values,
    isGood,
  }: { readonly share: Share; readonly values: FormValues; readonly isGood: (words: string, isSecondLock: boolean) => boolean },
): { readonly ok: true; readonly value: TypedSecret } | { readonly ok: false; readonly errors: Readonly<Record<string, string>> } {
  const secret = textOf(values['secret']);
  const words = needsPassphrase(share.mode) ? textOf(values['words']) : null;
  const errors: Record<string, string> = {};
  if (secret.trim() === '' || [...secret].length > limits.modalSecret) {
    errors['secret'] = interpolateText(messages.inputs.secret, { max: String(limits.modalSecret) });
  }
  // Beside a browser that accepted, it may be what they know already: alone it opens nothing. See docs/decisions/known-passphrase.md.
  const isSecondLock = share.mode !== 'words';
  if (words !== null && (words.length > limits.modalWords || !isGood(words, isSecondLock)))
    errors['words'] = isSecondLock
      ? interpolateText(messages.inputs.wordsSecond, { max: String(limits.modalWords) })
      : messages.inputs.words;
  return Object.keys(errors).length > 0 ? { ok: false, errors } : { ok: true, value: { secret, words } };
}

const textOf = (value: FormValues[string] | undefined): string => (typeof value === 'string' ? value : '');

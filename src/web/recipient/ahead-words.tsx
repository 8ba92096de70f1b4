// Before anyone has accepted: the words of the prekey to which the sender may seal it.

import { useSafetyWords } from '../lib/use-safety-words.ts';
import type { ShareView } from '../../client/answers/share-view.ts';
import { SafetyWords } from '../ui/safety-words.tsx';
import { messages } from '../messages/named.ts';

export function AheadWords({ view, sender }: { view: ShareView; sender: string }) {
  const words = useSafetyWords(view.id, view.prekey);
  return (
    <>
      <h2>{messages.waiting.codeTitle}</h2>
      <SafetyWords words={words} />
      <p class="help">{messages.waiting.codeAhead(sender)}</p>
    </>
  );
}

// Asked from this browser: the six words, and what is waited for.

import type { ComponentChildren } from 'preact';
import type { ShareView } from '../../../client/answers/share-view.ts';
import { useSafetyWords } from '../../lib/use-safety-words.ts';
import { messages as named } from '../../messages/named.ts';
import { messages } from '../../messages/asker.ts';
import { messages as common } from '../../messages/share.ts';
import { Facts } from '../../ui/facts.tsx';
import { Live } from '../../ui/live.tsx';
import { SafetyWords } from '../../ui/safety-words.tsx';
import { Screen } from '../../ui/screen.tsx';
import { ToReceipt } from '../end-screen.tsx';

interface Props {
  readonly view: ShareView;
  readonly sender: string;
  readonly online: boolean;
  readonly takeBack: ComponentChildren;
}

export function AskedWaiting({ view, sender, online, takeBack }: Props) {
  const words = useSafetyWords(view.id, view.acceptance ?? view.prekey);
  return (
    <Screen title={messages.waiting.title(sender)} lead={messages.waiting.lead}>
      <h2>{named.waiting.codeTitle}</h2>
      <SafetyWords words={words} />
      <p class="help">{messages.waiting.codeHelp(sender)}</p>
      <Live pulse>{online ? messages.waiting.status(sender) : common.errors.network[0]}</Live>
      <Facts view={view} role="recipient" />
      <ToReceipt view={view} />
      {takeBack}
    </Screen>
  );
}

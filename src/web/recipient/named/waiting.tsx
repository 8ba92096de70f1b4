// Accepted in this browser: the six words, and what is waited for.

import { useSafetyWords } from '../../lib/use-safety-words.ts';
import type { ShareView } from '../../../client/answers/share-view.ts';
import { SafetyWords } from '../../ui/safety-words.tsx';
import { Facts } from '../../ui/facts.tsx';
import { Live } from '../../ui/live.tsx';
import { Screen } from '../../ui/screen.tsx';
import { messages } from '../../messages/named.ts';
import { messages as common } from '../../messages/share.ts';
import { ToReceipt } from '../end-screen.tsx';

export function Waiting({ view, sender, online }: { view: ShareView; sender: string; online: boolean }) {
  const words = useSafetyWords(view.id, view.acceptance);
  const status = view.payload === null ? messages.waiting.notEntered(sender) : messages.waiting.status(sender);
  return (
    <Screen title={messages.waiting.title(sender)} lead={messages.waiting.lead}>
      {view.acceptance?.key ? (
        <>
          <h2>{messages.waiting.codeTitle}</h2>
          <SafetyWords words={words} />
          <p class="help">{messages.waiting.codeHelp(sender)}</p>
        </>
      ) : null}
      <Live pulse>{online ? status : common.errors.network[0]}</Live>
      <Facts view={view} role="recipient" />
      <ToReceipt view={view} />
    </Screen>
  );
}

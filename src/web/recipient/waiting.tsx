// Accepted in this browser: the six words, and what is waited for.

import { useCode } from '../lib/use-code.ts';
import type { ShareView } from '../api/view.ts';
import { CodeWords } from '../ui/code-words.tsx';
import { Facts } from '../ui/facts.tsx';
import { Live } from '../ui/notice.tsx';
import { Screen } from '../ui/screen.tsx';
import { ToReceipt } from './plain.tsx';
import { say } from '../words/share.ts';

export function Waiting({ view, sender, online }: { view: ShareView; sender: string; online: boolean }) {
  const words = useCode(view.id, view.acceptance);
  const status = view.payload === null ? say.waiting.notEntered(sender) : say.waiting.status(sender);
  return (
    <Screen title={say.waiting.title(sender)} lead={say.waiting.lead}>
      {view.acceptance?.key ? (
        <>
          <h2>{say.waiting.codeTitle}</h2>
          <CodeWords words={words} />
          <p class="help">{say.waiting.codeHelp(sender)}</p>
        </>
      ) : null}
      <Live pulse>{online ? status : say.errors.network[0]}</Live>
      <Facts view={view} role="recipient" />
      <ToReceipt view={view} />
    </Screen>
  );
}

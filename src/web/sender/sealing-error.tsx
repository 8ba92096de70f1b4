// What went wrong while sealing, and the same step once more.

import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { messages } from '../messages/sealing.ts';
import { sealingFault } from './sealing-fault.ts';
import type { Sealing } from './use-seal.ts';

export function SealingError({ sealing }: { sealing: Sealing }) {
  return sealing.fault === null ? null : <ErrorNotice code={sealing.fault} retry={sealing.retry} />;
}

export function ErrorNotice({ code, retry }: { code: string; retry: (() => void) | null }) {
  if (code === 'share.other_device')
    return (
      <Notice tone="warn" alert>
        {messages.changedMeanwhile}
      </Notice>
    );
  const screen = sealingFault(code);
  return (
    <Notice tone="warn" alert>
      <p>
        <strong>{screen.pair[0]}.</strong> {screen.pair[1]}
      </p>
      {screen.again && retry !== null ? (
        <Button kind="small" onPress={retry}>
          {messages.retry}
        </Button>
      ) : null}
    </Notice>
  );
}

// What went wrong while sealing, and the same step once more.

import { faultScreen } from '../api/faults.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { say } from '../words/sender.ts';
import type { Sealing } from './use-seal.ts';

export function Fault({ sealing }: { sealing: Sealing }) {
  return sealing.fault === null ? null : <FaultNotice code={sealing.fault} retry={sealing.retry} />;
}

export function FaultNotice({ code, retry }: { code: string; retry: (() => void) | null }) {
  if (code === 'share.other_device')
    return (
      <Notice tone="warn" alert>
        {say.changedMeanwhile}
      </Notice>
    );
  const screen = code === 'acceptance' ? { pair: say.badAcceptance, again: false } : faultScreen(code);
  return (
    <Notice tone="warn" alert>
      <p>
        <strong>{screen.pair[0]}.</strong> {screen.pair[1]}
      </p>
      {screen.again && retry !== null ? (
        <Button kind="small" onPress={retry}>
          {say.retry}
        </Button>
      ) : null}
    </Notice>
  );
}

// The same link as a QR code, for a telephone that is held up to this screen: drawn after a press, in this page, and kept nowhere.

import { useRef, useState } from 'preact/hooks';
import { loadQr } from '../load-qr.ts';
import { messages } from '../messages/pass-on.ts';
import { Button } from '../ui/button.tsx';

export function QrCode({ text, label, onShown }: { text: string; label: string; onShown?: (() => void) | undefined }) {
  const box = useRef<HTMLDivElement>(null);
  const [state, setState] = useState<'none' | 'asked' | 'shown' | 'failed'>('none');
  const press = (): void => {
    box.current?.replaceChildren();
    if (state === 'shown') return setState('none');
    setState('asked');
    loadQr()
      .then(({ drawQr }) => {
        if (box.current !== null) drawQr(box.current, text, label);
        setState('shown');
        onShown?.();
      })
      .catch(() => setState('failed'));
  };
  return (
    <>
      <Button pressed={state === 'shown'} busy={state === 'asked'} onPress={press}>
        {messages.qr}
      </Button>
      <div class="qr" ref={box} role="status" />
      {state === 'failed' ? <p role="alert">{messages.qrFailed}</p> : null}
    </>
  );
}

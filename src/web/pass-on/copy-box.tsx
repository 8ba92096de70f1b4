// Something to copy and pass on, and only then to let go of: told as copied only when the browser says so.

import { useRef, useState } from 'preact/hooks';
import { Button } from '../ui/button.tsx';
import { keepOut } from '../ui/secret-input.tsx';
import { messages } from '../messages/pass-on.ts';
import { QrCode } from './qr-code.tsx';

export function CopyBox({
  id,
  label,
  value,
  button,
  help,
  onCopied,
  primary = false,
  qr = false,
}: {
  id: string;
  label: string;
  value: string;
  button: string;
  help?: string;
  onCopied?: () => void;
  primary?: boolean;
  /** Also as a QR code, which takes it along as a copy does. */
  qr?: boolean;
}) {
  const box = useRef<HTMLTextAreaElement>(null);
  const [told, setTold] = useState('');
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(value);
      setTold(messages.copied);
      onCopied?.();
    } catch {
      box.current?.focus();
      box.current?.select();
      setTold(messages.failed);
    }
  };
  return (
    <div class="field copy-box">
      <label for={id}>{label}</label>
      {help ? (
        <p class="help" id={`${id}-help`}>
          {help}
        </p>
      ) : null}
      <textarea
        {...keepOut}
        ref={box}
        id={id}
        class="mono"
        readOnly
        rows={value.length > 60 ? 3 : 2}
        value={value}
        aria-describedby={help ? `${id}-help` : undefined}
        onFocus={(event) => event.currentTarget.select()}
        onCopy={() => onCopied?.()}
      />
      <div class="copy-line">
        <Button kind={primary ? 'primary' : 'quiet'} onPress={() => void copy()}>
          {button}
        </Button>
        {qr ? <QrCode text={value} label={label} onShown={onCopied} /> : null}
        <span role="status">{told}</span>
      </div>
    </div>
  );
}

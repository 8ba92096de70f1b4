// The receipt to keep: exactly the text that was checked here, and the signature over it.

import { useEffect, useState } from 'preact/hooks';
import type { ReceiptFile } from '../../client/calls/receipts.ts';
import { messages } from '../messages/receipt.ts';

/** An address of a file that this page holds. */
function useFile(text: string | null): string | null {
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    if (text === null) return undefined;
    const made = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [text]);
  return text === null ? null : url;
}

export function ReceiptFiles({ file: { text, signature }, share }: { file: ReceiptFile; share: string }) {
  const [plain, signed] = [useFile(text), useFile(signature)];
  const name = `receipt-${share.slice(0, 12)}.txt`;
  return (
    <>
      {plain === null ? null : (
        <a class="button primary" href={plain} download={name}>
          {messages.files.receipt}
        </a>
      )}
      {signed === null ? null : (
        <a class="button" href={signed} download={`${name}.sig`}>
          {messages.files.signature}
        </a>
      )}
    </>
  );
}

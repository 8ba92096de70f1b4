// Beside "Copy the link": the same link inside a message that is ready to send, by mail, by the phone's own sheet, or to copy.

import { useState } from 'preact/hooks';
import { Button } from '../ui/button.tsx';
import { messages } from '../messages/pass-on.ts';
import { mailtoAddress, readyMessage, type Passing } from './ready-message.ts';

/** `onTaken`: the link is out of this page, as far as anyone can tell. */
export function PassOn({ onTaken, ...passing }: Passing & { onTaken: () => void }) {
  const [told, setTold] = useState('');
  const { subject, text } = readyMessage(passing);
  const took = (how: string): void => {
    setTold(how);
    onTaken();
  };
  const copy = (): void => {
    navigator.clipboard.writeText(text).then(
      () => took(messages.copied),
      () => setTold(messages.refused),
    );
  };
  const share = (): void => {
    navigator.share({ title: subject, text }).then(
      () => took(messages.shared),
      // Closed without a choice: nothing has happened, and nothing is said.
      (error: unknown) => setTold(error instanceof DOMException && error.name === 'AbortError' ? '' : messages.refused),
    );
  };
  return (
    <section class="pass-on">
      <h2>{messages.title}</h2>
      <div class="copy-line">
        {'share' in navigator ? <Button onPress={share}>{messages.share}</Button> : null}
        <a class="button quiet" href={mailtoAddress(passing)} onClick={() => took(messages.mailed)}>
          {messages.mail}
        </a>
        <Button onPress={copy}>{messages.copy}</Button>
        <span role="status">{told}</span>
      </div>
      <details>
        <summary>{messages.read}</summary>
        <p class="subject">{subject}</p>
        <pre class="message" tabIndex={0} translate={false} aria-label={messages.read}>
          {text}
        </pre>
      </details>
    </section>
  );
}

// The explanation that opens at the foot of a share's page. Fetched when it is asked for.

import { messages } from '../messages/about.ts';

export function AboutText({ received = messages.received }: { received?: string }) {
  return (
    <>
      <p>{received}</p>
      <h2>{messages.promiseTitle}</h2>
      <ul class="plain-list">
        {messages.promises.map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
      <h2>{messages.limitsTitle}</h2>
      <ul class="plain-list">
        {messages.limits.map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
    </>
  );
}

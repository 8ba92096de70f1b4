// How a person keeps this page: as the server has built it. A browser's own "Save page" changes what it saves, and its policy then stops it.

import { metaOf } from '../browser/page-meta.ts';
import { messages } from '../messages/file.ts';

/** Nothing in a page that was kept. */
export function KeepPage() {
  const hash = metaOf('saved-sha256');
  if (hash === '') return null;
  return (
    <section class="keep">
      <h2>{messages.keep.title}</h2>
      <p>{messages.keep.lead}</p>
      <p>
        <a class="button quiet" href="/nt2-file.html" download="nt2-file.html">
          {messages.keep.button}
        </a>
      </p>
      <details>
        <summary>{messages.keep.hash}</summary>
        <p class="help">{messages.keep.hashHelp}</p>
        <pre class="mono" tabIndex={0} aria-label={messages.keep.hash} translate={false}>
          {hash}
        </pre>
      </details>
    </section>
  );
}

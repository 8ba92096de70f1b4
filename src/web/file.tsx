// /file: opens and writes .nt2share files. Everything it needs stands inside it, and its policy lets it ask nobody for anything: the page
// that a server sends and the one that a person keeps on a disk are the same. See docs/decisions/file-page.md.

import { render, type ComponentChildren } from 'preact';
import type { ShareFileContent } from '../crypto/share-file/content.ts';
import { metaOf } from './browser/page-meta.ts';
import { css } from './file/file.css';
import { KeepPage } from './file/keep-page.tsx';
import { OpenFile } from './file/open.tsx';
import { ShownShareFile } from './file/opened.tsx';
import { Save, type SavedFile } from './file/save.tsx';
import { messages as frame } from './messages/frame.ts';
import { messages } from './messages/file.ts';
import { CopyBox } from './pass-on/copy-box.tsx';
import { css as afterPress } from './recipient/after-press/after-press.css';
import { css as sender } from './sender/sender.css';
import { adoptStyle } from './ui/adopt-style.ts';
import { Button } from './ui/button.tsx';
import { Frame } from './ui/frame.tsx';
import { Screen } from './ui/screen.tsx';

for (const sheet of [sender, afterPress, css]) adoptStyle(sheet);

type Place =
  | { readonly kind: 'open' | 'save' | 'cleared' }
  | { readonly kind: 'opened'; readonly content: ShareFileContent }
  | { readonly kind: 'saved'; readonly file: SavedFile };

function Page({ place, setPlace }: { place: Place; setPlace: (place: Place) => void }) {
  const way = (kind: 'open' | 'save', text: string) => (
    <Button pressed={place.kind === kind} onPress={() => setPlace({ kind })}>
      {text}
    </Button>
  );
  const ways = (
    <div class="ways-bar" role="group" aria-label={messages.ways}>
      {way('open', messages.toOpen)}
      {way('save', messages.toSave)}
    </div>
  );
  switch (place.kind) {
    case 'open':
      return (
        <>
          <OpenFile ways={ways} onOpened={(content) => setPlace({ kind: 'opened', content })} />
          <KeepPage />
        </>
      );
    case 'save':
      return <Save ways={ways} onSaved={(file) => setPlace({ kind: 'saved', file })} />;
    case 'opened':
      return <ShownShareFile content={place.content} onCleared={() => setPlace({ kind: 'cleared' })} />;
    case 'cleared':
      return (
        <Screen title={messages.cleared.title} lead={messages.cleared.lead}>
          <div class="actions">
            <Button kind="primary" onPress={() => setPlace({ kind: 'open' })}>
              {messages.cleared.again}
            </Button>
          </div>
        </Screen>
      );
    case 'saved':
      return <Saved file={place.file} onAnother={() => setPlace({ kind: 'save' })} />;
  }
}

function Saved({ file: { name, words }, onAnother }: { file: SavedFile; onAnother: () => void }) {
  return (
    <Screen title={messages.done.title} lead={messages.done.lead(name)}>
      {words === null ? (
        <p>{messages.done.key}</p>
      ) : (
        <CopyBox id="words" label={messages.done.words} help={messages.done.wordsHelp} value={words} button={messages.done.copy} primary />
      )}
      <div class="actions">
        <Button onPress={onAnother}>{messages.done.another}</Button>
      </div>
    </Screen>
  );
}

/** On a disk there is no front page to go to, and no host to name. */
function KeptFrame({ children }: { children: ComponentChildren }) {
  return (
    <>
      <header class="top">
        <span class="brand">
          <span>{frame.brand}</span>
        </span>
        <span class="host">{messages.saved}</span>
      </header>
      <main>{children}</main>
      <footer>
        <p>{messages.footer}</p>
      </footer>
    </>
  );
}

// A file that misses its place would be opened in the place of this page, and what was typed would be gone.
for (const name of ['dragover', 'drop']) window.addEventListener(name, (event) => event.preventDefault());

const root = document.getElementById('app');
if (root !== null) {
  // From the root each time: a state inside the page would leave the screen before it, with the words that were typed there, with the frame's
  // children, which Preact keeps as they were first drawn.
  const show = (place: Place): void => {
    const page = <Page place={place} setPlace={show} />;
    render(metaOf('saved-sha256') === '' ? <KeptFrame>{page}</KeptFrame> : <Frame footer={messages.footer}>{page}</Frame>, root);
  };
  show({ kind: location.hash === '#save' ? 'save' : 'open' });
  // A browser may keep the page as it stands and bring it back with all that was typed, whatever it was told about storing.
  window.addEventListener('pagehide', () => render(null, root));
  window.addEventListener('pageshow', (event) => event.persisted && location.reload());
}

// The page of a receipt: of a share, checked as it arrives; or at /verify of a file from the reader's own disk, which is sent nowhere.

import { render } from 'preact';
import { FileReceipt } from './receipt/file-receipt.tsx';
import { ServerReceipt } from './receipt/server-receipt.tsx';
import { Frame } from './ui/frame.tsx';
import { messages } from './messages/receipt.ts';

const share = /^\/s\/([a-z2-7]{32})\/receipt$/.exec(location.pathname)?.[1];
const root = document.getElementById('app');
if (root !== null)
  render(
    <Frame footer={messages.footer}>
      {share === undefined ? <FileReceipt /> : <ServerReceipt share={share} />}
      {share === undefined ? null : (
        <p class="links no-print">
          <a href="/mine">{messages.mine}</a>
          <a href="/devices">{messages.devices}</a>
        </p>
      )}
    </Frame>,
    root,
  );

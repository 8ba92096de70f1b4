// The page of a receipt: of a share, checked as it arrives; or at /verify of a file from the reader's own disk, which is sent nowhere.

import { render } from 'preact';
import { FromDisk } from './receipt/from-disk.tsx';
import { OfShare } from './receipt/of-share.tsx';
import { Frame } from './ui/frame.tsx';
import { say } from './words/receipt.ts';

const share = /^\/s\/([a-z2-7]{32})\/receipt$/.exec(location.pathname)?.[1];
const root = document.getElementById('app');
if (root !== null) render(<Frame footer={say.footer}>{share === undefined ? <FromDisk /> : <OfShare share={share} />}</Frame>, root);

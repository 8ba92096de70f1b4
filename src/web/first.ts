// The first script of a share's page, inside its HTML: it takes the key out of the address before anything else, and asks for the share
// while the rest of the page still arrives. With a link, what a press needs is fetched too, and the HTML shows the button, which does
// nothing yet: what it would open is not known, and a press on a secret that opens once is never guessed.

import { actAs, askView } from './api/api.ts';
import { consumeFragment } from './browser/address.ts';
import { leaveFirstLook } from './browser/first-look.ts';
import { preload } from './browser/preload.ts';

const address = consumeFragment();
if (address.as !== null) actAs(address.as);
const answer = address.share === null ? null : askView(address.share);
// No answer is told by the page itself, when it is there.
answer?.catch(() => {});
leaveFirstLook({ address, answer });
if (address.raw !== null) {
  document.documentElement.classList.add('link');
  preload('crypto');
}

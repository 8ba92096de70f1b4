// The first script of a request's page, inside its HTML: it takes what stands behind # out of the address before anything else, and has
// fetched what checks it.

import { consumeFragment } from './browser/address.ts';
import { leaveFirstLook } from './browser/first-look.ts';
import { preload } from './browser/preload.ts';

const address = consumeFragment();
leaveFirstLook({ address, answer: null });
if (address.raw !== null) preload('crypto');

// check.sh of an evidence pack, whole.

import { CHECK_LOGS } from './check-log-script.ts';
import { CHECK_RECEIPTS } from './check-receipts-script.ts';

export const CHECK_SCRIPT = CHECK_LOGS + CHECK_RECEIPTS;

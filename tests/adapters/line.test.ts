// The adapter contract on LINE: in the chat with the account.

import { it } from 'vitest';
import { openJudge } from '../fakes/line/judge.ts';
import { describeAdapter } from './contract.ts';
import { LACKING } from './lacking-skips.ts';
import { openLine } from './line-chat.ts';

describeAdapter('line', openLine, LACKING, { lacks: true });

const { missing } = openJudge();
it.skipIf(missing === null)(`is judged by LINE’s published interface${missing === null ? '' : ` (skipped: ${missing})`}`, () => undefined);

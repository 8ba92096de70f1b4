// Every sentence of a share's page, those inside it and those that it fetches.

import { messages as named } from '../../src/web/messages/named.ts';
import { messages as afterPress } from '../../src/web/messages/after-press.ts';
import { messages as inside } from '../../src/web/messages/share.ts';

export const messages = { ...inside, ...afterPress, ...named };

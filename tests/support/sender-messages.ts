// Every sentence of the sender's page, wherever it is fetched with.

import { messages as sealing } from '../../src/web/messages/sealing.ts';
import { messages as afterPress } from '../../src/web/messages/sender-after-press.ts';
import { messages as status } from '../../src/web/messages/sender-status.ts';
import { messages as form } from '../../src/web/messages/sender.ts';
import { messages as takeBack } from '../../src/web/messages/take-back.ts';

export const messages = {
  ...form,
  ...sealing,
  ...afterPress,
  ...status,
  ...takeBack,
  enter: { ...form.enter, ...sealing.enter },
  words: { ...form.words, ...sealing.words },
};

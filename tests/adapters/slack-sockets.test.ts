import { describeAdapter } from './contract.ts';
import { openSlackOver } from './slack-chat.ts';

describeAdapter('slack over sockets', openSlackOver('sockets'), {
  'a request without a valid signature is refused': 'sockets carry no signatures: who opens one has the app token',
});

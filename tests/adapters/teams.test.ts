// The adapter contract on Microsoft Teams, against a fake of it.

import { describeAdapter } from './contract.ts';
import { openTeamsChat } from './teams-chat.ts';

describeAdapter('teams', openTeamsChat, {
  'T20: a sender with closed direct messages hears his news where the card stands, and nobody else does':
    'Teams’ message for one person is a developer preview that Teams keeps, so nt2 sends none',
  'a form that the platform refuses is told as broken, not as slow, and its code is in the log':
    'a form goes back as the answer to Teams’ own request, and Teams tells nobody that it did not like it',
});

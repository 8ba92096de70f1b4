// What a share's page fetches: while it is on its way, and when it did not come.

import { messages } from '../messages/share.ts';
import { createLater } from './later.tsx';
import { ErrorScreen } from './message-screens.tsx';

export const Later = /* @__PURE__ */ createLater(messages.loading, (again) => <ErrorScreen code="network" again={again} />);

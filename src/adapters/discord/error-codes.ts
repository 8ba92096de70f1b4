// Discord's errors by what nt2 makes of them. Replies carry plain numbers, so these are numbers too.

import { RESTJSONErrorCodes as Code } from 'discord.js';

type Name = 'unknownMember' | 'unknownMessage' | 'unknownWebhook' | 'unknownInteraction' | 'alreadyAcknowledged' | 'archivedThread';

export const ERROR: Readonly<Record<Name, number>> = {
  unknownMember: Code.UnknownMember,
  unknownMessage: Code.UnknownMessage,
  unknownWebhook: Code.UnknownWebhook,
  unknownInteraction: Code.UnknownInteraction,
  alreadyAcknowledged: Code.InteractionHasAlreadyBeenAcknowledged,
  archivedThread: Code.InvalidActionOnArchivedThread,
};

/** The person takes no direct message of nt2's. */
export const CLOSED_TO_DIRECT: ReadonlySet<number> = new Set([
  Code.CannotSendMessagesToThisUser,
  Code.InvalidRecipients,
  Code.CannotSendMessagesToThisUserDueToHavingNoMutualGuilds,
]);

/** Passes by itself, although Discord says 400 or 403. */
export const TRY_LATER: ReadonlySet<number> = new Set([
  Code.ActionCannotBePerformedDueToSlowmodeRateLimit,
  Code.AnnouncementEditLimitExceeded,
  Code.ChannelWriteRateLimit,
  Code.ServerWriteRateLimit,
  Code.MaximumNumberOfEditsToMessagesOlderThanOneHourReached,
  Code.OpeningDirectMessagesTooFast,
  Code.SendMessagesHasBeenTemporarilyDisabled,
  Code.FeatureTemporarilyDisabledServerSide,
  Code.ServiceResourceIsBeingRateLimited,
  Code.ApplicationNotYetAvailable,
  Code.APIResourceOverloaded,
  Code.MaximumActiveThreads,
]);

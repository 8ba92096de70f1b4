// Discord's way to say no: a status, a code of its own, and a sentence.

/** Thrown inside the fake, answered as Discord's error object. */
export class Refused extends Error {
  readonly status: number;
  readonly code: number;
  /** What does not fit, where it is that: a mistake of the app's, and so a complaint. */
  readonly misfits: readonly string[];

  constructor({ status, code, message, misfits = [] }: { status: number; code: number; message: string; misfits?: readonly string[] }) {
    super(message);
    this.status = status;
    this.code = code;
    this.misfits = misfits;
  }

  body(): Record<string, unknown> {
    return { message: this.message, code: this.code };
  }
}

const KNOWN = {
  unknownChannel: [404, 10_003, 'Unknown Channel'],
  unknownGuild: [404, 10_004, 'Unknown Guild'],
  unknownMember: [404, 10_007, 'Unknown Member'],
  unknownMessage: [404, 10_008, 'Unknown Message'],
  unknownUser: [404, 10_013, 'Unknown User'],
  unknownWebhook: [404, 10_015, 'Unknown Webhook'],
  unknownInteraction: [404, 10_062, 'Unknown interaction'],
  unknownRoute: [404, 0, '404: Not Found'],
  unauthorized: [401, 0, '401: Unauthorized'],
  openingTooFast: [403, 40_003, 'You are opening direct messages too fast'],
  alreadyAnswered: [400, 40_060, 'Interaction has already been acknowledged.'],
  tooManyFollowUps: [400, 40_094, 'This interaction has reached the maximum number of follow up messages'],
  tooManyCommands: [400, 30_034, 'Max number of daily application command creates has been reached (200)'],
  missingAccess: [403, 50_001, 'Missing Access'],
  notYourMessage: [403, 50_005, 'Cannot edit a message authored by another user'],
  emptyMessage: [400, 50_006, 'Cannot send an empty message'],
  cannotWriteTo: [403, 50_007, 'Cannot send messages to this user'],
  missingPermissions: [403, 50_013, 'Missing Permissions'],
  invalidToken: [401, 50_027, 'Invalid Webhook Token'],
  invalidRecipient: [400, 50_033, 'Invalid Recipient(s)'],
  archived: [400, 50_083, 'Thread is archived'],
  noMutualGuild: [403, 50_278, 'Cannot send messages to this user'],
} as const;

export const refused = (name: keyof typeof KNOWN): Refused => {
  const [status, code, message] = KNOWN[name];
  return new Refused({ status, code, message });
};

/** Discord lists what is wrong beside the message, in a shape that is not the one it publishes: the fake leaves it out. */
export const invalidForm = (misfits: readonly string[]): Refused =>
  new Refused({ status: 400, code: 50_035, message: 'Invalid Form Body', misfits });

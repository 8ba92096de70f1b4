// What Slack takes at most. Lengths are in UTF-16 units, as Slack counts them. nt2's own limits are in src/core/limits.ts.

export const LIMITS = {
  blocks: { message: 50, view: 100 },
  /** Title of a view, and its button. */
  viewTitle: 24,
  header: 150,
  /** A piece of text, and what can be typed into an input. */
  text: 3_000,
  /** Of a button or an option. */
  buttonLabel: 75,
  /** Of an input, and the hint below it. */
  inputLabel: 2_000,
  /** Inputs of a view: the bot never needs more. */
  fields: 10,
  /** The button's value: the reference that the bot put there. */
  buttonValue: 80,
  usersInSelect: 100,
  /** Of a request. Slack's own are far smaller. */
  bodyBytes: 1_048_576,
  /** Between its clock and this one, in s: older and later requests are refused. */
  clockSkewS: 300,
} as const;

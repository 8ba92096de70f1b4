// What Discord takes at most, in characters unless it says otherwise. nt2's own limits are in src/core/limits.ts.

export const LIMITS = {
  /** Inputs of a form. Text before them takes the place of one. */
  fields: 5,
  formTitle: 45,
  inputLabel: 45,
  inputHint: 100,
  inputText: 4_000,
  /** All text of a message together. */
  messageText: 4_000,
  /** nt2's own room in it, for why a form was refused, beside what stood in that form. */
  keptBeside: 1_500,
  buttonLabel: 80,
  buttonsInRow: 5,
  optionLabel: 100,
  customId: 100,
  /** The part of a custom id that is the bot's reference. */
  reference: 80,
  commandName: 100,
  /** What is typed into the option of a command that names a share: a link or an id. */
  shareOption: 200,
  /** A terminal's code, and what people put around it. */
  codeOption: 20,
  templateName: 24,
  /** What it offers to complete an option with. */
  choices: 25,
  token: 2_000,
  nonce: 25,
  /** Of a request. */
  bodyBytes: 256 * 1024,
  /** Between its clock and this one, in s: older and later requests are refused. */
  clockSkewS: 300,
} as const;

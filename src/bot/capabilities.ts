// What a platform can do, and what it lacks. See docs/decisions/platforms-that-lack.md.

/** What a platform can do. The bot decides by these, never by the platform's name. */
export interface Capabilities {
  /** How many fields a form holds, at least 5; an intro takes the room of one. Choices without room stand together in one field. */
  readonly fields: number;
  /** A submitted form can be returned with a sentence at each field. Elsewhere the answer is a private card. */
  readonly rejectForms: boolean;
  /** A form can hold buttons, and another form can take its place while it is filled in. */
  readonly redrawForms: boolean;
  /** False: what was sent can be neither changed nor taken back. Then cards carry no state, and only what a person must act on is sent. */
  readonly edits?: false;
  /** False: there are no forms. A card then says what was understood, and buttons choose. `kept` stands on it, and comes back with each press. */
  readonly forms?: false;
  /**
   * The platform keeps every answer, so none may carry a single-use link: the path at this server that signs people in by the platform itself,
   * and asks `Bot.signIn` where to go on. Absent: answers are seen by one person and kept by nobody.
   */
  readonly signsIn?: string;
}

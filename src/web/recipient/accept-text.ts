// The words around the two buttons that accept or decline.

/** What is said above the buttons, where it is not the first time that anyone accepts, or the person began it themselves. */
export interface AcceptText {
  readonly title: string;
  readonly lead: string;
  readonly button: string;
  /** What the other button says. */
  readonly decline?: string;
  /** What goes along with the acceptance. */
  readonly more?: (made: { readonly device: string; readonly key?: string }) => Promise<object>;
}

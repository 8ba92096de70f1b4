// The style of screens that are fetched later comes as text with their code, so no screen is drawn before its style is there, and no page
// carries the style of another. A sheet made by a script needs no hash in the page's policy: its text has come with a script that runs.

export function adoptStyle(css: string): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  document.adoptedStyleSheets.push(sheet);
}

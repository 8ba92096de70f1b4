// A style that a script imports: scripts/page-styles.mjs gives its text, with what it imports itself, as small as it gets.

declare module '*.css' {
  export const css: string;
}

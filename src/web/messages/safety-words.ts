// What is said of the six words to a screen reader.

export const messages = {
  label: (words: string) => `Check words: ${words}`,
} as const;

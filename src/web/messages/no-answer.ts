// What a page says that the server has not answered: the front page and those that share its script, and /go.

export const noAnswer = {
  title: 'No answer from the server',
  lead: 'Nothing is lost. Check your connection and try again.',
  again: 'Try again',
} as const;

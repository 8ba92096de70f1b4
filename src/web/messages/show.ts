// What shows and hides what is typed into a dotted box.

export const messages = { show: 'Show', hide: 'Hide' } as const;

// How finds are printed.

export const SCAN_FORMATS = ['text', 'json', 'csv', 'sarif'] as const;
export type ScanFormat = (typeof SCAN_FORMATS)[number];

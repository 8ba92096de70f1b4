// The envelope in a browser's tab. Browsers ask for this address by themselves; without an answer each page logs an error.

export const ICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><rect width="24" height="24" rx="5" fill="#0d6450"/>' +
  '<path d="M5 7.5h14v9.5H5zM5 8l7 5.2L19 8" fill="none" stroke="#fff" stroke-width="1.7" stroke-linejoin="round"/></svg>';

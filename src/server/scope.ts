// How much one process and one listener serve.

/** What a process of an installation is for: everything, pages and API alone, or the chat platforms alone. */
export type ProcessRole = 'all' | 'web' | 'chat';

/**
 * Which routes a listener has. `all`: every one. `public`: what people use, because operator and auditors have a listener of their own.
 * `admin`: that listener.
 */
export type RouteScope = 'all' | 'public' | 'admin';

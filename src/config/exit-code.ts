// How a start that the settings forbid ends, for service managers.

/** EX_CONFIG of sysexits. */
export const EXIT_CONFIG = 78;

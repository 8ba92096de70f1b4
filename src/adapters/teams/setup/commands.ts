// The entries that nt2 has in Teams' menus, by their ids in the app's manifest.

export const MENU_COMMANDS = ['share', 'request', 'pasted'] as const;

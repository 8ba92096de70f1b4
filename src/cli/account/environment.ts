// The environment of a person's command. Its secrets are read here and nowhere else: `NT2_TOKEN` is handed to the one call that needs it.

import type { Environment } from '../../config/setting.ts';

export const ownEnvironment = (): Environment => process.env;

// The environment of a person's command. Its secrets are read here and nowhere else: `NT2_TOKEN` is handed to the one call that needs it.

import type { Environment } from '../../config/setting.ts';

export const ownEnvironment = (): Environment => process.env;

/** By these a program is a person or a machine at nt2: worth more than the one secret that another program is given or asked for. */
const CREDENTIALS: readonly string[] = ['NT2_TOKEN', 'NT2_MACHINE_KEY', 'NT2_ID_TOKEN'];

/** What a program that nt2 starts has of this environment. */
export const withoutCredentials = (env: Environment): Environment =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !CREDENTIALS.includes(name.toUpperCase())));

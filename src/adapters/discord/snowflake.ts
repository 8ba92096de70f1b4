// Discord's ids.

import * as z from 'zod';

const SNOWFLAKE = /^\d{1,20}$/;

export const isSnowflake = (text: string): boolean => SNOWFLAKE.test(text);
export const snowflake = z.string().regex(SNOWFLAKE);

// A part of one of Playwright's objects in place of the whole: what is not there says so when it is asked for.

/** `part` as a `T`, for walks that use no more of it. */
export function partOf<T extends object>(name: string, part: Partial<T>): T {
  return new Proxy(part, {
    get(target, key, self): unknown {
      if (typeof key === 'symbol' || key in target || key === 'then' || key === 'toJSON') return Reflect.get(target, key, self);
      throw new Error(`WebKit's driver has no ${name}.${key}: this walk is for other engines`);
    },
  }) as T;
}

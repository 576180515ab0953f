type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Only what was given: a field that is undefined would hide a default. */
export function onlyGiven<T extends object>(fields: T): Given<T> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as Given<T>;
}

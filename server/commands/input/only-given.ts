type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** The fields that are not undefined; an undefined one would hide a default when objects merge. */
export function onlyGiven<T extends object>(fields: T): Given<T> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as Given<T>;
}

/** Runs that do not pass yet, by id and direction, and why. */
export const knownFailures: ReadonlyMap<string, string> = new Map([])

/** Runs that do not pass yet, by id and direction. */
export const knownFailures: ReadonlySet<string> = new Set([])

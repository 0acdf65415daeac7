/** What people call them. */
const guardedWords: ReadonlySet<string> = new Set([
  'production',
  'prod',
  'prd',
  'live',
  'staging',
  'stage',
  'stg',
  'preproduction',
  'preprod',
])

/** Environments whose data counts: nothing is undone, emptied or made up there without a word. `prod`, `prod-eu` and `EU_PRODUCTION` are such, too. */
export function isGuarded(environment: string): boolean {
  return environment
    .toLowerCase()
    .split(/[^a-z]+/)
    .some((word) => guardedWords.has(word))
}

/** Environments whose data counts: nothing is undone, emptied or made up there without a word. */
export function isGuarded(environment: string): boolean {
  return environment === 'production' || environment === 'staging'
}

/** What a word means as a condition: `ParseVariableBool` of psql's `variables.c`. Undefined when it is no boolean. */
export function booleanOf(word: string): boolean | undefined {
  const lower = word.toLowerCase()
  if (lower === '') return undefined
  if (isBeginning(lower, 'true') || isBeginning(lower, 'yes') || lower === 'on' || lower === '1') return true
  if (isBeginning(lower, 'false') || isBeginning(lower, 'no') || lower === '0') return false
  return lower.length > 1 && isBeginning(lower, 'off') ? false : undefined
}

function isBeginning(word: string, whole: string): boolean {
  return whole.startsWith(word)
}

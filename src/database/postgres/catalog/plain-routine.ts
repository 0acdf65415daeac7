import { sqlTokens } from './sql-tokens.ts'

const modes = new Set(['IN', 'INOUT', 'OUT', 'VARIADIC'])

/** A definition as PostgreSQL 14 and later write it: each argument of a procedure has its mode. Before 14 `IN` was left out, as it still is of functions. */
export function plainRoutine(definition: string, prokind: string, serverVersion: number): string {
  return prokind === 'p' && serverVersion < 140_000 ? withModes(definition) : definition
}

function withModes(definition: string): string {
  const places: number[] = []
  let depth = 0
  let isStart = false
  for (const { text, at } of sqlTokens(definition)) {
    if (isStart && text !== ')' && !modes.has(text)) places.push(at)
    isStart = (text === '(' && depth === 0) || (text === ',' && depth === 1)
    if (text === '(') depth += 1
    if (text === ')' && --depth === 0) break
  }
  return places.reduceRight((text, at) => `${text.slice(0, at)}IN ${text.slice(at)}`, definition)
}

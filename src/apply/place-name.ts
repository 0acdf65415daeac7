import { distance } from 'fastest-levenshtein'
import type { PlinthError } from '../errors.ts'

/** A name that the server does not know. */
export interface MissingName {
  readonly kind: 'relation' | 'column' | 'function' | 'object'
  /** As it was written, perhaps with its schema before a dot. */
  readonly name: string
}

const kinds: Readonly<Record<string, MissingName['kind']>> = {
  '42P01': 'relation',
  '42703': 'column',
  '42883': 'function',
  '42704': 'object',
}

/** The name that an error is about when it says that there is no such thing; read from its message, in whatever language. */
export function missingName({ sqlState, message }: PlinthError): MissingName | undefined {
  const kind = kinds[sqlState ?? '']
  if (kind === undefined) return undefined
  const pattern = kind === 'function' ? /([^\s"„«»“(]+)\(/ : /["„«»“]\s*([^"„«»“”]+?)\s*["«»“”]/
  const name = pattern.exec(message)?.[1] ?? (kind === 'column' ? /\S+\.(\S+)/.exec(message)?.[1] : undefined)
  return name === undefined ? undefined : { kind, name }
}

/**
 * The candidate that a missing name is most likely a misspelling of. Candidates are written as they are to be used: with the schema
 * where that is needed. The right name in another schema counts as near.
 */
export function nearestName(missing: string, candidates: Iterable<string>): string | undefined {
  const [schema, name] = splitName(missing)
  let best: string | undefined
  let bestDistance = Math.min(name.length, Math.max(1, Math.floor(name.length / 3)) + 1)
  for (const candidate of candidates) {
    const [itsSchema, itsName] = splitName(candidate)
    if (candidate === missing || Math.abs(itsName.length - name.length) >= bestDistance) continue
    const elsewhere = schema === itsSchema ? 0 : 0.5
    const found = distance(name.toLowerCase(), itsName.toLowerCase()) + elsewhere
    if (found >= bestDistance) continue
    best = candidate
    bestDistance = found
  }
  return best
}

/** Adds `Did you mean "…"?` to an error about a missing name, unless the server gave a hint of its own that is better. */
export function withNearest(error: PlinthError, candidates: Iterable<string>): PlinthError {
  const missing = missingName(error)
  if (missing === undefined || (error.hint !== undefined && missing.kind !== 'function')) return error
  const nearest = nearestName(missing.name, candidates)
  if (nearest === undefined) return error
  return error.with({ hint: [`Did you mean "${nearest}"?`, error.hint].filter(Boolean).join('\n') })
}

function splitName(name: string): readonly [schema: string | undefined, name: string] {
  const dot = name.lastIndexOf('.')
  return dot === -1 ? [undefined, name] : [name.slice(0, dot), name.slice(dot + 1)]
}

import { hash } from 'node:crypto'
import type { FactKey } from './fact-key.ts'
import type { Difference } from './differences.ts'

/** A difference that somebody has taken on: it is told, and counts as no fault until its last day. */
export interface Accepted {
  readonly fact: FactKey
  readonly kind: Difference['kind']
  /** {@link sumOf} the difference: where it changes further, it is another one. */
  readonly sum: string
  readonly why: string
  /** Who answers for it. */
  readonly by: string
  /** The last day on which it counts, as `2027-01-31` in UTC. */
  readonly until: string
}

/** Differences, sorted by what was said of them. */
export interface Judged {
  /** Nobody has accepted these, or not any more. */
  readonly open: readonly Difference[]
  readonly accepted: readonly (Difference & { readonly acceptance: Accepted })[]
  /** What was accepted for these has run out: they are open again. */
  readonly expired: readonly Accepted[]
  /** Accepted, and not found. */
  readonly unused: readonly Accepted[]
}

/** The first 16 hex digits of the SHA-256 over all that the difference says. */
export function sumOf({ fact, kind, facets, whole }: Difference): string {
  return hash('sha256', JSON.stringify([fact, kind, whole ?? facets])).slice(0, 16)
}

/** What is left of the differences once what was accepted is taken away; `today` as `2026-11-22`. */
export function judgeDifferences(
  differences: readonly Difference[],
  accepted: readonly Accepted[],
  today: string,
): Judged {
  const bySum = new Map(accepted.map((one) => [one.sum, one]))
  const found = differences.map((difference) => ({ difference, acceptance: bySum.get(sumOf(difference)) }))
  const sums = new Set(found.flatMap(({ acceptance }) => acceptance?.sum ?? []))
  return {
    open: found.flatMap(({ difference, acceptance }) =>
      acceptance === undefined || hasRunOut(acceptance, today) ? [difference] : [],
    ),
    accepted: found.flatMap(({ difference, acceptance }) =>
      acceptance === undefined || hasRunOut(acceptance, today) ? [] : [{ ...difference, acceptance }],
    ),
    expired: accepted.filter((one) => sums.has(one.sum) && hasRunOut(one, today)),
    unused: accepted.filter(({ sum }) => !sums.has(sum)),
  }
}

function hasRunOut({ until }: Accepted, today: string): boolean {
  return until < today
}

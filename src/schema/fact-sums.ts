import { hash } from 'node:crypto'
import { canonicalFacets, type FingerprintOptions } from './canonical-facets.ts'
import type { FactKey } from './fact-key.ts'
import type { Schema } from './schema.ts'

/** The sum of each fact by itself, without its parts: the first 12 hex digits of the SHA-256 over what a fingerprint counts of it. */
export type FactSums = ReadonlyMap<FactKey, string>

/** Equal sums say which fact differs, where fingerprints say that something does. */
export function factSums(
  { facts }: Pick<Schema, 'facts'>,
  { columnOrder }: Pick<FingerprintOptions, 'columnOrder'> = {},
): FactSums {
  return new Map(
    [...facts].map(([key, fact]) => [
      key,
      hash(
        'sha256',
        JSON.stringify([...canonicalFacets(fact, columnOrder === undefined ? {} : { columnOrder })]),
      ).slice(0, 12),
    ]),
  )
}

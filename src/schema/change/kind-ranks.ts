import type { FactKind } from '../schema.ts'

/**
 * The order in which kinds are made where nothing else tells, and dropped from behind. Routines come late, as their text may name relations that the
 * catalogs do not know of.
 */
const kinds: readonly FactKind[] = [
  'schema',
  'language',
  'extension',
  'access method',
  'collation',
  'base type',
  'enum',
  'domain',
  'domain constraint',
  'composite type',
  'range type',
  'foreign data wrapper',
  'server',
  'user mapping',
  'text search parser',
  'text search template',
  'text search dictionary',
  'text search configuration',
  'sequence',
  'table',
  'foreign table',
  'column',
  'default',
  'constraint',
  'index',
  'statistics',
  'view',
  'materialized view',
  'function',
  'procedure',
  'aggregate',
  'operator',
  'operator family',
  'operator class',
  'cast',
  'conversion',
  'transform',
  'rule',
  'trigger',
  'policy',
  'publication',
  'event trigger',
  'default privileges',
]

const ranks: ReadonlyMap<string, number> = new Map(kinds.map((kind, rank) => [kind, rank]))

/** The place of a kind in the order. */
export function rankOf(kind: FactKind): number {
  return ranks.get(kind) ?? kinds.length
}

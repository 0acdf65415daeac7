import type { TokenReader } from './token-reader.ts'

/**
 * Objects whose names exclude each other: tables, views, indexes and sequences are all relations. In `other`, those of the
 * same kind do; in `within`, those of the same kind on the same relation.
 */
export type Space = 'relation' | 'type' | 'routine' | 'other' | 'within'

export interface Kind {
  /** As the catalog listing calls it. */
  readonly kind: string
  readonly space: Space
  /** Lives in no schema. */
  readonly global: boolean
}

const kindsOf = (space: Space, ...kinds: readonly string[]) =>
  kinds.map((kind): readonly [string, Kind] => [kind, { kind, space, global: false }])
const globals = (...kinds: readonly string[]) =>
  kinds.map((kind): readonly [string, Kind] => [kind, { kind, space: 'other', global: true }])

const kinds: ReadonlyMap<string, Kind> = new Map([
  ...kindsOf('relation', 'table', 'foreign table', 'view', 'materialized view', 'sequence', 'index'),
  ...kindsOf('type', 'type', 'domain'),
  ...kindsOf('routine', 'function', 'procedure', 'aggregate', 'routine'),
  ...kindsOf(
    'other',
    'statistics',
    'collation',
    'conversion',
    'operator',
    'operator class',
    'operator family',
  ),
  ...kindsOf('other', 'text search configuration', 'text search dictionary'),
  ...kindsOf('other', 'text search parser', 'text search template'),
  ...kindsOf('within', 'trigger', 'policy', 'rule'),
  ...globals('schema', 'extension', 'publication', 'event trigger', 'language', 'server'),
  ...globals('foreign data wrapper', 'access method'),
])
const longestKind = 3

export function kindOf(kind: string): Kind {
  return kinds.get(kind) ?? { kind, space: 'relation', global: false }
}

/** Passes over the words of a kind. Undefined for what is not listed: roles, casts, subscriptions. */
export function readKind(t: TokenReader): Kind | undefined {
  for (let length = longestKind; length > 0; length--) {
    const words = Array.from({ length }, (_, ahead) => t.word(ahead) ?? '')
    const kind = kinds.get(words.join(' '))
    if (kind && t.pass(...words)) return kind
  }
  return undefined
}

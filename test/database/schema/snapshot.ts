import { compareSchemas } from '../../../src/schema/compare.ts'
import type { Schema } from '../../../src/schema/schema.ts'

/** How two snapshots differ, in words; empty: not at all but for the order of columns. */
export function snapshotDifference(got: Schema, wanted: Schema): string {
  const { added, removed, changed } = compareSchemas(got, wanted, {
    table: ['columns'],
    'foreign table': ['columns'],
  })
  return [
    ...[...removed.keys()].map((key) => `snapshot has too much: ${key}`),
    ...[...added.keys()].map((key) => `snapshot lacks: ${key}`),
    ...[...changed].map(([key, { facets }]) => `snapshot differs: ${key} [${facets.join(', ')}]`),
  ].join('\n')
}

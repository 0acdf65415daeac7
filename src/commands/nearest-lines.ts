import type { NearestRevision } from '../plan/fact-sum-changes.ts'
import type { Difference } from '../schema/differences.ts'
import type { FactKey } from '../schema/fact-key.ts'
import { partsOfKey, titleOfKey } from '../schema/fact-title.ts'
import { renderDifference } from './render-difference.ts'

/** So many differences are told. */
const most = 20

/** How a schema differs from that of the nearest revision, a line each; what goes with something that is missing, or extra, is not told by itself. */
export function nearestLines({ missing, extra, differing }: NearestRevision): readonly string[] {
  const linesOf = (kind: Difference['kind'], keys: readonly FactKey[]) =>
    keys.flatMap((fact) => renderDifference({ fact, title: titleOfKey(fact), kind, facets: [] }))
  const lines = [
    ...linesOf('missing', wholes(missing)),
    ...linesOf('differs', differing),
    ...linesOf('extra', wholes(extra)),
  ]
  const more = lines.length - most
  return more > 0 ? [...lines.slice(0, most), `and ${more} more`] : lines
}

/** Columns and the like have the name of their table before their own. */
function wholes(keys: readonly FactKey[]): readonly FactKey[] {
  const names = new Set(keys.map((key) => JSON.stringify(partsOfKey(key).name)))
  return keys.filter((key) => {
    const { name } = partsOfKey(key)
    return name.length < 3 || !names.has(JSON.stringify(name.slice(0, -1)))
  })
}

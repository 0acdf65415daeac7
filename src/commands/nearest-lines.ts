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
    ...linesOf('missing', wholes(missing, differing)),
    ...linesOf('differs', differing),
    ...linesOf('extra', wholes(extra, differing)),
  ]
  const more = lines.length - most
  return more > 0 ? [...lines.slice(0, most), `and ${more} more`] : lines
}

/** Without the parts of what is in the list as a whole, and without the columns of a view that differs: there is no other view with other columns. */
function wholes(keys: readonly FactKey[], differing: readonly FactKey[]): readonly FactKey[] {
  const nameOf = (key: FactKey) => JSON.stringify(partsOfKey(key).name)
  const isView = (key: FactKey) => partsOfKey(key).kind.endsWith('view')
  const names = new Set([...keys, ...differing.filter(isView)].map(nameOf))
  // Columns and the like have the name of their table before their own.
  return keys.filter((key) => {
    const { name } = partsOfKey(key)
    return name.length < 3 || !names.has(JSON.stringify(name.slice(0, -1)))
  })
}

/** A revision with the ones it comes after, as far as they are drawn too. */
export interface LaneNode {
  readonly id: string
  readonly parents: readonly string[]
}

/** The lines of a drawn graph that belong to one revision. */
export interface LaneRow {
  readonly id: string
  /** Joins lanes above the revision: `├─╯`. Empty when nothing joins. */
  readonly above: string
  /** The lanes on the line of the revision; its own place holds the mark. */
  readonly lanes: (mark: string) => string
  /** Parts lanes below the revision: `├─╮`. Empty when nothing parts. */
  readonly below: string
}

/** The revision that a lane leads down to; undefined where no lane is. */
type Lanes = (string | undefined)[]

/**
 * Draws a graph as columns of lines, as `git log --graph` does: every lane leads from a revision down to the one it comes after, and lanes
 * that lead to the same one join above it. `nodes`: newest first, no revision before one that comes after it. Linear, but for the
 * number of lanes.
 */
export function drawLanes(nodes: readonly LaneNode[]): readonly LaneRow[] {
  const drawn = new Set(nodes.map(({ id }) => id))
  const lanes: Lanes = []
  return nodes.map(({ id, parents }) => {
    const arriving = lanes.flatMap((to, at) => (to === id ? [at] : []))
    const own = arriving[0] ?? freeLane(lanes, 0)
    const joining = arriving.slice(1)
    const above = joining.length === 0 ? '' : crossbar(lanes, own, joining, ['┴', '╯'])
    for (const at of joining) lanes[at] = undefined
    lanes[own] = id
    const line = [...lanes]
    const [first, ...others] = parents.filter((parent) => drawn.has(parent))
    lanes[own] = first
    const parting = others.map((parent) => {
      const at = freeLane(lanes, own + 1)
      lanes[at] = parent
      return at
    })
    const below = parting.length === 0 ? '' : crossbar(lanes, own, parting, ['┬', '╮'])
    trim(lanes)
    return { id, above, below, lanes: (mark) => lanesOf(line, own, mark) }
  })
}

/** The first lane, from `from` on, that leads nowhere. */
function freeLane(lanes: Lanes, from: number): number {
  const found = lanes.findIndex((to, at) => at >= from && to === undefined)
  return found === -1 ? Math.max(lanes.length, from) : found
}

function trim(lanes: Lanes): void {
  while (lanes.length > 0 && lanes.at(-1) === undefined) lanes.pop()
}

function lanesOf(lanes: Lanes, own: number, mark: string): string {
  return Array.from(lanes, (to, at) => (at === own ? mark : to === undefined ? ' ' : '│'))
    .join(' ')
    .trimEnd()
}

/** A line across the lanes from `own` to the farthest of `others`, which meet it. */
function crossbar(
  lanes: Lanes,
  own: number,
  others: readonly number[],
  [inner, last]: readonly [string, string],
): string {
  const farthest = Math.max(...others)
  const signAt = (at: number) => {
    if (at === own) return '├'
    if (at === farthest) return last
    if (others.includes(at)) return inner
    const isOccupied = lanes[at] !== undefined
    if (at > own && at < farthest) return isOccupied ? '┼' : '─'
    return isOccupied ? '│' : ' '
  }
  return Array.from(lanes, (_, at) => signAt(at) + (at >= own && at < farthest ? '─' : ' '))
    .join('')
    .trimEnd()
}

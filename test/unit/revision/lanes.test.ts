import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { drawLanes, type LaneNode } from '../../../src/revision/lanes.ts'

const drawn = (nodes: readonly LaneNode[]) =>
  drawLanes(nodes)
    .flatMap(({ id, above, lanes, below }) => [above, `${lanes('o')} ${id}`, below])
    .filter((line) => line !== '')

const node = (id: string, ...parents: readonly string[]): LaneNode => ({ id, parents })

describe('a graph as lines', () => {
  it('a line of revisions is one lane', () => {
    expect(drawn([node('b', 'a'), node('a')])).toEqual(['o b', 'o a'])
  })

  it('a merge parts the lane, a branch point joins them', () => {
    expect(drawn([node('m', 'a', 'b'), node('b', 'x'), node('a', 'x'), node('x')])).toEqual([
      'o m',
      '├─╮',
      '│ o b',
      'o │ a',
      '├─╯',
      'o x',
    ])
  })

  it('three heads on one revision', () => {
    expect(drawn([node('c', 'x'), node('b', 'x'), node('a', 'x'), node('x', 'y'), node('y')])).toEqual([
      'o c',
      '│ o b',
      '│ │ o a',
      '├─┴─╯',
      'o x',
      'o y',
    ])
  })

  it('a lane that only passes is crossed', () => {
    const nodes = [
      node('n', 'm', 'd'),
      node('d', 'x'),
      node('m', 'a', 'b'),
      node('b', 'x'),
      node('a', 'x'),
      node('x'),
    ]
    expect(drawn(nodes)).toEqual([
      'o n',
      '├─╮',
      '│ o d',
      'o │ m',
      '├─┼─╮',
      '│ │ o b',
      'o │ │ a',
      '├─┴─╯',
      'o x',
    ])
  })

  it('roots of their own, and a lane that becomes free', () => {
    expect(drawn([node('p', 'q'), node('s'), node('r', 'q'), node('q')])).toEqual([
      'o p',
      '│ o s',
      '│ o r',
      '├─╯',
      'o q',
    ])
  })

  it('what is not drawn has no lane', () => {
    expect(drawn([node('b', 'a', 'not here'), node('a', 'nor here')])).toEqual(['o b', 'o a'])
  })
})

/** Follows the lines downwards from one place; where does it come out? */
function follow(lines: readonly string[], line: number, column: number): number {
  const sign = [...(lines[line] ?? '')][column] ?? ' '
  // A corner leads along the bar to the revision's own lane.
  if (sign !== '╯' && sign !== '┴') return column
  const bar = [...(lines[line] ?? '')].slice(0, column)
  return bar.lastIndexOf('├')
}

describe('any graph', () => {
  const graphs = fc
    .array(fc.array(fc.nat(), { maxLength: 3 }), { minLength: 1, maxLength: 25 })
    .map((choices) =>
      choices
        .map((parents, i) =>
          node(`r${i}`, ...new Set(i === 0 ? [] : parents.map((parent) => `r${parent % i}`))),
        )
        .toReversed(),
    )

  it('every revision stands once, and its lane leads to its first down revision', () => {
    fc.assert(
      fc.property(graphs, (nodes) => {
        const rows = drawLanes(nodes)
        expect(rows.map(({ id }) => id)).toEqual(nodes.map(({ id }) => id))
        const lines: string[] = []
        const at = new Map<string, { line: number; column: number }>()
        for (const { id, above, lanes, below } of rows) {
          if (above) lines.push(above)
          at.set(id, { line: lines.length, column: [...lanes('o')].indexOf('o') })
          lines.push(lanes('o'))
          if (below) lines.push(below)
        }
        for (const { id, parents } of nodes) {
          const [first] = parents
          const from = at.get(id)
          const to = first === undefined ? undefined : at.get(first)
          if (from === undefined || to === undefined) continue
          let { column } = from
          for (let line = from.line + 1; line < to.line; line++) {
            expect(['│', '├', '╯', '┴', '┼'], lines.join('\n')).toContain([...(lines[line] ?? '')][column])
            column = follow(lines, line, column)
          }
          expect(column, lines.join('\n')).toBe(to.column)
        }
      }),
    )
  })
})

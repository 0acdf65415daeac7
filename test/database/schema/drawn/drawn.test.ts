import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { splitStatements } from '../../../../src/psql/split-statements.ts'
import { isFailure, renderDrawnRun, runDrawn, runGiven, sizeOf } from './run-drawn.ts'

/**
 * Schemas drawn by chance, and what becomes of each when several things change at once. One is made of the other, by the plan, and that of the one again: `pg_dump -s` is the
 * judge each time. A few seeds that never change are run here; `PLINTH_DRAWN_SCHEMAS=500` runs as many others, and makes what fails as small as can be before it is shown.
 */
const wanted = Number(process.env['PLINTH_DRAWN_SCHEMAS'] ?? 0)
const now = Date.now()
const seeds =
  wanted > 0
    ? Array.from({ length: wanted }, (_, nth) => `${now}.${nth}`)
    : ['1', '2', '3', '4', '5', '6', '7']

describe('schemas are made of each other', () => {
  test(
    `drawn ones: ${wanted > 0 ? wanted : 'a few'} (PLINTH_DRAWN_SCHEMAS: how many)`,
    { timeout: 120_000 + wanted * 60_000 },
    async ({ skip }) => {
      const runs = await runDrawn(seeds, wanted > 0 ? { failures: 'shortened' } : {})
      if (runs === undefined) return skip('there is no pg_dump that can read this server')
      expect(runs.filter(isFailure).map(renderDrawnRun).join('\n\n')).toBe('')
      // Else the law is proven of nothing: much must be there, and little refused.
      const statements = runs.reduce((sum, run) => sum + sizeOf(run), 0)
      const refused = runs.reduce((sum, run) => sum + run.refused.length, 0)
      expect(statements).toBeGreaterThan(runs.length * 20)
      expect(refused).toBeLessThan(statements * 0.3)
      expect(runs.filter(({ verdict }) => verdict === 'unplanned').length).toBeLessThan(runs.length / 2)
    },
  )

  test('those in which such runs found something wrong', async ({ skip }) => {
    const runs = await runGiven(readFound())
    if (runs === undefined) return skip('there is no pg_dump that can read this server')
    const wrong = runs.filter(({ verdict }) => verdict !== 'pass')
    expect(wrong.map(renderDrawnRun).join('\n\n')).toBe('')
  })
})

/** The files of `found`: what is wrong in words, `-- the first schema` and `-- the second schema`. */
function readFound() {
  const folder = join(import.meta.dirname, 'found')
  return readdirSync(folder).map((name) => {
    const [, first = '', second = ''] = readFileSync(join(folder, name), 'utf8').split(
      /^-- the (?:first|second) schema$/m,
    )
    return { name, first: splitStatements(first), second: splitStatements(second) }
  })
}

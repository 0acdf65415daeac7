import { expect, test } from 'vitest'
import { isFailure, renderDrawnRun, runDrawn } from './run-drawn.ts'

/**
 * Schemas drawn by chance, and what becomes of each when several things change at once. One is made of the other, by the plan, and that of the one again: `pg_dump -s` is the
 * judge each time. A few seeds that never change are run here; `PLINTH_DRAWN_SCHEMAS=500` runs as many others, and makes what fails as small as can be before it is shown.
 */
const wanted = Number(process.env['PLINTH_DRAWN_SCHEMAS'] ?? 0)
const fixed = ['1', '2', '3', '4', '5', '6']
const now = Date.now()
const seeds = wanted > 0 ? Array.from({ length: wanted }, (_, nth) => `${now}.${nth}`) : fixed

test(
  `${wanted > 0 ? wanted : 'a few'} drawn schemas are made of each other (PLINTH_DRAWN_SCHEMAS: how many others)`,
  { timeout: 120_000 + wanted * 60_000 },
  async ({ skip }) => {
    const runs = await runDrawn(seeds, wanted > 0 ? { failures: 'shortened' } : {})
    if (runs === undefined) return skip('there is no pg_dump that can read this server')
    expect(runs.filter(isFailure).map(renderDrawnRun).join('\n\n')).toBe('')
    // Else the law is proven of nothing: much must be there, and little refused.
    const statements = runs.reduce((sum, run) => sum + run.statements, 0)
    const refused = runs.reduce((sum, run) => sum + run.refused.length, 0)
    expect(statements).toBeGreaterThan(runs.length * 20)
    expect(refused).toBeLessThan(statements * 0.3)
    expect(runs.filter(({ verdict }) => verdict === 'unplanned').length).toBeLessThan(runs.length / 2)
  },
)

import { expect, test } from 'vitest'
import { hasPairs, readPairs } from '../schema/schema-pairs.ts'
import { runScripts } from './corpus.ts'

/** All of them: PLINTH_SCRIPTS=all. */
const every = process.env['PLINTH_SCRIPTS'] === 'all' ? 1 : 16

test.skipIf(!hasPairs)(
  'schemas of other tools’ tests: written, loaded by psql, the dump is the same (../shared/corpora is needed)',
  async ({ skip }) => {
    const pairs = readPairs().filter((_, at) => at % every === 0)
    const runs = await runScripts(pairs)
    if (runs === undefined) return skip('there is no pg_dump or psql that can read this server')
    const failed = runs.filter(({ verdict }) => verdict !== 'pass' && verdict !== 'not built')
    expect(failed.map(({ id, verdict, reason }) => `${id}: ${verdict}: ${reason}`)).toEqual([])
    expect(runs.filter(({ verdict }) => verdict === 'pass').length).toBeGreaterThan(pairs.length * 0.9)
  },
  1_800_000,
)

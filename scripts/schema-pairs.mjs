// Runs the corpus of schema pairs, and says what became of each: node scripts/schema-pairs.mjs [--id part] [--category part] [--each number] [--show]
import { parseArgs } from 'node:util'
import { createJiti } from 'jiti'

const { values } = parseArgs({
  options: {
    id: { type: 'string' },
    category: { type: 'string' },
    each: { type: 'string' },
    show: { type: 'boolean' },
  },
})
const load = (file) => createJiti(import.meta.url).import(`../test/database/schema/${file}`)
const [{ hasPairs, readPairs }, { runPairs }, { renderPairRuns, nameOfRun }] = await Promise.all(
  ['schema-pairs.ts', 'run-pairs.ts', 'pair-report.ts'].map(load),
)
if (!hasPairs) throw new Error('the corpus of schema pairs is not here')
const show = (run) => {
  if (!values.show || run.verdict === 'pass') return
  process.stdout.write(`\n##### ${nameOfRun(run)}: ${run.verdict}: ${run.reason}\n${run.detail}\n`)
}
const runs = await runPairs(readPairs({ ...values, each: Number(values.each ?? 1) }), show)
if (runs === undefined) throw new Error('no pg_dump here that can read the server')
process.stdout.write(`${renderPairRuns(runs)}\n`)

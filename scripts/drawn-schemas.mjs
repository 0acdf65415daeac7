// Draws schemas and makes each of the other and back, and says what became of it: node scripts/drawn-schemas.mjs [--seed seed]… [--runs number] [--shorten] [--show]
import { parseArgs } from 'node:util'
import { createJiti } from 'jiti'

const { values } = parseArgs({
  options: {
    seed: { type: 'string', multiple: true },
    runs: { type: 'string' },
    things: { type: 'string', default: '60' },
    changes: { type: 'string', default: '12' },
    shorten: { type: 'boolean' },
    show: { type: 'boolean' },
  },
})
const { runDrawn, renderDrawnRun, isFailure, sizeOf } = await createJiti(import.meta.url).import(
  '../test/database/schema/drawn/run-drawn.ts',
)
// Seeds by themselves are run as they are; of a number of runs each has a seed that follows from the first one.
const [first = String(Date.now())] = values.seed ?? []
const seeds =
  values.seed && !values.runs
    ? values.seed
    : Array.from({ length: Number(values.runs ?? 20) }, (_, nth) => `${first}.${nth}`)
const onRun = (run) => {
  const fails = isFailure(run)
  if (fails || values.show) process.stdout.write(`\n${renderDrawnRun(run)}\n`)
  else if (run.verdict !== 'pass') process.stdout.write(`\n${run.schemas.name}: ${run.reason}\n`)
  if (values.show) process.stdout.write(`-- refused\n${run.refused.join('\n')}\n`)
}
const done = await runDrawn(seeds, {
  size: { things: Number(values.things), changes: Number(values.changes) },
  workers: Number(process.env['PLINTH_PAIR_WORKERS'] ?? 2),
  failures: values.shorten ? 'shortened' : 'as they are',
  onRun,
})
if (done === undefined) throw new Error('no pg_dump here that can read the server')
const counts = new Map()
for (const { verdict } of done) counts.set(verdict, (counts.get(verdict) ?? 0) + 1)
const statements = done.reduce((sum, run) => sum + sizeOf(run), 0)
const refused = done.flatMap((run) => run.refused)
process.stdout.write(
  `${[...counts].map(([verdict, count]) => `${count} ${verdict}`).join(', ')}; ${statements} statements, ${refused.length} refused\n`,
)
if (done.some(isFailure)) process.exitCode = 1

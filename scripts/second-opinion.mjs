// Asks pg-delta what it would still change, after each plan of ours: node scripts/second-opinion.mjs [--each number] [--id part] [--runs number] [--seed seed]
// Of the corpus of pairs each so-many-th, and so many drawn schemas. PLINTH_PG_DELTA is the folder in which `npm install @supabase/pg-delta@1.0.0-alpha.34` was run.
import { parseArgs } from 'node:util'
import { createJiti } from 'jiti'
import { findPgDelta } from '../bench/pg-delta.mjs'

const { values } = parseArgs({
  options: {
    each: { type: 'string', default: '10' },
    id: { type: 'string' },
    runs: { type: 'string', default: '20' },
    seed: { type: 'string', default: String(Date.now()) },
  },
})
const pgDelta = await findPgDelta()
if (pgDelta === undefined) throw new Error('PLINTH_PG_DELTA names no folder with @supabase/pg-delta in it')
const jiti = createJiti(import.meta.url)
const load = (file) => jiti.import(`../test/database/schema/${file}`)
const [{ runDrawn, runGiven }, { hasPairs, readPairs, roleStatements }] = await Promise.all(
  ['drawn/run-drawn.ts', 'schema-pairs.ts'].map(load),
)
const { splitStatements } = await jiti.import('../src/psql/split-statements.ts')
const workers = Number(process.env['PLINTH_PAIR_WORKERS'] ?? 2)
const counts = { asked: 0, agreed: 0, differed: 0, failed: 0 }

/** A statement of pg-delta a line. */
async function secondOpinion(got, wanted) {
  counts.asked++
  try {
    const [one, other] = [await pgDelta.extract(got), await pgDelta.extract(wanted)]
    const statements = pgDelta.plan(one.factBase, other.factBase).actions.map(({ sql }) => sql)
    if (statements.length === 0) counts.agreed++
    return statements
  } catch (error) {
    counts.failed++
    return [`it failed: ${error.message}`]
  }
}

function onRun({ schemas, verdict, reason }) {
  if (verdict === 'pass' || verdict === 'unplanned') return
  if (reason.startsWith('second opinion')) counts.differed++
  process.stdout.write(`${schemas.name}: ${verdict}: ${reason}\n`)
}

if (hasPairs && values.each !== '0') {
  const pairs = readPairs({ id: values.id, each: Number(values.each) }).map(({ id, setup, a, b }) => ({
    name: id,
    first: [setup, a].flatMap(splitStatements),
    second: [setup, b].flatMap(splitStatements),
  }))
  await runGiven(pairs, { workers, secondOpinion, onRun, setup: [...roleStatements().values()] })
  process.stdout.write(`${pairs.length} pairs: ${JSON.stringify(counts)}\n`)
}
for (const name of Object.keys(counts)) counts[name] = 0
const seeds = Array.from({ length: Number(values.runs) }, (_, nth) => `${values.seed}.${nth}`)
await runDrawn(seeds, { workers, secondOpinion, onRun })
process.stdout.write(`${seeds.length} drawn: ${JSON.stringify(counts)}\n`)

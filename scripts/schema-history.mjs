// Makes each version of a schema that is kept in git of its neighbours: node scripts/schema-history.mjs <git directory> <path in it> [--versions number] [--show] [--refused]
import { parseArgs } from 'node:util'
import { createJiti } from 'jiti'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    versions: { type: 'string', default: '20' },
    id: { type: 'string', default: '' },
    show: { type: 'boolean' },
    refused: { type: 'boolean' },
  },
})
const [repository, path] = positionals
if (path === undefined) throw new Error('say a git directory, and the path of a schema in it')
const load = (file) => createJiti(import.meta.url).import(`../test/database/schema/${file}`)
const [{ readHistory }, { historyDatabases }, { runPairs }, { renderPairRuns, nameOfRun }] =
  await Promise.all(['schema-history.ts', 'history-databases.ts', 'run-pairs.ts', 'pair-report.ts'].map(load))
const show = (run) => {
  if (!values.show || run.verdict === 'pass') return
  process.stdout.write(`\n##### ${nameOfRun(run)}: ${run.verdict}: ${run.reason}\n${run.detail}\n`)
}
const refusals = { statements: 0, reasons: new Map() }
const history = await readHistory({ repository, path }, { count: Number(values.versions) })
const pairs = history.filter(({ id }) => id.startsWith(values.id))
const runs = await runPairs(pairs, show, historyDatabases(refusals))
if (runs === undefined) throw new Error('no pg_dump here that can read the server')
const refused = [...refusals.reasons].sort(([, one], [, other]) => other - one)
const count = refused.reduce((sum, [, times]) => sum + times, 0)
process.stdout.write(
  `${renderPairRuns(runs)}\n\n${count} of ${refusals.statements} statements were refused\n`,
)
if (values.refused) for (const [reason, times] of refused) process.stdout.write(`${times} ${reason}\n`)

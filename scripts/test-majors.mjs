// Runs the database tests once per PostgreSQL major. Arguments go to vitest: node scripts/test-majors.mjs -t adopt
import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const scripts = dirname(fileURLToPath(import.meta.url))
const repository = dirname(scripts)
const majors = (process.env.PLINTH_TEST_MAJORS ?? '13,14,15,16,17,18').split(',').map((major) => major.trim())
const shell = process.platform === 'win32'

const install = spawnSync(process.execPath, [join(scripts, 'install-majors.mjs')], { stdio: 'inherit' })
if (install.status !== 0) process.exit(1)

const results = majors.map((major) => {
  const began = performance.now()
  const report = `.cache/majors-${major}.json`
  rmSync(join(repository, report), { force: true })
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const args = ['vitest', 'run', '--project', 'database', ...reporters, ...process.argv.slice(2)]
  const env = { ...process.env, PLINTH_TEST_MAJOR: major }
  // A server named there would be tested six times, whatever its version.
  delete env.TEST_DATABASE_URL
  const { status } = spawnSync('npx', args, { stdio: 'inherit', shell, env, cwd: repository })
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  return { major, passed: status === 0, counts: countsOf(join(repository, report)), seconds }
})

/** What vitest counted; a run that did not get that far has no report. */
function countsOf(report) {
  try {
    const { numPassedTests, numFailedTests, numPendingTests } = JSON.parse(readFileSync(report, 'utf8'))
    return `${numPassedTests} passed, ${numFailedTests} failed, ${numPendingTests} skipped`
  } catch {
    return 'no tests ran'
  }
}

console.log('')
for (const { major, passed, counts, seconds } of results) {
  console.log(`PostgreSQL ${major}: ${passed ? 'passed' : 'FAILED'} (${counts}, ${seconds} s)`)
}
process.exit(results.every(({ passed }) => passed) ? 0 : 1)

// Runs the database tests once per PostgreSQL major. Arguments go to vitest: node scripts/test-majors.mjs -t adopt
import { spawnSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const scripts = dirname(fileURLToPath(import.meta.url))
const majors = (process.env.PLINTH_TEST_MAJORS ?? '13,14,15,16,17,18').split(',')
const shell = process.platform === 'win32'

const install = spawnSync(process.execPath, [join(scripts, 'install-majors.mjs')], { stdio: 'inherit' })
if (install.status !== 0) process.exit(1)

const results = majors.map((major) => {
  const began = performance.now()
  const args = ['vitest', 'run', '--project', 'database', ...process.argv.slice(2)]
  const env = { ...process.env, PLINTH_TEST_MAJOR: major }
  const { status } = spawnSync('npx', args, { stdio: 'inherit', shell, env, cwd: dirname(scripts) })
  return { major, passed: status === 0, seconds: (performance.now() - began) / 1000 }
})

console.log('')
for (const { major, passed, seconds } of results) {
  console.log(`PostgreSQL ${major}: ${passed ? 'passed' : 'FAILED'} (${seconds.toFixed(1)} s)`)
}
process.exit(results.every(({ passed }) => passed) ? 0 : 1)

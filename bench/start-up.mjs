// Compares the start-up of plinth with bare Node, in interleaved rounds. --smoke: three rounds, no verdict.
import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { plinth } from '../dist/index.js'
import { median } from './programs.mjs'

const here = dirname(fileURLToPath(import.meta.url))
const root = dirname(here)
const isSmoke = process.argv.includes('--smoke')
const rounds = isSmoke ? 3 : 40

const folder = mkdtempSync(join(tmpdir(), 'plinth-bench-'))
for (const name of ['sql', 'migrations']) cpSync(join(root, name), join(folder, name), { recursive: true })
const given = process.env.TEST_DATABASE_URL
try {
  const url = given ?? (await plinth({ cwd: folder }).server({ action: 'start' })).url
  await plinth({ cwd: folder, url }).init()
  const missed = report(measure(programs(), { ...process.env, DATABASE_URL: url }))
  if (!isSmoke && missed > 0) process.exitCode = 1
} finally {
  if (given === undefined) await plinth({ cwd: folder }).server({ action: 'stop' })
  rmSync(folder, { recursive: true, force: true })
}

/** What is run, and the one it is compared with, and how many times as long it may take. */
function programs() {
  const cli = join(root, 'dist/cli/main.cjs')
  return [
    { name: 'node -e 0', args: ['-e', '0'] },
    { name: 'plinth --version', args: [cli, '--version'], against: 'node -e 0', goal: 1.3 },
    { name: 'connect.mjs', args: [join(here, 'connect.mjs')] },
    { name: 'plinth status', args: [cli, 'status'], against: 'connect.mjs', goal: 1.5 },
    { name: 'plinth init', args: [cli, 'init'], against: 'connect.mjs', goal: 1.5 },
  ]
}

/** The median of each program in milliseconds. Interleaved, so that a slow moment of the machine meets all of them. */
function measure(all, env) {
  const times = new Map(all.map((program) => [program, []]))
  for (let round = -1; round < rounds; round++) {
    for (const program of all) {
      const ms = timed(program, env)
      // The first round warms the disk cache.
      if (round >= 0) times.get(program).push(ms)
    }
  }
  return all.map((program) => ({ ...program, ms: median(times.get(program)) }))
}

function timed({ name, args }, env) {
  const began = performance.now()
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: folder, env, encoding: 'utf8' })
  const ms = performance.now() - began
  if (status !== 0) throw new Error(`${name} ended with ${status}: ${stderr}`)
  return ms
}

/** Prints the table; the result is the number of goals that were missed. */
function report(results) {
  console.log(`Node ${process.version}, ${availableParallelism()} CPUs, ${rounds} rounds, medians`)
  let missed = 0
  for (const { name, ms, against, goal } of results) {
    const line = `${name.padEnd(18)}${ms.toFixed(1).padStart(7)} ms`
    if (against === undefined) {
      console.log(line)
      continue
    }
    const ratio = ms / results.find((other) => other.name === against).ms
    if (ratio > goal) missed++
    console.log(
      `${line}  ${ratio.toFixed(2)}× ${against}, goal ${goal}×${!isSmoke && ratio > goal ? ', MISSED' : ''}`,
    )
  }
  return missed
}

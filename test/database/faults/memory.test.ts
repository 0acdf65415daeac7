import { spawn } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { main } from '../../support/cli.ts'
import { makeDatabase, makeProject } from '../../support/project.ts'

const megabytes = Number(process.env['PLINTH_FAULTS_MB'] ?? 60)
const half = (megabytes / 2) * 1e6

/** Writes a script: half of it rows of a COPY, half of it INSERTs. Returns how many rows there are. */
async function writeScript(path: string): Promise<number> {
  const file = createWriteStream(path)
  const text = 'x'.repeat(80)
  let [count, written] = [0, 0]
  const write = async (piece: string) => {
    written += piece.length
    if (!file.write(piece)) await once(file, 'drain')
  }
  await write('create unlogged table public.t (n integer, v text);\ncopy public.t from stdin;\n')
  while (written < half) {
    await write(Array.from({ length: 500 }, (_, i) => `${count + i}\t${text}\n`).join(''))
    count += 500
  }
  await write('\\.\n')
  // As pg_dump --inserts --rows-per-insert=100 writes them, and some one by one.
  while (written < 2 * half) {
    const values = Array.from({ length: 100 }, (_, i) => `\t(${count + i}, '${text}')`).join(',\n')
    await write(
      `insert into public.t values\n${values};\ninsert into public.t values (${count + 100}, '${text}');\n`,
    )
    count += 101
  }
  file.end()
  await once(file, 'close')
  return count
}

it.skipIf(process.platform !== 'linux')(
  `a script of ${megabytes} MB under a heap of 64 MB`,
  async () => {
    const [project, database] = [await makeProject({ init: '' }), await makeDatabase()]
    const count = await writeScript(join(project.folder, 'sql/init.sql'))
    const began = performance.now()
    const env = {
      PATH: process.env['PATH'],
      HOME: project.folder,
      DATABASE_URL: database.url,
      NODE_OPTIONS: '--max-old-space-size=64',
    }
    const running = spawn(process.execPath, [main, 'init'], {
      cwd: project.folder,
      env,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let stderr = ''
    running.stderr.on('data', (piece) => (stderr += String(piece)))
    const ended = once(running, 'close')
    let peak = 0
    while (running.exitCode === null && running.signalCode === null) {
      const status = await readFile(`/proc/${running.pid}/status`, 'utf8').catch(() => '')
      peak = Math.max(peak, Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0))
      await pause(20)
    }
    await ended
    expect(running.exitCode, stderr).toBe(0)
    expect(
      await database.query('select count(*)::int as n, count(distinct n)::int as d from public.t'),
    ).toEqual([{ n: count, d: count }])
    process.stdout.write(
      `${megabytes} MB: peak of ${Math.round(peak / 1024)} MB, ${Math.round(performance.now() - began)} ms\n`,
    )
    expect(peak).toBeGreaterThan(0)
    expect(peak / 1024).toBeLessThan(150)
  },
  600_000,
)

import { createWriteStream } from 'node:fs'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { randomOf } from '../../support/random.ts'
import { start } from './process.ts'
import { makeScene, nothingLeft, seedOf, type Scene } from './scene.ts'

const isAll = process.env['PLINTH_FAULTS'] === 'all'
const [megabytes, rounds] = isAll ? [300, 8] : [30, 2]
const bytes = megabytes * 1e6

/** So many bytes of the COPY the server has read, -1 before it began. Before PostgreSQL 14 it says no more than that it did. */
async function loaded({ database }: Scene): Promise<number> {
  const [said] = await database.query(`select to_regclass('pg_stat_progress_copy') is not null as it`)
  const [row] = await database.query(
    said?.['it'] === true
      ? 'select bytes_processed::float8 as n from pg_stat_progress_copy where datname = current_database()'
      : `select ${bytes} as n from pg_stat_activity where datname = current_database() and query ~ '^copy'`,
  )
  return Number(row?.['n'] ?? -1)
}

/** Writes a script with so large a COPY. Returns how many rows it has. */
async function writeScript(path: string): Promise<number> {
  const file = createWriteStream(path)
  const write = async (piece: string) => {
    if (!file.write(piece)) await once(file, 'drain')
  }
  let count = 0
  await write('create table public.t (n integer, v text);\ncopy public.t from stdin;\n')
  for (let written = 0; written < bytes; count += 1000) {
    const rows = Array.from({ length: 1000 }, (_, i) => `${count + i}\t${'x'.repeat(90)}\n`).join('')
    written += rows.length
    await write(rows)
  }
  file.end('\\.\ncreate table public.last ();\n')
  await once(file, 'close')
  return count
}

it.skipIf(process.platform === 'win32')(
  `kill -9 in a COPY of ${megabytes} MB: the database is empty, the lock is free, the next run completes`,
  async () => {
    const random = randomOf(seedOf('killed, COPY'))
    const scene = await makeScene('')
    const count = await writeScript(join(scene.project.folder, 'sql/init.sql'))
    const empty = await scene.contents()
    const run = () => start(['init'], scene.project.folder, { DATABASE_URL: scene.database.url })
    let killed = 0
    for (let round = 0; round < rounds; round++) {
      const running = run()
      const from = random() * 0.7 * bytes
      while (!running.hasEnded() && (await loaded(scene)) < from);
      running.signal('SIGKILL')
      const { code } = await running.ended
      await nothingLeft(scene.database, 15_000)
      // It was quicker than the question how far it is.
      if (code === 0) await scene.clear()
      else killed++
      expect(await scene.contents()).toBe(empty)
    }
    expect(killed).toBeGreaterThan(0)
    const { code, stderr } = await run().ended
    expect(code, stderr).toBe(0)
    expect(await scene.database.query('select count(*)::int as n from public.t')).toEqual([{ n: count }])
  },
  600_000,
)

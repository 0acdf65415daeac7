import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { withLockFile } from '../../../src/database/embedded/lock-file.ts'
import { readProcessMark } from '../../../src/database/embedded/processes.ts'
import { realWorld, type World } from '../../../src/world.ts'

/** A lock file that is made and not yet written, of another time than this clock has. */
async function emptyLock(of: Date): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'plinth-lock-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const path = join(folder, 'lock')
  await writeFile(path, '')
  await utimes(path, of, of)
  return path
}

/** A world in which each sleep is a second, and something happens meanwhile. */
function sleepingWorld(meanwhile: (second: number) => Promise<void>): World {
  let second = 0
  return {
    ...realWorld('/'),
    monotonicMs: () => second * 1000,
    sleep: () => meanwhile(++second),
  }
}

it('a lock file that is about to be written is not taken away, although the clock has jumped', async () => {
  const path = await emptyLock(new Date('2001-01-01'))
  const order: string[] = []
  const mark = await readProcessMark(realWorld('/'), process.pid)
  const world = sleepingWorld(async (second) => {
    if (second === 2) await writeFile(path, `${process.pid} ${mark} maker\n`)
    if (second === 9) {
      order.push('its maker is done')
      await rm(path)
    }
  })
  await withLockFile(world, path, async () => void order.push('work'))
  expect(order).toEqual(['its maker is done', 'work'])
})

it('one that stays empty is taken away, although it seems to be of tomorrow', async () => {
  const path = await emptyLock(new Date('2101-01-01'))
  const seconds: number[] = []
  const world = sleepingWorld(async (second) => void seconds.push(second))
  expect(await withLockFile(world, path, async () => seconds.length)).toBe(6)
})

import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PlinthError } from '../errors.ts'
import type { World } from '../world.ts'
import type { ReplacedFile } from './replace-file.ts'

/** Changing a file takes milliseconds. Who holds one for so long, as seen by somebody who waits, was killed. */
const abandonedAfterMs = 10_000
const pauseMs = 20

/**
 * Runs `work`, which reads a file beside the migrations and writes it anew, while no other process on this folder does so: what two add at once is in it then. The
 * mark of the one that works is a file of its own, `.<name>.busy`. Throws E_FILE where that cannot be written.
 */
export async function holdFile<T>(
  world: World,
  { folder, name, next }: ReplacedFile,
  work: () => Promise<T>,
): Promise<T> {
  const path = join(folder, `.${name}.busy`)
  const mark = world.randomHex(16)
  await take(world, { path, next }, mark)
  try {
    return await work()
  } finally {
    // Another one's, where this took so long that it was thought to be gone.
    if ((await markAt(path)) === mark) await rm(path, { force: true }).catch(() => {})
  }
}

/** The file that says that somebody is at work. */
interface Busy {
  readonly path: string
  readonly next: string | undefined
}

async function take(world: World, busy: Busy, mark: string): Promise<void> {
  const { path } = busy
  let holder: string | undefined
  let sinceMs = world.monotonicMs()
  while (!(await isTaken(busy, mark))) {
    const seen = await markAt(path)
    const nowMs = world.monotonicMs()
    // By the clock of who waits, for those of two machines may differ.
    if (seen !== holder) [holder, sinceMs] = [seen, nowMs]
    else if (seen !== undefined && nowMs - sinceMs > abandonedAfterMs) await clear(path, seen, mark)
    await world.sleep(pauseMs * (0.5 + world.jitter()))
  }
}

async function isTaken({ path, next }: Busy, mark: string): Promise<boolean> {
  try {
    await writeFile(path, mark, { flag: 'wx' })
    return true
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw new PlinthError('E_FILE', `${path} cannot be written`, {
      detail: cause instanceof Error ? cause.message : String(cause),
      hint: `Check that you may write to the migrations folder${next === undefined ? '.' : `; then: ${next}`}`,
      cause,
    })
  }
}

async function markAt(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined)
}

/** Takes away the mark of a process that is gone; where another was faster and works already, its mark is put back. */
async function clear(path: string, holder: string, mark: string): Promise<void> {
  const aside = `${path}.${mark}.old`
  try {
    await rename(path, aside)
    const taken = await markAt(aside)
    if (taken !== undefined && taken !== holder) await writeFile(path, taken, { flag: 'wx' })
  } catch {
    // Somebody else did it.
  } finally {
    await rm(aside, { force: true }).catch(() => {})
  }
}

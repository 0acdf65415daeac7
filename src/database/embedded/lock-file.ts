import { link, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { PlinthError } from '../../errors.ts'
import type { World } from '../../world.ts'
import { readProcessMark } from './processes.ts'

const waitTimeoutMs = 180_000
const pollMs = 40
/** A lock file is empty between being made and being written; after this long its maker is dead. */
const emptyTimeoutMs = 5_000

/** Does `work` while holding the lock file; waits for a live holder, and takes over from a dead one. */
export async function withLockFile<T>(
  world: World,
  path: string,
  work: () => Promise<T>,
  onWait: (text: string) => void = () => {},
): Promise<T> {
  const content = await acquire(world, path, onWait)
  try {
    return await work()
  } finally {
    if ((await readText(path)) === content) await rm(path, { force: true })
  }
}

async function acquire(world: World, path: string, onWait: (text: string) => void): Promise<string> {
  const mark = await readProcessMark(world, world.processId)
  const content = `${world.processId} ${mark ?? '-'} ${world.randomHex(8)}\n`
  const deadline = world.monotonicMs() + waitTimeoutMs
  let emptySince: number | undefined
  for (let told = false; ;) {
    if (await create(path, content)) return content
    const held = await readText(path)
    if (held === undefined) continue
    // Not by the time of the file: the clock may have jumped since.
    emptySince = isWhole(held) ? undefined : (emptySince ?? world.monotonicMs())
    if (await isStale(world, held, emptySince)) {
      await takeAway(world, path, held)
      continue
    }
    if (world.monotonicMs() > deadline) throw heldTooLong(path, held)
    if (!told) onWait(`waiting for process ${pidOf(held)}, which is starting or stopping the server`)
    told = true
    await world.sleep(pollMs + pollMs * world.jitter())
  }
}

async function create(path: string, content: string): Promise<boolean> {
  try {
    await writeFile(path, content, { flag: 'wx', mode: 0o600 })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

function isWhole(held: string): boolean {
  return held.endsWith('\n')
}

async function isStale(world: World, held: string, emptySince: number | undefined): Promise<boolean> {
  if (emptySince !== undefined) return world.monotonicMs() - emptySince > emptyTimeoutMs
  const mark = await readProcessMark(world, pidOf(held))
  // The same id with another mark is a later process: usual in containers, where ids begin at 1 each time.
  return mark === undefined || (mark !== '-' && mark !== held.split(' ')[1])
}

/** Moves the stale file away rather than removing it: what was moved may be another's new lock, which goes back. */
async function takeAway(world: World, path: string, stale: string): Promise<void> {
  const aside = `${path}.stale-${world.randomHex(4)}`
  const moved = await rename(path, aside).then(
    () => true,
    () => false,
  )
  if (!moved) return
  if ((await readText(aside)) !== stale) await link(aside, path).catch(() => {})
  await rm(aside, { force: true })
}

function pidOf(held: string): number {
  return Number.parseInt(held, 10) || 0
}

function readText(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined)
}

function heldTooLong(path: string, held: string): PlinthError {
  return new PlinthError('E_EMBEDDED', `another process has been starting the embedded server for too long`, {
    detail: `process ${pidOf(held)} holds ${path}`,
    hint: `end that process, or, if it has nothing to do with Plinth, remove the file: rm ${path}`,
  })
}

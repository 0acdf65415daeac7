import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from '../config/config.ts'
import { PlinthError } from '../errors.ts'
import { acceptedFileName, isDay, parseAccepted, printAccepted } from '../migrations/accepted-file.ts'
import { holdFile } from '../migrations/hold-file.ts'
import { replaceFile } from '../migrations/replace-file.ts'
import { readSideFile } from '../migrations/side-files.ts'
import { sumOf, type Accepted } from '../schema/accepted.ts'
import type { Difference } from '../schema/differences.ts'
import type { World } from '../world.ts'
import { authorOf } from './author.ts'

/** What is said about differences that are to be accepted. */
export interface AcceptWishes {
  readonly why: string
  /** Who answers for it; default: the user of git, or of this machine. */
  readonly by?: string | undefined
  /** The last day, as `2027-01-31`; default: in 90 days. */
  readonly until?: string | undefined
}

const defaultDays = 90
const dayMs = 86_400_000

/** Today, in UTC. */
export function today({ now }: Pick<World, 'now'>): string {
  return now().toISOString().slice(0, 10)
}

/** The differences that were accepted; none where there is no file of them. Throws E_FILE, E_MIGRATION_FORMAT. */
export async function readAccepted({ migrations }: Pick<Config, 'migrations'>): Promise<readonly Accepted[]> {
  const path = join(migrations, acceptedFileName)
  return existsSync(path) ? parseAccepted(await readSideFile(path), path) : []
}

/** The last day that is meant. Throws E_USAGE for a reason or a day that is none: before anything is looked at that takes time. */
export function lastDay(world: World, { why, until }: AcceptWishes): string {
  if (why.trim() === '')
    throw new PlinthError('E_USAGE', 'what is accepted needs a reason', {
      hint: 'plinth verify --accept "made by hand for the report, until the next release"',
    })
  const last = until ?? new Date(world.now().getTime() + defaultDays * dayMs).toISOString().slice(0, 10)
  if (isDay(last) && last >= today(world)) return last
  throw new PlinthError('E_USAGE', `"${last}" is not a day, or it is over`, {
    hint: 'A day to come is written as --until 2027-01-31',
  })
}

/** Writes differences down as accepted, in place of what was said of the same objects before. Throws E_USAGE for a reason or a day that is none, E_FILE. */
export async function acceptDifferences(
  { world, config }: { readonly world: World; readonly config: Config },
  differences: readonly Difference[],
  { why, by, until }: AcceptWishes,
): Promise<readonly Accepted[]> {
  const last = lastDay(world, { why, until })
  const owner = by ?? (await authorOf(world))
  const fresh = differences.map((difference) => ({
    fact: difference.fact,
    kind: difference.kind,
    sum: sumOf(difference),
    why,
    by: owner,
    until: last,
  }))
  const objects = new Set(fresh.map((one) => one.fact))
  const file = { folder: config.migrations, name: acceptedFileName }
  await holdFile(world, file, async () => {
    const others = (await readAccepted(config)).filter(({ fact }) => !objects.has(fact))
    await replaceFile(world, file, printAccepted([...others, ...fresh]))
  })
  return fresh
}

import { rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PlinthError } from '../errors.ts'
import type { World } from '../world.ts'

/** A file that is written anew as a whole. */
export interface ReplacedFile {
  readonly folder: string
  readonly name: string
  /** The command that makes it anew. */
  readonly next?: string
}

/** Writes a file beside the migrations in one step: who reads meanwhile, or after a crash, finds the old one or the new one. Throws E_FILE. */
export async function replaceFile(
  world: Pick<World, 'randomHex'>,
  { folder, name, next }: ReplacedFile,
  text: string,
): Promise<void> {
  const path = join(folder, name)
  // A dot file is no migration, and no file of the project.
  const made = join(folder, `.${name}.${world.randomHex(4)}`)
  try {
    await writeFile(made, text, { flag: 'wx' })
    await rename(made, path)
  } catch (cause) {
    await rm(made, { force: true }).catch(() => {})
    throw new PlinthError('E_FILE', `${path} cannot be written`, {
      detail: cause instanceof Error ? cause.message : String(cause),
      hint: `Check that you may write to the migrations folder${next === undefined ? '.' : `; then: ${next}`}`,
      cause,
    })
  }
}

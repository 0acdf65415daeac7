import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { FactSumChanges } from '../plan/fact-sum-changes.ts'
import type { World } from '../world.ts'
import { factsFileName, parseFacts, printFacts } from './facts-file.ts'
import { readSideFile } from './side-files.ts'
import { replaceFile } from './replace-file.ts'

/** What each revision changes, as plinth.facts has it; none where there is no such file. Throws E_FILE, E_MIGRATION_FORMAT with the line. */
export async function readFacts(folder: string): Promise<FactSumChanges> {
  const path = join(folder, factsFileName)
  return existsSync(path) ? parseFacts(await readSideFile(path), path) : new Map()
}

/** Writes it in one step. Throws E_FILE. */
export async function writeFacts(world: World, folder: string, changes: FactSumChanges): Promise<void> {
  await replaceFile(
    world,
    { folder, name: factsFileName, next: 'plinth verify --update' },
    printFacts(changes),
  )
}

import { readdir, stat } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { PlinthError } from '../errors.ts'
import type { ScriptItem } from '../psql/item.ts'
import type { ConnectedTo } from '../psql/own-variables.ts'
import { eachItem } from '../psql/read-script.ts'
import { readInitScript } from '../scripts/read-init-script.ts'
import type { ModelSurroundings, ScriptModel } from './model.ts'

/** A model of psql scripts: files, and folders with all the scripts in them. Throws E_CONFIG where one is missing or a folder has none. */
export async function fileModel(
  paths: readonly string[],
  surroundings: ModelSurroundings,
): Promise<ScriptModel> {
  const { root, reading } = surroundings
  const files: string[] = []
  for (const path of paths) files.push(...(await filesAt(path, root)))
  async function* read(connected: ConnectedTo): AsyncGenerator<ScriptItem> {
    for (const file of files)
      yield* eachItem(readInitScript(file, { ...reading, connected, hashing: 'none' }).stretches)
  }
  return { kind: 'script', about: paths.map((path) => shownFrom(root, path)).join(', '), read }
}

async function filesAt(path: string, root: string): Promise<readonly string[]> {
  const found = await stat(path).catch((cause: unknown) => {
    throw new PlinthError('E_CONFIG', `the model ${shownFrom(root, path)} is not there`, {
      hint: 'Correct "model" in the configuration, --model or PLINTH_MODEL.',
      cause,
    })
  })
  if (!found.isDirectory()) return [path]
  const files = await scriptsIn(path)
  if (files.length > 0) return files
  throw new PlinthError('E_CONFIG', `the folder ${shownFrom(root, path)} of the model has no SQL files`, {
    hint: 'Its files must end in .sql, .sql.gz or .sql.zst.',
  })
}

/** In the order of their paths, compared by code units, so that it is the same everywhere. What is hidden is left out. */
async function scriptsIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => !entry.isDirectory() && /\.sql(\.gz|\.zst)?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !/(^|[\\/])\./.test(relative(folder, path)))
    .sort((a, b) => (relative(folder, a) < relative(folder, b) ? -1 : 1))
}

function shownFrom(root: string, path: string): string {
  const short = relative(root, path)
  return short === '' || short.startsWith('..') ? path : short
}

import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, extname, join } from 'node:path'
import type { Config } from '../config/config.ts'
import { PlinthError } from '../errors.ts'
import { provenLine } from '../migrations/lock-file.ts'
import { readLock } from '../migrations/lock-on-disk.ts'
import { shown, type Project, type Surroundings } from '../project.ts'
import { addLines, missingLines } from './lock-lines.ts'
import type { MadeScript } from './made-script.ts'
import { missingBaseline } from './missing-baseline.ts'

/** Where a script of a database is written. */
export interface ScriptPlace {
  readonly path: string
  readonly to: 'init script' | 'model'
}

/** Throws E_FILE where something is there already, or the lock file cannot be read; E_GRAPH where there are migrations that an init script would come before; E_CONFIG. */
export async function findScriptPlace(project: Project, to: ScriptPlace['to']): Promise<ScriptPlace> {
  const { config } = project
  if (to === 'init script') refuseMigrations(project)
  const path = to === 'model' ? modelPath(config) : config.initScript
  if (existsSync(path)) throw isThere(shown(project, path), to)
  await readLock(config.migrations)
  return { path, to }
}

function modelPath({ model, root }: Config): string {
  if (model === undefined) return join(root, 'sql/schema.sql')
  const [path, ...others] = model.kind === 'files' ? model.paths : []
  if (path !== undefined && others.length === 0 && extname(path) === '.sql') return path
  throw new PlinthError('E_CONFIG', 'the model of the configuration is not one SQL file', {
    hint: 'Say which file is to be written: plinth create --from-database --model sql/schema.sql',
  })
}

function refuseMigrations(project: Project): void {
  const { migrations } = project
  if (migrations.length === 0) return
  throw new PlinthError('E_GRAPH', 'there are migrations already, and they come after an init script', {
    detail: `It would make what they make: ${migrations.length} in ${shown(project, project.config.migrations)}.`,
    hint: 'Write a model instead: plinth create --from-database --model; or begin in a folder without them: --migrations <dir>',
    result: 'Nothing was written.',
  })
}

function isThere(file: string, to: ScriptPlace['to']): PlinthError {
  const option = to === 'model' ? '--model' : '--init'
  return new PlinthError('E_FILE', `${file} exists already`, {
    hint: `Move it away, or name another file: plinth create --from-database ${option} <file>`,
    result: 'Nothing was written.',
  })
}

/** Writes it; an init script with its baseline, whose path is the result, and its line of the lock file. Throws E_FILE. */
export async function writeScript(
  surroundings: Surroundings,
  project: Project,
  { place, made }: { readonly place: ScriptPlace; readonly made: MadeScript },
): Promise<string | undefined> {
  const { path, to } = place
  await mkdir(dirname(path), { recursive: true }).catch((cause: unknown) => {
    throw notWritten(path, cause)
  })
  await writeFile(path, made.text, { flag: 'wx' }).catch((cause: unknown) => {
    throw notWritten(path, cause)
  })
  return to === 'model' ? undefined : writeBaseline(surroundings, project, made)
}

function notWritten(path: string, cause: unknown): PlinthError {
  return new PlinthError('E_FILE', `${path} cannot be written`, {
    detail: cause instanceof Error ? cause.message : String(cause),
    hint: 'Check that you may write to the folder.',
    result: 'Nothing was written.',
    cause,
  })
}

/** So that `init` knows the database again, by the fingerprint. */
async function writeBaseline(
  surroundings: Surroundings,
  project: Project,
  { fingerprint }: MadeScript,
): Promise<string | undefined> {
  const baseline = await missingBaseline(surroundings, project)
  if (baseline === undefined) return undefined
  const { config } = project
  const drafts = await missingLines(config, [baseline.migration])
  const lines =
    fingerprint === undefined
      ? drafts
      : drafts.map((line) => provenLine(line, { fingerprint, downgrade: line.downgrade }))
  await baseline.write()
  await addLines(surroundings.world, config, lines)
  return baseline.path
}

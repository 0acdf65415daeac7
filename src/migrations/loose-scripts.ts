import { hash } from 'node:crypto'
import { basename, join } from 'node:path'
import { PlinthError } from '../errors.ts'
import { normalText } from '../psql/normal-text.ts'
import { plainText } from '../psql/plain-text.ts'
import { didYouMean } from '../revision/nearest.ts'
import type { RevisionId } from '../revision/revision.ts'
import { hookId, hookTimes, repeatableId, scriptName } from '../revision/script-id.ts'
import { topologicalSort } from '../revision/topological-sort.ts'
import type { Migration, MigrationSection } from './migration.ts'
import { listSideFiles, readSideFile } from './side-files.ts'

/**
 * The hooks of a project: `hooks/before-run.sql` and its like, beside the migrations; `.ts` and its like export a function `run`. By their ids.
 * Throws E_FILE for a file of another name, or two of one.
 */
export async function readHooks(migrations: string): Promise<ReadonlyMap<string, Migration>> {
  const folder = join(migrations, 'hooks')
  const hooks = new Map<string, Migration>()
  for (const file of await listNamed(folder, /^[^.].*(?<!\.d)\.(?:sql|ts|mts|js|mjs|cjs)$/i)) {
    const name = file.replace(/\.[^.]*$/, '')
    const time = hookTimes.find((one) => one === name)
    const path = join(folder, file)
    if (time === undefined)
      throw new PlinthError('E_FILE', `${path} is not the name of a hook`, {
        hint: didYouMean(name, hookTimes, `The hooks are ${hookTimes.join(', ')}, each .sql or .ts.`),
      })
    const id = hookId(time)
    if (hooks.has(id))
      throw new PlinthError('E_FILE', `there are two files of the hook ${time} in ${folder}`, {
        hint: 'Remove one of them.',
      })
    hooks.set(id, await readLoose(id, path, /\.sql$/i.test(file) ? 'sql' : 'module'))
  }
  return hooks
}

/**
 * The repeatable migrations of a project: `repeatable/*.sql` beside the migrations, each behind those that its line "-- depends on:" names, else
 * by name. By their ids. Throws E_FILE, E_MIGRATION_FORMAT, E_GRAPH for one that is missing, and for a cycle.
 */
export async function readRepeatables(migrations: string): Promise<ReadonlyMap<string, Migration>> {
  const folder = join(migrations, 'repeatable')
  const found: Migration[] = []
  for (const file of await listNamed(folder, /^[^.].*\.sql$/i))
    found.push(await readLoose(repeatableId(file.slice(0, -4)), join(folder, file), 'sql'))
  const byId = new Map(found.map((one) => [one.id, one]))
  for (const { dependsOn, path } of found)
    for (const id of dependsOn) if (!byId.has(id)) throw missing(id, path, [...byId.keys()])
  const parents = new Map(found.map(({ id, dependsOn }) => [id, dependsOn]))
  return new Map(topologicalSort(byId, parents).map((id) => [id as string, byId.get(id) as Migration]))
}

async function readLoose(id: RevisionId, path: string, kind: Migration['kind']): Promise<Migration> {
  const text = await readSideFile(path)
  const sql = normalText(text)
  const { message, dependsOn } = parseHead(sql, path)
  const upgrade: MigrationSection = { sql, line: 1, transactional: true, irreversible: undefined }
  return {
    id,
    kind,
    path,
    file: basename(path),
    text,
    message: message || scriptName(id),
    dependsOn,
    downRevisions: [],
    labels: [],
    replaces: [],
    created: undefined,
    init: undefined,
    upgrade,
    downgrade: undefined,
    checksum: hash('sha256', text),
    normalChecksum: hash('sha256', kind === 'sql' ? plainText(sql) : sql),
  }
}

/** The first comment line is the message. */
function parseHead(
  text: string,
  path: string,
): { readonly message: string; readonly dependsOn: readonly RevisionId[] } {
  const lines = text.split('\n')
  const end = lines.findIndex((line) => !/^(?:--|\/\/)/.test(line))
  const head = lines.slice(0, end < 0 ? undefined : end).map((line) => line.slice(2).trim())
  const directive = lines.findIndex((line) => /^--\s*plinth\s*:/i.test(line))
  if (directive >= 0)
    throw new PlinthError('E_MIGRATION_FORMAT', 'there are no directives in a file of this folder', {
      place: { file: path, line: directive + 1, column: 1 },
      hint: 'It is a script as a whole, and runs in a transaction. What cannot is for a migration.',
    })
  const field = /^depends on\s*:(.*)$/i
  return {
    message: head.find((line) => line !== '' && !field.test(line)) ?? '',
    dependsOn: head.flatMap((line) =>
      (field.exec(line)?.[1] ?? '')
        .split(',')
        .flatMap((name) => name.trim() || [])
        .map(repeatableId),
    ),
  }
}

function missing(id: RevisionId, path: string, known: readonly string[]): PlinthError {
  const name = scriptName(id)
  return new PlinthError('E_GRAPH', `${path} depends on "${name}", which is not there`, {
    hint: didYouMean(name, known.map(scriptName), 'Name a file of the same folder, without .sql.'),
  })
}

async function listNamed(folder: string, form: RegExp): Promise<readonly string[]> {
  return (await listSideFiles(folder)).filter((name) => form.test(name)).sort()
}

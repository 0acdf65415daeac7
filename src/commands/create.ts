import { PlinthError } from '../errors.ts'
import { writeLock } from '../migrations/lock-on-disk.ts'
import { migrationOf } from '../migrations/read-migrations.ts'
import type { TemplateValues } from '../migrations/templates.ts'
import { composeMigration, writeMigration, type NewMigration } from '../migrations/write-migration.ts'
import { openProject, shown, type Project, type Surroundings } from '../project.ts'
import { revisionId, type RevisionId } from '../revision/revision.ts'
import { resolveRevision } from '../revision/target.ts'
import { readCurrentHeads } from './current-heads.ts'
import { completedLock } from './lock-lines.ts'
import { openWithBaseline } from './missing-baseline.ts'
import { newBody, type NewBody } from './own-template.ts'

export interface CreateOptions {
  readonly message: string
  /** Parents; default: the one head. Several make a merge. */
  readonly head?: readonly string[] | undefined
  readonly label?: string | undefined
  readonly dependsOn?: readonly string[] | undefined
  /** A file of `templates/` beside the migrations, without its ending, or one that Plinth brings. Default: `default`, where there is that file. */
  readonly template?: string | undefined
  readonly values?: TemplateValues | undefined
  /** `ts`: a TypeScript migration. Default: SQL, or that of the template. */
  readonly language?: 'sql' | 'ts' | undefined
  /** `plan`: write nothing, only tell what would be written. */
  readonly mode?: 'apply' | 'plan'
}

export interface CreateResult {
  readonly revision: string
  readonly path: string
  readonly file: string
  readonly downRevisions: readonly string[]
  /** What stands in the file. */
  readonly text: string
  /** The baseline that was written before it, because there was an init script and no migration. */
  readonly baseline: string | undefined
  /** The template file of the project that it was made of. */
  readonly template: string | undefined
}

/** Writes a new migration above the head. Needs no database, but for `current`. Throws E_HEADS with several heads, E_USAGE without a message. */
export async function create(surroundings: Surroundings, options: CreateOptions): Promise<CreateResult> {
  const message = messageOf(options)
  const { project, baseline } =
    options.head === undefined
      ? await openWithBaseline(surroundings)
      : { project: await openProject(surroundings), baseline: undefined }
  const { file, ...parts } = await newMigration(surroundings, project, { ...options, message })
  const { path, text } = composeMigration(project.config.migrations, parts)
  if (options.mode !== 'plan') {
    const { config, migrations } = project
    // Read before anything is written: one that cannot be read stops it here.
    const lock = await completedLock(config, [...migrations, migrationOf(path, text)])
    await baseline?.write()
    await writeMigration(config.migrations, parts)
    await writeLock(surroundings.world, config.migrations, lock)
  }
  return {
    revision: parts.id,
    path,
    file: shown(project, path),
    downRevisions: parts.downRevisions,
    text,
    baseline: baseline?.path,
    template: file === undefined ? undefined : shown(project, file),
  }
}

function messageOf(options: CreateOptions): string {
  const message = options.message.trim().replace(/\s+/g, ' ')
  if (message !== '') return message
  throw new PlinthError('E_USAGE', 'a migration needs a message', {
    hint: 'plinth create "add user last_login column"',
  })
}

/** The migration to be written, and the template file that it was made of. */
async function newMigration(
  surroundings: Surroundings,
  project: Project,
  options: CreateOptions,
): Promise<NewMigration & Pick<NewBody, 'file'>> {
  const { world } = surroundings
  const { message, head, dependsOn = [], label, template, language, values = {} } = options
  const targets = [...(head ?? []), ...dependsOn]
  const current = await readCurrentHeads(surroundings, project, { verb: 'create', targets })
  const downRevisions = parentsOf(project, head, current)
  const id = revisionId(world.randomHex(6))
  const created = `${world.now().toISOString().slice(0, 19)}Z`
  const kind = downRevisions.length > 1 ? 'merge' : 'migration'
  const facts = { message, revision: id, revises: downRevisions.join(', '), created }
  const wishes = { template, language, values, kind, facts } as const
  const { paragraphs, ...body } = await newBody(project.config.migrations, wishes, world)
  return {
    id,
    downRevisions,
    message: paragraphs === '' ? message : `${message}\n\n${paragraphs}`,
    created,
    init: undefined,
    replaces: [],
    dependsOn: dependsOn.map((text) => resolveRevision(project.graph, text, current)),
    labels: label === undefined ? [] : [label],
    ...body,
  }
}

function parentsOf(
  project: Project,
  named: readonly string[] | undefined,
  current: readonly RevisionId[] | undefined,
): readonly RevisionId[] {
  if (named !== undefined && named.length > 0) {
    return named.flatMap((text) => (text === 'base' ? [] : [resolveRevision(project.graph, text, current)]))
  }
  const { heads } = project.graph
  if (heads.length <= 1) return heads
  throw new PlinthError(
    'E_HEADS',
    `there are ${heads.length} heads, so the parent of a new migration is not clear`,
    {
      detail: heads.map((id) => `${id} ${project.byId.get(id)?.message ?? ''}`).join('\n'),
      hint: `Join them: plinth merge; or say which: --head ${heads[0]}`,
    },
  )
}

import { PlinthError } from '../errors.ts'
import { renderTemplate, type TemplateValues } from '../migrations/templates.ts'
import { composeMigration, writeMigration, type NewMigration } from '../migrations/write-migration.ts'
import { openProject, shown, type Project, type Surroundings } from '../project.ts'
import { revisionId, type RevisionId } from '../revision/revision.ts'
import { resolveRevision } from '../revision/target.ts'
import { readCurrentHeads } from './current-heads.ts'
import { openWithBaseline } from './missing-baseline.ts'

export interface CreateOptions {
  readonly message: string
  /** Parents; default: the one head. Several make a merge. */
  readonly head?: readonly string[] | undefined
  readonly label?: string | undefined
  readonly dependsOn?: readonly string[] | undefined
  readonly template?: string | undefined
  readonly values?: TemplateValues | undefined
  /** `ts`: a TypeScript migration. Default: SQL. */
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
}

/** Writes a new migration above the head. Needs no database, but for `current`. Throws E_HEADS with several heads, E_USAGE without a message. */
export async function create(surroundings: Surroundings, options: CreateOptions): Promise<CreateResult> {
  const message = options.message.trim().replace(/\s+/g, ' ')
  if (message === '')
    throw new PlinthError('E_USAGE', 'a migration needs a message', {
      hint: 'plinth create "add user last_login column"',
    })
  if (options.language === 'ts' && options.template !== undefined)
    throw new PlinthError('E_USAGE', 'a template is SQL: it makes no TypeScript migration', {
      hint: 'Leave out one of the two.',
    })
  const { project, baseline } =
    options.head === undefined
      ? await openWithBaseline(surroundings)
      : { project: await openProject(surroundings), baseline: undefined }
  const created = `${surroundings.world.now().toISOString().slice(0, 19)}Z`
  const id = revisionId(surroundings.world.randomHex(6))
  const { head, dependsOn = [] } = options
  const targets = [...(head ?? []), ...dependsOn]
  const current = await readCurrentHeads(surroundings, project, { verb: 'create', targets })
  const downRevisions = parentsOf(project, head, current)
  const body =
    options.template === undefined
      ? { upgrade: empty, downgrade: empty }
      : renderTemplate(options.template, options.values ?? {})
  const parts: NewMigration = {
    id,
    downRevisions,
    message,
    created,
    init: undefined,
    replaces: [],
    dependsOn: dependsOn.map((text) => resolveRevision(project.graph, text, current)),
    labels: options.label === undefined ? [] : [options.label],
    ...body,
    language: options.language ?? 'sql',
  }
  const { path, text } = composeMigration(project.config.migrations, parts)
  if (options.mode !== 'plan') {
    await baseline?.write()
    await writeMigration(project.config.migrations, parts)
  }
  return { revision: id, path, file: shown(project, path), downRevisions, text, baseline: baseline?.path }
}

const empty = { sql: '', transactional: true, irreversible: undefined }

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

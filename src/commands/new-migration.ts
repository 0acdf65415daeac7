import { PlinthError } from '../errors.ts'
import { readLock } from '../migrations/lock-on-disk.ts'
import { migrationOf } from '../migrations/read-migrations.ts'
import type { TemplateBody } from '../migrations/template-file.ts'
import { composeMigration, writeMigration, type Language } from '../migrations/write-migration.ts'
import { openProject, shown, type Project, type Surroundings } from '../project.ts'
import { revisionId, type RevisionId } from '../revision/revision.ts'
import { resolveRevision } from '../revision/target.ts'
import { readCurrentHeads } from './current-heads.ts'
import { addLines, missingLines } from './lock-lines.ts'
import { noteOnNew, type Note } from './lock-note.ts'
import { openWithBaseline } from './missing-baseline.ts'

/** Where a new migration is to stand, and what it is called. */
export interface NewMigrationOptions {
  readonly message: string
  /** Parents; default: the one head. Several make a merge. */
  readonly head?: readonly string[] | undefined
  readonly label?: string | undefined
  readonly dependsOn?: readonly string[] | undefined
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
  /** What plinth.lock does not have, where it had something; undefined otherwise. */
  readonly note: Note | undefined
}

/** A migration that is to be written: all but what stands in it. */
export interface NewPlace {
  readonly project: Project
  readonly baseline: Awaited<ReturnType<typeof openWithBaseline>>['baseline']
  readonly id: RevisionId
  /** One line. */
  readonly message: string
  /** As in the header. */
  readonly created: string
  readonly downRevisions: readonly RevisionId[]
  readonly dependsOn: readonly RevisionId[]
  readonly labels: readonly string[]
}

/** What stands in a new migration. */
export interface NewContent extends Omit<TemplateBody, 'paragraphs' | 'code'> {
  readonly paragraphs?: string
  readonly code?: string | undefined
  readonly language?: Language
  /** The template file that it was made of. */
  readonly file?: string | undefined
}

/** Finds the place of a new migration. Needs no database, but for `current`. Throws E_HEADS with several heads, E_USAGE without a message, E_REVISION. */
export async function findPlace(surroundings: Surroundings, options: NewMigrationOptions): Promise<NewPlace> {
  const message = messageOf(options)
  const { head, dependsOn = [], label } = options
  const { project, baseline } =
    head === undefined
      ? await openWithBaseline(surroundings)
      : { project: await openProject(surroundings), baseline: undefined }
  const targets = [...(head ?? []), ...dependsOn]
  const current = await readCurrentHeads(surroundings, project, { verb: 'create', targets })
  return {
    project,
    baseline,
    id: revisionId(surroundings.world.randomHex(6)),
    message,
    created: `${surroundings.world.now().toISOString().slice(0, 19)}Z`,
    downRevisions: parentsOf(project, head, current),
    dependsOn: dependsOn.map((text) => resolveRevision(project.graph, text, current)),
    labels: label === undefined ? [] : [label],
  }
}

/** Writes a new migration at its place, and its line into the lock file. Throws E_FILE, E_MIGRATION_FORMAT. */
export async function writeNew(
  { world }: Pick<Surroundings, 'world'>,
  { project, baseline, ...place }: NewPlace,
  { content, mode }: { readonly content: NewContent; readonly mode: NewMigrationOptions['mode'] },
): Promise<CreateResult> {
  const { paragraphs = '', file, ...body } = content
  const message = paragraphs === '' ? place.message : `${place.message}\n\n${paragraphs}`
  const parts = { ...place, message, init: undefined, replaces: [], ...body }
  const { config, migrations } = project
  const { path, text } = composeMigration(config.migrations, parts)
  const all = [...migrations, migrationOf(path, text)]
  let note: Note | undefined
  if (mode !== 'plan') {
    // Read before anything is written: one that cannot be read stops it here.
    const lines = await missingLines(config, all)
    await baseline?.write()
    await writeMigration(config.migrations, parts)
    const before = await readLock(config.migrations)
    await addLines(world, config, lines)
    const isFirst = migrations.length === 0 || baseline !== undefined
    note = isFirst ? undefined : await noteOnNew({ before, config, migrations: all })
  }
  return {
    revision: place.id,
    path,
    file: shown(project, path),
    downRevisions: place.downRevisions,
    text,
    baseline: baseline?.path,
    template: file === undefined ? undefined : shown(project, file),
    note,
  }
}

function messageOf(options: Pick<NewMigrationOptions, 'message'>): string {
  const message = options.message.trim().replace(/\s+/g, ' ')
  if (message !== '') return message
  throw new PlinthError('E_USAGE', 'a migration needs a message', {
    hint: 'plinth create "add user last_login column"',
  })
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

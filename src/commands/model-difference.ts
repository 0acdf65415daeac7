import { withConnection, type Connection } from '../connection.ts'
import { openModel } from '../model/open.ts'
import { schemaOfModel, type ModelSchema } from '../model-source.ts'
import type { Project, Surroundings } from '../project.ts'
import type { RevisionId } from '../revision/revision.ts'
import { leftOutBy } from '../schema/change/options.ts'
import { differencesOf, type Difference } from '../schema/differences.ts'
import { keyOf, type Schema, type UnseenObject } from '../schema/schema.ts'
import { schemaOfMigrations } from '../schema-source.ts'
import { withShadow, type Shadow } from '../shadow.ts'
import { replaySeeing } from './seen-on-the-way.ts'

/** The schema that the migrations make, which the shadow database is at, and the one that is wanted. */
export interface MigrationsAndModel {
  readonly shadow: Shadow
  readonly migrations: Schema
  readonly model: Schema
  /** Schemas that were seen on the way, each with exactly one revision and what comes before it; undefined: none may be written down. */
  readonly behind: ReadonlyMap<RevisionId, Schema> | undefined
  /** For people: where the model comes from. */
  readonly about: string
  /** The project's database, where one is configured. */
  readonly like: Connection | undefined
}

/** Where the two are to be compared, and for which verb. */
export interface ComparingWishes {
  readonly verb: string
  /** The revisions that the model is compared with; default: all. */
  readonly targets?: readonly RevisionId[] | undefined
  /** `seen`: the schemas behind revisions that plinth.lock does not know. */
  readonly behind?: 'seen'
}

/**
 * Loads the model and replays the migrations, each in a shadow database, and runs `work` while the latter is there. On the server of the project's database where one
 * is configured, else on the embedded one. Throws E_CONFIG without a model, E_MODEL, E_SHADOW, and what loading the one or replaying the other throws.
 */
export async function withMigrationsAndModel<T>(
  surroundings: Surroundings,
  project: Project,
  { verb, targets, behind: wanting }: ComparingWishes,
  work: (both: MigrationsAndModel) => Promise<T>,
): Promise<T> {
  const { world, signal } = surroundings
  const { root, reading, model: setting } = project.config
  const model = await openModel(setting, { world, root, reading, signal })
  return beside(surroundings, project, verb, async (like) => {
    const wanted = await withShadow(surroundings, project, like, (shadow) =>
      schemaOfModel(surroundings, model, { shadow }),
    )
    return withShadow(surroundings, project, like, async (shadow) => {
      const replay = { shadow, targets }
      const { schema: migrations, behind } =
        wanting === 'seen'
          ? await replaySeeing(surroundings, project, replay)
          : { schema: await schemaOfMigrations(surroundings, project, replay), behind: undefined }
      tellUnseen(surroundings, migrations.unseen)
      const settled = settleTools(surroundings, wanted, migrations)
      return work({ shadow, migrations, model: settled, behind, about: model.about, like })
    })
  })
}

/** The model is right to be without them: they are left as they are, and that is told. */
function tellUnseen({ onEvent }: Surroundings, unseen: readonly UnseenObject[]): void {
  for (const { kind, name } of unseen)
    onEvent({
      kind: 'notice',
      severity: 'SHADOW',
      text: `left alone, for it cannot be compared: ${kind} ${name}`,
    })
}

/** What a tool keeps for itself is nothing that the migrations must make; where they do, it stays. */
function settleTools(
  { onEvent }: Surroundings,
  { schema, ofTools, withoutTools }: ModelSchema,
  migrations: Schema,
): Schema {
  const keys = ofTools.map((one) => keyOf('table', [one.schema, one.table]))
  if (keys.some((key) => migrations.facts.has(key))) return schema
  for (const { tool, schema: place, table } of ofTools)
    onEvent({
      kind: 'notice',
      severity: 'SHADOW',
      text: `left out of the model, for ${tool} keeps it for itself: table ${place}.${table}`,
    })
  return withoutTools
}

/** A model is compared without a database too. */
function beside<T>(
  surroundings: Surroundings,
  project: Project,
  verb: string,
  work: (like: Connection | undefined) => Promise<T>,
): Promise<T> {
  return project.config.connection === undefined
    ? work(undefined)
    : withConnection(surroundings, project, { verb }, work)
}

export interface ModelDifference {
  /** For people: where the model comes from. */
  readonly model: string
  /** From what the migrations make. */
  readonly differences: readonly Difference[]
  /** What of the model cannot be compared. */
  readonly unseen: readonly UnseenObject[]
}

/** Whether the migrations make what the model wants. Throws as {@link withMigrationsAndModel}. */
export function compareModel(surroundings: Surroundings, project: Project): Promise<ModelDifference> {
  return withMigrationsAndModel(
    surroundings,
    project,
    { verb: 'check' },
    async ({ migrations, model, about }) => ({
      model: about,
      differences: differencesOf(model, migrations, leftOutBy({})),
      unseen: model.unseen,
    }),
  )
}

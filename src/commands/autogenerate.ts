import { PlinthError } from '../errors.ts'
import type { SectionParts } from '../migrations/migration.ts'
import { openProject, type Surroundings } from '../project.ts'
import { leftOutBy, type ChangeOptions } from '../schema/change/options.ts'
import { planChange, type SchemaChange } from '../schema/change/plan-change.ts'
import { differencesOf } from '../schema/differences.ts'
import { renderSection } from '../schema/change/render-section.ts'
import { whyWithoutTransaction } from '../schema/change/without-transaction.ts'
import { titleOfKey } from '../schema/fact-title.ts'
import type { Schema } from '../schema/schema.ts'
import type { Rename } from '../schema/rename/rename.ts'
import type { SaidRename } from '../schema/rename/said-renames.ts'
import { extensionsFor } from '../schema-source.ts'
import { lockNote } from './lock-note.ts'
import { withMigrationsAndModel, type MigrationsAndModel } from './model-difference.ts'
import {
  findPlace,
  writeNew,
  type CreateResult,
  type NewMigrationOptions,
  type NewPlace,
} from './new-migration.ts'
import { proveChange, untried, type ChangeProof } from './prove-change.ts'
import { renderDifference } from './render-difference.ts'
import { refuseUnwritable } from './refuse-unwritable.ts'
import { writeSeen } from './seen-on-the-way.ts'
import { settleRenames, type AskRename } from './settle-renames.ts'

export interface AutogenerateOptions extends NewMigrationOptions {
  /** Whether something is to be kept under another name. Without it only what loses nothing is renamed; the rest is told as a comment. */
  readonly askRename?: AskRename | undefined
  /** What is the same thing under another name, and is not asked for. E_USAGE where it cannot be. */
  readonly renames?: readonly SaidRename[] | undefined
  /**
   * `concurrent`: writers of tables that are there go on. Indexes are built CONCURRENTLY; checks, foreign keys and NOT NULL are added NOT VALID and then validated. The
   * migration is one without a transaction.
   */
  readonly indexes?: 'blocking' | 'concurrent' | undefined
}

/** A migration that was written from the difference of migrations and model. */
export interface AutogenerateResult extends CreateResult {
  readonly model: string
  /** What runs it: `init`, which migrates too, where no tracked database is configured. */
  readonly next: 'plinth init' | 'plinth migrate'
  /** How what the migrations make differs from what the model wants, a line each: `-` they do not make it, `+` the model does not want it. */
  readonly differences: readonly string[]
  /** How many statements the upgrade has. */
  readonly statements: number
  readonly renamed: readonly Rename[]
  /** What may be renames, and was told as a comment. */
  readonly perhaps: readonly Rename[]
  /** What must be done by hand, in words. */
  readonly left: readonly string[]
  /** What the upgrade loses, may fail at, or leaves to be checked, and why it runs without a transaction, in words. */
  readonly hazards: readonly string[]
  /** What was found, in words, when it was run up and down in a shadow database; none: it is proven. */
  readonly unproven: readonly string[]
}

/**
 * Writes the migration that makes what the model wants of what the migrations make, and was run up and down in a shadow database. Undefined: they are the same, and
 * nothing is written. Throws E_CONFIG without a model, E_MODEL, E_SHADOW, E_SCHEMA_CYCLE, E_UNSEEN, E_MIGRATION_FORMAT where no file can hold it, what `create`
 * throws, and what loading the model or replaying the migrations throws.
 */
export async function autogenerate(
  surroundings: Surroundings,
  options: AutogenerateOptions,
): Promise<AutogenerateResult | undefined> {
  const place = await findPlace(surroundings, options)
  // What it depends on is there when it runs.
  const targets = [...place.downRevisions, ...place.dependsOn]
  const wishes = { verb: 'create', targets, behind: 'seen' } as const
  const generated = await withMigrationsAndModel(surroundings, place.project, wishes, (both) =>
    generate(both, options),
  )
  if (generated === undefined) return undefined
  const { upgrade, downgrade, behind, reached, ...about } = generated
  const written = await writeNew(surroundings, place, { content: { upgrade, downgrade }, mode: options.mode })
  if (options.mode === 'plan') return { ...written, ...about }
  await writeKnown(surroundings, place, { behind, reached })
  const { config, migrations } = place.project
  return { ...written, ...about, note: await lockNote(config, [...migrations, place]) }
}

/** The shadow database was at all of these schemas: `init` recognises a database by their fingerprints. */
async function writeKnown(
  surroundings: Surroundings,
  { id }: NewPlace,
  { behind, reached }: Pick<Generated, 'behind' | 'reached'>,
): Promise<void> {
  if (behind === undefined) return
  const project = await openProject(surroundings)
  await writeSeen(surroundings, project, reached === undefined ? behind : new Map([...behind, [id, reached]]))
}

interface Generated extends Omit<AutogenerateResult, keyof CreateResult> {
  readonly behind: MigrationsAndModel['behind']
  /** The schema behind the new revision; undefined where somebody still has to write. */
  readonly reached: Schema | undefined
  readonly upgrade: SectionParts
  readonly downgrade: SectionParts
}

async function generate(
  { shadow, migrations, model, about, behind, like }: MigrationsAndModel,
  { askRename, renames = [], indexes = 'blocking' }: AutogenerateOptions,
): Promise<Generated | undefined> {
  refuseUnseen(model.unseen)
  const settled = await settleRenames(
    shadow,
    { found: migrations, wanted: model },
    { ask: askRename, said: renames },
  )
  const { renamed, perhaps, schema } = settled
  const how: ChangeOptions = {
    indexes,
    validation: indexes === 'concurrent' ? 'later' : 'at once',
    available: await extensionsFor(shadow, [schema, model]),
  }
  const up = planChange(schema, model, how)
  if (up.statements.length + up.unplanned.length + renamed.length === 0) return undefined
  const down = planChange(model, schema, how)
  refuseUnwritable([...renamed.flatMap(statementsOf), ...up.statements, ...down.statements])
  const proof = await proveChange(shadow, { up, down }, { from: schema, to: model })
  const first = renamed.map(({ sql }) => sql)
  const last = renamed.map(({ reverse }) => reverse).reverse()
  const left = leftOf(up, down)
  const isWhole = left.length + perhaps.length + proof.down.length === 0
  return {
    behind,
    reached: isWhole ? proof.reached : undefined,
    upgrade: sectionOf(up, [...remarks(proof.up), renderSection(up, { first, last: [], perhaps })]),
    downgrade: sectionOf(down, [
      ...remarks(proof.down),
      renderSection(down, { first: [], last, perhaps: [] }),
    ]),
    model: about,
    next: (await like?.database.readHeads(like.session)) === undefined ? 'plinth init' : 'plinth migrate',
    differences: differencesOf(model, migrations, leftOutBy({})).flatMap(renderDifference),
    statements: up.statements.length + renamed.length,
    renamed,
    perhaps,
    left,
    hazards: hazardsOf(up),
    unproven: [
      ...proof.up.map((text) => `upgrade: ${text}`),
      ...proof.down.map((text) => `downgrade: ${text}`),
    ],
  }
}

function hazardsOf(up: SchemaChange): readonly string[] {
  const why = whyWithoutTransaction(up)
  const costs = up.statements.flatMap(({ hazards }) =>
    hazards.filter(({ kind }) => kind !== 'lock' && kind !== 'rewrite').map(({ text }) => text),
  )
  return [...(why === undefined ? [] : [`runs without a transaction, ${why}`]), ...costs]
}

/** There and back. */
function statementsOf({ sql, reverse, keys }: Rename) {
  return [sql, reverse].map((text) => ({ sql: text, facts: [keys[1]] }))
}

/** What was found when a section was tried. */
function remarks(found: ChangeProof['up']): readonly string[] {
  if (found.length === 0) return []
  if (found === untried) return [`-- NOT PROVEN: ${found.join()}`]
  return [['-- NOT PROVEN: it was tried, and', ...found.map((text) => `--   ${text}`)].join('\n')]
}

function leftOf(up: SchemaChange, down: SchemaChange): readonly string[] {
  const of = (name: string, { unplanned }: SchemaChange) =>
    unplanned.map(({ fact, facets, why }) => `${name}: ${[titleOfKey(fact), ...facets].join(', ')}: ${why}`)
  return [...of('upgrade', up), ...of('downgrade', down)]
}

function sectionOf({ statements }: SchemaChange, texts: readonly string[]): SectionParts {
  const transactional = statements.every((one) => one.transactional)
  return { sql: texts.filter(Boolean).join('\n\n'), transactional, irreversible: undefined }
}

/** What a model wants and nobody sees would be missing from the migration without a word. */
function refuseUnseen(unseen: MigrationsAndModel['model']['unseen']): void {
  if (unseen.length === 0) return
  throw new PlinthError('E_UNSEEN', 'the model holds objects that Plinth cannot compare', {
    detail: unseen.map(({ kind, name }) => `${kind} ${name}`).join('\n'),
    hint: 'Take them out of the model, and write their migration by hand: plinth create "<message>"',
    result: 'Nothing was written.',
  })
}

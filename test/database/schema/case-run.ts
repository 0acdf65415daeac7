import { readSchema } from '../../../src/database/postgres/catalog/read-schema.ts'
import { PlinthError } from '../../../src/errors.ts'
import type { SectionParts } from '../../../src/migrations/migration.ts'
import { parseMigration } from '../../../src/migrations/parse-migration.ts'
import { printMigration } from '../../../src/migrations/print-migration.ts'
import { splitStatements } from '../../../src/psql/split-statements.ts'
import type { RevisionId } from '../../../src/revision/revision.ts'
import { planChange, type SchemaChange } from '../../../src/schema/change/plan-change.ts'
import { renderSection } from '../../../src/schema/change/render-section.ts'
import { findRenames } from '../../../src/schema/rename/find-renames.ts'
import type { Rename } from '../../../src/schema/rename/rename.ts'
import type { Schema } from '../../../src/schema/schema.ts'
import type { CasePlace } from './case-place.ts'
import { rowsOf } from './case-rows.ts'
import { dumpDifference } from './normal-dump.ts'
import type { SchemaCase } from './schema-case.ts'
import { snapshotDifference } from './snapshot.ts'

/** What was written, and where the law does not hold, in words. */
export interface CaseRun {
  /** Both sections, as in a file. */
  readonly sections: string
  readonly isTransactional: boolean
  readonly wrong: readonly string[]
}

interface Seen {
  readonly schema: Schema
  readonly dump: readonly string[] | undefined
}

/**
 * The law: the upgrade makes what `to` makes of an empty database, by the snapshot and by the dump where there is one; then there is nothing more to do; the downgrade leads
 * back to what was; and where neither of them says that it loses data, all rows are then as they were.
 */
export async function runCase(one: SchemaCase, openPlace: () => Promise<CasePlace>): Promise<CaseRun> {
  const wanted = await inPlace(openPlace, async (place) => {
    await place.run(one.to)
    return look(place)
  })
  return inPlace(openPlace, async (place) => {
    await place.run(one.from)
    const before = await look(place)
    const rows = await rowsOf(place, before.schema)
    const plan = await planCase(place, before.schema, { wanted: wanted.schema, one })
    const { upgrade, downgrade } = parseMigration(plan.text, one.name)
    const there = await walk(place, upgrade, { one, wanted })
    if (one.after !== '' && there.length === 0) await place.aside(() => place.session.run(one.after))
    const back = there.some((line) => line.startsWith('it fails'))
      ? []
      : await walk(place, downgrade!, { one, wanted: before })
    const kept =
      losesData(plan.text) || there.length + back.length > 0 ? rows : await rowsOf(place, before.schema)
    const isTransactional = upgrade.transactional && downgrade?.transactional !== false
    const lost =
      kept === rows
        ? []
        : rows
            .filter((line) => !kept.includes(line))
            .map((line) => `a row is not as it was, and nothing said so: ${line}`)
    const wrong = [...there, ...back.map((line) => `after the downgrade: ${line}`), ...lost]
    return { sections: plan.text.slice(plan.text.indexOf('-- plinth: upgrade')), isTransactional, wrong }
  })
}

async function inPlace<T>(
  openPlace: () => Promise<CasePlace>,
  work: (place: CasePlace) => Promise<T>,
): Promise<T> {
  const place = await openPlace()
  try {
    return await work(place)
  } finally {
    await place.end()
  }
}

async function look(place: CasePlace): Promise<Seen> {
  return { schema: await place.read(), dump: await place.dump() }
}

function losesData(text: string): boolean {
  return /^-- (Loses data|Check the values): /m.test(text)
}

/** Runs a section, and says in what that is not what was wanted. */
async function walk(
  place: CasePlace,
  section: SectionParts,
  { one, wanted }: { readonly one: SchemaCase; readonly wanted: Seen },
): Promise<readonly string[]> {
  try {
    for (const sql of section.transactional ? [section.sql] : splitStatements(section.sql))
      await place.run(sql)
  } catch (error) {
    return [`it fails: ${(error as Error).message}`]
  }
  const found = await look(place)
  const again = planChange(found.schema, wanted.schema, one.options)
  return [
    ...dumpDifference(found.dump ?? [], wanted.dump ?? []),
    snapshotDifference(found.schema, wanted.schema),
    ...again.statements.map(({ sql }) => `planned again: ${sql}`),
  ].filter(Boolean)
}

interface Wishes {
  readonly wanted: Schema
  readonly one: SchemaCase
}

/** The file that `create --auto` would write where nobody is asked. */
async function planCase(place: CasePlace, before: Schema, { wanted, one }: Wishes) {
  const { renamed, perhaps, schema } = await place.aside(() => renameSame(place, before, wanted))
  const up = planChange(schema, wanted, one.options)
  const down = planChange(wanted, schema, one.options)
  const first = renamed.map(({ sql }) => sql)
  const last = renamed.map(({ reverse }) => reverse).reverse()
  const text = printMigration({
    id: 'ca5e00000001' as RevisionId,
    downRevisions: [],
    dependsOn: [],
    labels: [],
    message: 'Case',
    created: undefined,
    init: undefined,
    replaces: [],
    upgrade: sectionOf(up, renderSection(up, { first, last: [], perhaps })),
    downgrade: sectionOf(down, renderSection(down, { first: [], last, perhaps: [] })),
  })
  return { text }
}

function sectionOf({ statements }: SchemaChange, sql: string): SectionParts {
  const transactional = statements.every((statement) => statement.transactional)
  return { sql, transactional, irreversible: undefined }
}

interface Renamed {
  readonly renamed: readonly Rename[]
  readonly perhaps: readonly Rename[]
  readonly schema: Schema
}

/** Renames what nobody has to be asked for. */
async function renameSame(place: CasePlace, before: Schema, wanted: Schema): Promise<Renamed> {
  const found = findRenames(before, wanted)
  const renamed: Rename[] = []
  for (const rename of found.filter(({ certainty }) => certainty === 'same'))
    if (await succeeds(place, rename.sql)) renamed.push(rename)
  const perhaps = found.filter(({ certainty }) => certainty === 'similar')
  return {
    renamed,
    perhaps,
    schema: renamed.length === 0 ? before : await readSchema(place.session, { transaction: 'open' }),
  }
}

async function succeeds({ session }: CasePlace, sql: string): Promise<boolean> {
  await session.run('savepoint renaming')
  try {
    await session.run(sql)
    return true
  } catch (error) {
    if (!(error instanceof PlinthError)) throw error
    await session.run('rollback to savepoint renaming')
    return false
  }
}

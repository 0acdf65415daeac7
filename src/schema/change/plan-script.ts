import type { LeftOutFacets } from '../compare.ts'
import type { AnyFact, FactKey, Schema } from '../schema.ts'
import { nameOf, sqlName } from './names.ts'
import { leftOutBy, type ChangeOptions } from './options.ts'
import { planChange, type ChangeStatement, type SchemaChange } from './plan-change.ts'

/** Whether objects get the owners that they have, or belong to who runs the script; and the extensions of the server that it is for, as far as it is known. */
export type ScriptOptions = Required<Pick<ChangeOptions, 'owners'>> & Pick<ChangeOptions, 'available'>

/**
 * The statements of a script that makes `to` in a new database, whose schema is `from`. Extensions come in the version that the server has, materialized views are filled
 * when all that their queries run is there. Throws E_SCHEMA_CYCLE.
 */
export function planScript(from: Schema, to: Schema, options: ScriptOptions): SchemaChange {
  const { statements, unplanned } = planChange(from, unfilled(to), optionsOf(options))
  const made = statements.map((statement) => portable(statement, to))
  const [late, early] = [true, false].map((isLate) => made.filter((one) => isLate === isAboutEvents(one)))
  const fillings = made.flatMap((statement) => filling(statement, to))
  return { statements: [...early!, ...fillings, ...late!], unplanned }
}

/** What does not count when a schema is compared with what such a script makes: the version of an extension is up to the server. */
export function leftOutOfScript(options: ScriptOptions): LeftOutFacets {
  return { ...leftOutBy(optionsOf(options)), extension: ['version', 'owner'] }
}

/** Event triggers, which nothing needs, would run at all that comes after them. */
function isAboutEvents({ facts: [key] }: ChangeStatement): boolean {
  return key?.startsWith('event trigger ') === true
}

function optionsOf(options: ScriptOptions): ChangeOptions {
  return { ...options, columnOrder: 'counted', grants: 'counted' }
}

function unfilled({ facts, ...schema }: Schema): Schema {
  return { ...schema, facts: new Map([...facts].map(([key, fact]) => [key, withoutRows(fact)])) }
}

function withoutRows(fact: AnyFact): AnyFact {
  return fact.kind === 'materialized view' ? { ...fact, facets: { ...fact.facets, populated: false } } : fact
}

/** What it makes, not what is said of it. */
function madeBy({ sql, facts }: ChangeStatement, to: Schema): AnyFact | undefined {
  const fact = to.facts.get(facts[0] as FactKey)
  return sql.startsWith('CREATE ') ? fact : undefined
}

/** Where a provider has made the extension already, there is nothing to do. */
function portable(statement: ChangeStatement, to: Schema): ChangeStatement {
  const made = madeBy(statement, to)
  if (made?.kind !== 'extension') return statement
  const sql = `CREATE EXTENSION IF NOT EXISTS ${nameOf(made)} WITH SCHEMA ${sqlName(made.facets.schema)}`
  return { ...statement, sql }
}

function filling(statement: ChangeStatement, to: Schema): readonly ChangeStatement[] {
  const made = madeBy(statement, to)
  if (made?.kind !== 'materialized view' || !made.facets.populated) return []
  const name = nameOf(made)
  return [{ ...statement, sql: `REFRESH MATERIALIZED VIEW ${name}`, facts: [made.key] }]
}

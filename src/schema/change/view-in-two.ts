import { keyOf, type Fact, type Schema } from '../schema.ts'
import { actionOf, creation, removal, type Action } from './action.ts'
import { typeClause } from './column-clauses.ts'
import { nameOf, sqlName } from './names.ts'
import { viewSql } from './view-rules.ts'

type View = Fact<'view'>

/**
 * A view and a function can need each other: the function takes or gives rows of the view, which calls it. A view that has the columns alone comes first, then the function,
 * then its query. A materialized view that is filled in between must be filled again.
 */
export function createInTwo(fact: View, to: Schema): readonly Action[] {
  const needs = fact.needs.filter((key) => to.facts.get(key)?.kind === 'schema')
  return [
    creation({ key: fact.key, needs }, emptyView(fact, to)),
    actionOf(fact, viewSql('CREATE OR REPLACE VIEW', fact), { needs: fact.needs }),
  ]
}

/** The other way round. */
export function dropInTwo(fact: View, from: Schema): readonly Action[] {
  return [
    actionOf(fact, emptyView(fact, from), { releases: fact.needs }),
    removal(fact, `DROP VIEW ${nameOf(fact)}`),
  ]
}

function emptyView(fact: View, { facts }: Schema): string {
  const columns = fact.facets.columns.map((name) => {
    const column = facts.get(keyOf('column', [...fact.name, name]))
    const type = column?.kind === 'column' ? typeClause(column.facets) : 'text'
    return `\n    NULL::${type} AS ${sqlName(name)}`
  })
  return `CREATE OR REPLACE VIEW ${nameOf(fact)} AS\nSELECT${columns.join(',')}`
}

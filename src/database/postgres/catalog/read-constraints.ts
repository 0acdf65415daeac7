import type { Session } from '../../database.ts'
import { ask, askLists } from './ask.ts'
import { composeConstraint, composeIndex, type Composing } from './composed.ts'
import {
  constraintFacts,
  constraintsIn,
  constraintsSql,
  type ConstraintsRow,
  type ReadConstraint,
} from './constraints.ts'
import { definitionsOf } from './definitions.ts'
import { indexesIn, isIndex, indexesSql, indexFacts, type IndexesRow, type ReadIndex } from './indexes.ts'
import { refuseGone } from './moving.ts'
import { quoteAs, wordsSql } from './quote.ts'
import type { Gathering } from './read-relations.ts'
import type { Scope } from './scope.ts'

/** Asks for constraints and indexes, and adds their facts. */
export async function addConstraints(
  session: Session,
  scope: Scope,
  gathering: Promise<Gathering>,
): Promise<void> {
  const [{ known, found }, words, indexRow, row] = await Promise.all([
    gathering,
    askLists<{ readonly words: readonly string[] }>(session, wordsSql),
    askLists<IndexesRow>(session, indexesSql(scope)),
    askLists<ConstraintsRow>(session, constraintsSql(scope)),
  ])
  const { relations, commentOf } = known
  const isKnown = ({ relation }: { readonly relation: number }) => relations.has(relation)
  const constraints = refuseGone(constraintsIn(row), isConstraintGone).filter(isKnown)
  const indexes = indexesIn(indexRow)
  const backing = new Set(constraints.map(({ index }) => index))
  const own = refuseGone([...indexes.values()], isIndexGone).filter(
    (one) => isKnown(one) && !backing.has(one.oid),
  )
  const composing: Composing = { relations, indexes, quote: quoteAs(words.words) }
  const [ofConstraints, ofIndexes] = await Promise.all([
    definitionsOf(
      constraints.filter(({ definition }) => definition === null),
      {
        compose: (one) => composeConstraint(one, composing),
        ask: (oids) => askDefinitions(session, 'pg_get_constraintdef', oids),
      },
    ),
    definitionsOf(own, {
      compose: (one) => composeIndex(one, composing),
      ask: (oids) => askDefinitions(session, 'pg_get_indexdef', oids),
    }),
  ])
  found.add(constraintFacts(constraints, { definitions: ofConstraints, indexes, relations, commentOf }))
  found.add(indexFacts(own, ofIndexes, relations))
  found.sort()
}

/** Of these types the server has written the definition already. */
function isConstraintGone({ type, definition }: ReadConstraint): boolean {
  return definition === null && !'puf'.includes(type)
}

function isIndexGone(index: ReadIndex): boolean {
  return isIndex(index, 'partial') && index.predicate === null
}

interface DefinitionRow {
  readonly oid: number
  readonly definition: string | null
}

async function askDefinitions(
  session: Session,
  write: 'pg_get_constraintdef' | 'pg_get_indexdef',
  oids: readonly number[],
): Promise<ReadonlyMap<number, string>> {
  if (oids.length === 0) return new Map()
  const sql = `select o.oid, pg_catalog.${write}(o.oid) as definition from pg_catalog.unnest('{${oids.join()}}'::pg_catalog.oid[]) o (oid)`
  const rows = refuseGone(await ask<DefinitionRow>(session, sql), ({ definition }) => definition === null)
  return new Map(rows.map(({ oid, definition }) => [oid, definition!]))
}

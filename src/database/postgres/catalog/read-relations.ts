import type { Session } from '../../database.ts'
import { ask, askLists } from './ask.ts'
import { columnFacts, putColumns } from './columns.ts'
import {
  columnsSql,
  expressionsSql,
  notNullsSql,
  type ColumnsRow,
  type ExpressionsRow,
  type NotNullsRow,
} from './column-lists.ts'
import type { Known } from './found.ts'
import type { FoundFacts } from './found-facts.ts'
import { goneType, refuseGone } from './moving.ts'
import {
  relationFacts,
  relationsIn,
  relationsSql,
  unusualRelationsSql,
  type ReadRelation,
  type RelationsRow,
  type UnusualRelationRow,
} from './relations.ts'
import type { Scope } from './scope.ts'
import { sequenceFacts, sequencesIn, sequencesSql, type SequencesRow } from './sequences.ts'

/** What is known when the relations are, and where facts go. */
export interface Gathering {
  readonly relations: ReadonlyMap<number, ReadRelation>
  readonly known: Known
  readonly found: FoundFacts
}

/** Asks for what the others refer to: relations with their columns. */
export async function readRelations(session: Session, scope: Scope): Promise<Gathering['relations']> {
  const [row, columns] = await Promise.all([
    askLists<RelationsRow>(session, relationsSql(scope)),
    askLists<ColumnsRow>(session, columnsSql(scope)),
  ])
  refuseGone(columns.type ?? [], (type) => type.startsWith(goneType))
  const relations = relationsIn(row)
  putColumns(columns, relations)
  return relations
}

/** Asks for what else there is of columns and sequences, and adds their facts. */
export async function addColumns(
  session: Session,
  scope: Scope,
  gathering: Promise<Gathering>,
): Promise<void> {
  const [{ known, found }, row, notNulls, expressions] = await Promise.all([
    gathering,
    askLists<SequencesRow>(session, sequencesSql),
    scope.version < 180_000 ? undefined : askLists<NotNullsRow>(session, notNullsSql),
    askLists<ExpressionsRow>(session, expressionsSql),
  ])
  refuseGone(expressions.expression ?? [], (expression) => expression === null)
  const sequences = sequencesIn(row)
  found.add(columnFacts({ expressions, notNulls, sequences }, known))
  found.add(sequenceFacts(sequences, known.relations))
  found.sort()
}

/** Asks for what there is of relations that are no plain tables, and adds the facts of all. */
export async function addRelations(
  session: Session,
  scope: Scope,
  gathering: Promise<Gathering>,
): Promise<void> {
  const [{ known, found, relations }, rows] = await Promise.all([
    gathering,
    ask<UnusualRelationRow>(session, unusualRelationsSql(scope)),
  ])
  found.add(relationFacts(relations, refuseGone(rows, isGone), known))
}

function isGone({ relkind, query, partition_key: key }: UnusualRelationRow): boolean {
  return ((relkind === 'v' || relkind === 'm') && query === null) || (relkind === 'p' && key === null)
}

import type { Session } from '../../database.ts'
import { byPlace, type Answers } from './assemble.ts'
import { columnReading, type ColumnRow } from './columns.ts'
import { commentsSql, type CommentRow } from './comments.ts'
import type { AnyFound, Known } from './found.ts'
import { rightsSql, type RightsRow } from './grants.ts'
import { goneType, refuseGone } from './moving.ts'
import { dependenciesIn, dependenciesSql, type DependenciesRow } from './needs.ts'
import { presentSql, readings } from './readings.ts'
import { relationName, type Relations, type RelationName } from './relation-names.ts'
import { relationReading, type RelationRow } from './relations.ts'
import type { Scope } from './scope.ts'
import { outsideSql, scanSql, type ScanRow } from './unseen.ts'

/** The rows of a query of which it is known what they look like. */
export async function ask<R>(session: Session, sql: string): Promise<readonly R[]> {
  return session.query(sql) as unknown as Promise<readonly R[]>
}

/** All of them; where one fails, when none is under way any more: what is sent after a rollback would run outside of the transaction. */
export async function settled<T extends readonly Promise<unknown>[] | []>(
  work: T,
): Promise<{ -readonly [I in keyof T]: Awaited<T[I]> }> {
  await Promise.allSettled(work)
  return Promise.all(work)
}

/** Asks all at once: what is in one answer is worked out while the server works on the next. */
export async function readAnswers(session: Session, scope: Scope): Promise<Answers> {
  const present = ask<{ readonly present: readonly boolean[] }>(session, presentSql)
  const comments = ask<CommentRow>(session, commentsSql).then(byPlace)
  const rows = Promise.all([
    ask<RelationRow>(session, relationReading.sql(scope)).then((all) => refuseGone(all, isRelationGone)),
    ask<ColumnRow>(session, columnReading.sql(scope)).then((all) => refuseGone(all, isColumnGone)),
  ])
  const known = Promise.all([rows, comments]).then(([[relations, columns], all]): Known => ({
    serverVersion: scope.version,
    relations: relationsIn(relations, columns),
    // What remains is said of no fact.
    commentOf: (place) => all.take(place)?.description ?? null,
  }))
  const found = Promise.all([
    Promise.all([rows, known]).then(([[relations, columns], all]) => [
      ...relationReading.facts(relations, all),
      ...columnReading.facts(columns, all),
    ]),
    present.then(([row]) => readOthers(session, { scope, known, present: row?.present ?? [] })),
  ])
  const dependencies = ask<DependenciesRow>(session, dependenciesSql).then(([row]) => dependenciesIn(row))
  const rest = Promise.all([
    ask<RightsRow>(session, rightsSql()),
    ask<ScanRow>(session, scanSql(scope)),
    ask<{ readonly oid: number }>(session, outsideSql(scope)),
  ])
  const all = await settled([known, found, comments, dependencies, rest])
  const [, , , , [rights, scan, outside]] = all
  return {
    known: all[0],
    found: all[1].flat(),
    comments: all[2],
    dependencies: all[3],
    rights,
    scan,
    outside,
  }
}

function isRelationGone({ relkind, query, partition_key: key }: RelationRow): boolean {
  return ((relkind === 'v' || relkind === 'm') && query === null) || (relkind === 'p' && key === null)
}

function isColumnGone({ type, expression, expression_oid: oid }: ColumnRow): boolean {
  return (oid !== null && expression === null) || type.startsWith(goneType)
}

interface Asked {
  readonly scope: Scope
  readonly known: Promise<Known>
  /** By the order of the readings. */
  readonly present: readonly boolean[]
}

async function readOthers(session: Session, { scope, known, present }: Asked): Promise<readonly AnyFound[]> {
  const found = await settled(
    readings
      .filter((_, index) => present[index] === true)
      .map(async (one) => {
        const [rows, all] = await Promise.all([
          ask<{ readonly definition?: string | null }>(session, one.sql(scope)),
          known,
        ])
        return one.facts(refuseGone(rows, ({ definition }) => definition === null) as never, all)
      }),
  )
  return found.flat()
}

function relationsIn(relations: readonly RelationRow[], columns: readonly ColumnRow[]): Relations {
  const byOid = new Map<number, RelationName>()
  for (const { oid, relkind, schema, name } of relations) {
    const relation = relationName(relkind, schema, name)
    if (relation) byOid.set(oid, relation)
  }
  for (const { relation, number, name } of columns) byOid.get(relation)?.columns.set(number, name)
  return byOid
}

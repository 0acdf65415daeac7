import type { Session } from '../../database.ts'
import { ask, askLists, settled } from './ask.ts'
import type { Answers } from './assemble.ts'
import { byPlace } from './by-place.ts'
import { commentsSql, type CommentRow } from './comments.ts'
import { FoundFacts } from './found-facts.ts'
import { rightsSql, type RightsRow } from './grants.ts'
import { refuseGone } from './moving.ts'
import { dependenciesIn, dependenciesSql, type DependenciesRow } from './needs.ts'
import { addConstraints } from './read-constraints.ts'
import { addColumns, addRelations, readRelations, type Gathering } from './read-relations.ts'
import { presentSql, readings } from './readings.ts'
import type { Scope } from './scope.ts'
import { outsideSql, scanSql, type ScanRow } from './unseen.ts'

/** Asks all at once: what is in one answer is worked out while the server works on the next. */
export async function readAnswers(session: Session, scope: Scope): Promise<Answers> {
  const present = askLists<{ readonly present: readonly boolean[] }>(session, presentSql)
  const said = Promise.all([
    ask<CommentRow>(session, commentsSql).then(byPlace),
    ask<RightsRow>(session, rightsSql()).then(byPlace),
  ])
  const gathering = gather(scope, said, readRelations(session, scope))
  const added = settled([
    addColumns(session, scope, gathering),
    addConstraints(session, scope, gathering),
    addRelations(session, scope, gathering),
    present.then((row) => addOthers(session, { scope, gathering, present: row.present })),
  ])
  const rows = askLists<DependenciesRow>(session, dependenciesSql).then(dependenciesIn)
  const [{ found }, [comments, rights], dependencies, scan, outside] = await settled([
    gathering,
    said,
    rows,
    ask<ScanRow>(session, scanSql(scope)),
    ask<{ readonly oid: number }>(session, outsideSql(scope)),
    added,
  ])
  return { found, comments, rights, dependencies, scan, outside }
}

async function gather(
  { version: serverVersion }: Scope,
  said: Promise<readonly [comments: Answers['comments'], rights: Answers['rights']]>,
  relations: ReturnType<typeof readRelations>,
): Promise<Gathering> {
  const [[comments, rights], read] = await Promise.all([said, relations])
  return {
    relations: read,
    known: {
      serverVersion,
      relations: read,
      commentOf: (place) => comments.take(place)?.description ?? null,
    },
    found: new FoundFacts({ serverVersion, comments, rights }),
  }
}

interface Asked {
  readonly scope: Scope
  readonly gathering: Promise<Gathering>
  /** By the order of the readings. */
  readonly present: readonly boolean[]
}

async function addOthers(session: Session, { scope, gathering, present }: Asked): Promise<void> {
  await settled(
    readings
      .filter((_, index) => present[index] === true)
      .map(async (one) => {
        const [rows, { known, found }] = await Promise.all([
          ask<{ readonly definition?: string | null }>(session, one.sql(scope)),
          gathering,
        ])
        found.add(one.facts(refuseGone(rows, ({ definition }) => definition === null) as never, known))
      }),
  )
}

import type { PgDump } from '../../psql/pg-dump.ts'
import type { OwnServer } from '../../own-server.ts'
import { createDatabase, type FailedStatement, type PairDatabase } from '../pair-databases.ts'
import { changeTo, look, type Side, type Told, type Verdict } from '../pair-run.ts'

/** The statements of two schemas. */
export interface TwoSchemas {
  readonly name: string
  readonly first: readonly string[]
  readonly second: readonly string[]
}

/** What became of them: the first schema is made the second, and that the first again, in one database. */
export interface DrawnRun {
  readonly schemas: TwoSchemas
  readonly verdict: Verdict
  readonly direction: 'upgrade' | 'downgrade'
  /** One line. */
  readonly reason: string
  readonly detail: string
  /** What the server did not take of the statements. */
  readonly refused: readonly string[]
}

/** Where they are run. */
export interface DrawnPlace {
  readonly server: OwnServer
  readonly pgDump: PgDump
  /** Asked when the first schema was made the second, with the URLs of what came out and what was wanted: a line for each thing that it says is wrong. */
  readonly secondOpinion?: SecondOpinion
}

export type SecondOpinion = (got: string, wanted: string) => Promise<readonly string[]>

let number = 0

export async function runSchemas(place: DrawnPlace, schemas: TwoSchemas): Promise<DrawnRun> {
  const made: Built[] = []
  try {
    for (const statements of [schemas.first, schemas.second]) made.push(await build(place, statements))
    const [a, b] = [await look(place.pgDump, made[0]!.database), await look(place.pgDump, made[1]!.database)]
    const { direction, verdict, reason, detail = '' } = await thereAndBack(place, a, b)
    return {
      schemas,
      direction,
      verdict,
      reason: reason.replaceAll(/\s+/g, ' ').slice(0, 300),
      detail,
      refused: made.flatMap(({ refused }) =>
        refused.map(({ message, statement }) => `${message}: ${statement}`),
      ),
    }
  } finally {
    for (const { database } of made) await database.drop()
  }
}

type Way = Told & Pick<DrawnRun, 'direction'>

async function thereAndBack(place: DrawnPlace, a: Side, b: Side): Promise<Way> {
  const there = await changeTo(place.pgDump, a, b)
  if (there.verdict !== 'pass' || there.got === undefined) return { ...there, direction: 'upgrade' }
  const wrong = (await place.secondOpinion?.(a.database.url, b.database.url)) ?? []
  if (wrong.length > 0)
    return {
      ...there,
      verdict: 'unsettled',
      direction: 'upgrade',
      reason: `second opinion: ${wrong.join(' ')}`,
    }
  return { ...(await changeTo(place.pgDump, there.got, a)), direction: 'downgrade' }
}

interface Built {
  readonly database: PairDatabase
  readonly refused: readonly FailedStatement[]
}

/** What the server does not take is left out: the law holds for whatever is there. */
async function build({ server }: DrawnPlace, statements: readonly string[]): Promise<Built> {
  const database = await createDatabase(server, `drawn_${++number}`)
  return { database, refused: await database.runWhatRuns(['set check_function_bodies = off', ...statements]) }
}

import type { PgDump } from '../../psql/pg-dump.ts'
import type { OwnServer } from '../../own-server.ts'
import { createDatabase, type FailedStatement, type PairDatabase } from '../pair-databases.ts'
import { changeTo, look, type Side, type Told, type Verdict } from '../pair-run.ts'
import type { Thing } from './draw.ts'
import { statementsOf, type Sketch } from './sketch.ts'

/** What became of a sketch: its first schema is made the second, and that the first again, in one database. */
export interface DrawnRun {
  readonly sketch: Sketch
  readonly verdict: Verdict
  readonly direction: 'upgrade' | 'downgrade'
  /** One line. */
  readonly reason: string
  readonly detail: string
  /** Of all statements of both sides, and those of them that the server did not take. */
  readonly statements: number
  readonly refused: readonly string[]
}

/** Where sketches are run. */
export interface DrawnPlace {
  readonly server: OwnServer
  readonly pgDump: PgDump
  /** Asked when the first schema was made the second: a line for each thing that it says is wrong. */
  readonly secondOpinion?: (got: string, wanted: string) => Promise<readonly string[]>
}

let number = 0

export async function runSketch(place: DrawnPlace, sketch: Sketch): Promise<DrawnRun> {
  const made: Built[] = []
  try {
    for (const side of [sketch.a, sketch.b]) made.push(await build(place, sketch.seed, side))
    const [a, b] = [await look(place.pgDump, made[0]!.database), await look(place.pgDump, made[1]!.database)]
    const { direction, verdict, reason, detail = '' } = await thereAndBack(place, a, b)
    return {
      sketch,
      direction,
      verdict,
      reason: reason.replaceAll(/\s+/g, ' ').slice(0, 300),
      detail,
      statements: made.reduce((sum, { statements }) => sum + statements, 0),
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
  readonly statements: number
  readonly refused: readonly FailedStatement[]
}

/** What the server does not take is left out: the law holds for whatever is there. */
async function build({ server }: DrawnPlace, seed: string, things: readonly Thing[]): Promise<Built> {
  const statements = statementsOf(seed, things).map(({ sql }) => sql)
  const database = await createDatabase(server, `drawn_${++number}`)
  const refused = await database.runWhatRuns(['set check_function_bodies = off', ...statements])
  return { database, statements: statements.length, refused }
}

import { findPgDump } from '../../psql/pg-dump.ts'
import { ownServer } from '../../own-server.ts'
import { roles } from './drawing.ts'
import { runSketch, type DrawnPlace, type DrawnRun } from './drawn-run.ts'
import { drawSketch, statementsOf, type Sketch, type SketchSize } from './sketch.ts'
import { shorten } from './shorten.ts'

export interface DrawnOptions {
  readonly size?: SketchSize
  readonly workers?: number
  readonly secondOpinion?: DrawnPlace['secondOpinion']
  readonly onRun?: (run: DrawnRun) => void
  /** Whether a run that fails is made as small as can be, of which each step takes as long as a run. */
  readonly failures?: 'shortened' | 'as they are'
}

/** Runs the sketches of some seeds on a server of their own; undefined: there is no pg_dump for it. */
export async function runDrawn(
  seeds: Iterable<string>,
  { size = { things: 60, changes: 12 }, workers = 2, secondOpinion, onRun, failures }: DrawnOptions = {},
): Promise<readonly DrawnRun[] | undefined> {
  await using server = await ownServer({
    synchronous_commit: 'off',
    autovacuum: 'off',
    max_wal_size: '4GB',
    checkpoint_timeout: '1h',
  })
  const pgDump = await findPgDump(server.major)
  if (pgDump === undefined) return undefined
  for (const role of roles) await server.query(`create role ${role}`)
  const place: DrawnPlace = { server, pgDump, ...(secondOpinion ? { secondOpinion } : {}) }
  const waiting = seeds[Symbol.iterator]()
  const runs: DrawnRun[] = []
  const work = async () => {
    for (let next = waiting.next(); next.done !== true; next = waiting.next()) {
      const run = await runSketch(place, drawSketch(next.value, size))
      const told = failures === 'shortened' && isFailure(run) ? await shortest(place, run) : run
      runs.push(told)
      onRun?.(told)
    }
  }
  await Promise.all(Array.from({ length: workers }, work))
  return runs
}

/** What is named as unplanned is no failure, and a schema that needs itself neither. */
export function isFailure({ verdict }: DrawnRun): boolean {
  return verdict !== 'pass' && verdict !== 'unplanned'
}

async function shortest(place: DrawnPlace, run: DrawnRun): Promise<DrawnRun> {
  const again = (sketch: Sketch) => runSketch(place, sketch)
  const fails = async (sketch: Sketch) => {
    const { verdict, direction } = await again(sketch)
    return verdict === run.verdict && direction === run.direction
  }
  return again(await shorten(run.sketch, fails))
}

/** The seed, both schemas, the plan, and what is wrong with it. */
export function renderDrawnRun({ sketch, verdict, direction, reason, detail }: DrawnRun): string {
  const { seed, a, b } = sketch
  const schema = (things: Sketch['a']) =>
    statementsOf(seed, things)
      .map(({ sql }) => `${sql};`)
      .join('\n')
  return [
    `##### seed ${seed}, ${direction}: ${verdict}: ${reason}`,
    `-- the first schema\n${schema(a)}`,
    `-- the second schema\n${schema(b)}`,
    `-- the plan, and what differs behind it\n${detail}`,
  ].join('\n\n')
}

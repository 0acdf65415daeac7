import { findPgDump } from '../../psql/pg-dump.ts'
import { ownServer } from '../../own-server.ts'
import { roles } from './drawing.ts'
import {
  runSchemas,
  type DrawnPlace,
  type DrawnRun,
  type SecondOpinion,
  type TwoSchemas,
} from './drawn-run.ts'
import { drawSketch, statementsOf, type Sketch, type SketchSize } from './sketch.ts'
import { shorten } from './shorten.ts'

interface RunOptions {
  readonly workers?: number
  /** Run on the server first: roles that the schemas want. */
  readonly setup?: readonly string[]
  readonly secondOpinion?: SecondOpinion
  readonly onRun?: (run: DrawnRun) => void
}

interface DrawnOptions extends RunOptions {
  readonly size?: SketchSize
  /** Whether a run that fails is made as small as can be, of which each step takes as long as a run. */
  readonly failures?: 'shortened' | 'as they are'
}

/** Runs the sketches of some seeds on a server of their own; undefined: there is no pg_dump for it. */
export function runDrawn(
  seeds: readonly string[],
  { size = { things: 60, changes: 12 }, failures, ...options }: DrawnOptions = {},
): Promise<readonly DrawnRun[] | undefined> {
  const sketches = seeds.map((seed) => drawSketch(seed, size))
  return runAll(sketches, options, async (place, sketch) => {
    const run = await runSchemas(place, schemasOf(sketch))
    return failures === 'shortened' && isFailure(run) ? shortest(place, sketch, run) : run
  })
}

/** Runs schemas that are given. */
export function runGiven(
  schemas: readonly TwoSchemas[],
  options: RunOptions = {},
): Promise<readonly DrawnRun[] | undefined> {
  return runAll(schemas, options, runSchemas)
}

async function runAll<T>(
  all: readonly T[],
  { workers = 2, setup = [], secondOpinion, onRun }: RunOptions,
  runOne: (place: DrawnPlace, one: T) => Promise<DrawnRun>,
): Promise<readonly DrawnRun[] | undefined> {
  await using server = await ownServer({
    synchronous_commit: 'off',
    autovacuum: 'off',
    max_wal_size: '4GB',
    checkpoint_timeout: '1h',
  })
  const pgDump = await findPgDump(server.major)
  if (pgDump === undefined) return undefined
  for (const sql of [...setup, ...roles.map((role) => `create role ${role}`)]) await server.query(sql)
  const place: DrawnPlace = { server, pgDump, ...(secondOpinion ? { secondOpinion } : {}) }
  const waiting = [...all]
  const runs: DrawnRun[] = []
  const work = async () => {
    for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) {
      const run = await runOne(place, one)
      runs.push(run)
      onRun?.(run)
    }
  }
  await Promise.all(Array.from({ length: workers }, work))
  return runs
}

/** What is named as unplanned is no failure. */
export function isFailure({ verdict }: DrawnRun): boolean {
  return verdict !== 'pass' && verdict !== 'unplanned'
}

function schemasOf({ seed, a, b }: Sketch): TwoSchemas {
  return { name: `seed ${seed}`, first: statementsOf(seed, a), second: statementsOf(seed, b) }
}

async function shortest(place: DrawnPlace, sketch: Sketch, run: DrawnRun): Promise<DrawnRun> {
  const needsDump = run.verdict === 'wrong' || run.verdict === 'silently wrong'
  const cheap = needsDump ? place : { ...place, pgDump: { ...place.pgDump, dump: () => nothing } }
  const fails = async (other: Sketch) => {
    const { verdict, direction } = await runSchemas(cheap, schemasOf(other))
    return verdict === run.verdict && direction === run.direction
  }
  return runSchemas(place, schemasOf(await shorten(sketch, fails)))
}

const nothing = Promise.resolve(Buffer.from(''))

/** The name, which has the seed, both schemas, the plan, and what is wrong with it. */
export function renderDrawnRun({ schemas, verdict, direction, reason, detail }: DrawnRun): string {
  const script = (statements: readonly string[]) => statements.map((sql) => `${sql};`).join('\n')
  return [
    `##### ${schemas.name}, ${direction}: ${verdict}: ${reason}`,
    `-- the first schema\n${script(schemas.first)}`,
    `-- the second schema\n${script(schemas.second)}`,
    `-- the plan, and what differs behind it\n${detail}`,
  ].join('\n\n')
}

/** How many statements it was made of. */
export function sizeOf({ schemas: { first, second } }: DrawnRun): number {
  return first.length + second.length
}

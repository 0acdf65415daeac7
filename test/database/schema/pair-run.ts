import type { PlinthError } from '../../../src/errors.ts'
import type { Schema } from '../../../src/schema/schema.ts'
import { planChange, type SchemaChange } from '../../../src/schema/change/plan-change.ts'
import type { PgDump } from '../psql/pg-dump.ts'
import { dumpDifference, normalDump } from './normal-dump.ts'
import { FailedStatement, type PairDatabase, type PairDatabases } from './pair-databases.ts'
import { snapshotOf } from './read-snapshot.ts'
import { snapshotDifference } from './snapshot.ts'
import type { SchemaPair } from './schema-pairs.ts'

/**
 * `pass`: the dump is that of the wanted schema, our snapshot too, and nothing is left to plan. `unplanned`: what is missing was named. `wrong`: the dump differs,
 * nothing was named, but our snapshot shows it. `silently wrong`: the dump differs and our snapshot does not. `unsettled`: the dump is right, but our snapshot or a
 * second plan says otherwise. `not built`: the server of this major takes one of the schemas not.
 */
export type Verdict =
  | 'pass'
  | 'unplanned'
  | 'wrong'
  | 'silently wrong'
  | 'unsettled'
  | 'SQL fails'
  | 'planner fails'
  | 'not built'

type Direction = 'a → b' | 'b → a'

/** What became of a pair in one direction. */
export interface PairRun {
  readonly pair: SchemaPair
  readonly direction: Direction
  readonly verdict: Verdict
  /** One line. */
  readonly reason: string
  /** All that helps to see why: the statements, the differences. */
  readonly detail: string
}

/** A database, and what is seen of it. */
export interface Side {
  readonly database: PairDatabase
  readonly schema: Schema
  readonly dump: readonly string[]
}

/** Runs a pair both ways: each database becomes the other. */
export async function runPair(
  databases: PairDatabases,
  pgDump: PgDump,
  pair: SchemaPair,
): Promise<readonly PairRun[]> {
  const built: PairDatabase[] = []
  const told = (direction: Direction, { verdict, reason, detail = '' }: Told): PairRun => ({
    pair,
    direction,
    verdict,
    reason: reason.replaceAll(/\s+/g, ' ').slice(0, 200),
    detail,
  })
  try {
    for (const side of ['a', 'b'] as const) built.push(await databases.build(pair, side))
    const lookAt = async (side: 'a' | 'b', database: PairDatabase) => {
      const { dump, schema } = await lookOnce(databases, `${pair.setup}\n${pair[side]}`, () =>
        look(pgDump, database),
      )
      return { dump, schema, database }
    }
    const [a, b] = [await lookAt('a', built[0]!), await lookAt('b', built[1]!)]
    const there = await changeTo(pgDump, a, b)
    const back = await changeTo(pgDump, b, a)
    return [told('a → b', there), told('b → a', back)]
  } catch (error) {
    const { message, statement = '' } = error as Partial<FailedStatement>
    if (!(error instanceof FailedStatement)) throw error
    const failure: Told = { verdict: 'not built', reason: message ?? '', detail: statement }
    return [told('a → b', failure), told('b → a', failure)]
  } finally {
    for (const database of built) await database.drop()
  }
}

/** What became of one change. */
export interface Told {
  readonly verdict: Verdict
  readonly reason: string
  readonly detail?: string
  /** The database behind it, where all statements ran. */
  readonly got?: Side
}

const looks = new WeakMap<PairDatabases, Map<string, Promise<Side>>>()

const shortText = 20_000

/** A sixth of the sides has the text of another one: what it makes is the same. Large schemas are not kept. */
function lookOnce(databases: PairDatabases, text: string, lookAt: () => Promise<Side>): Promise<Side> {
  if (text.length > shortText) return lookAt()
  const known = looks.get(databases) ?? new Map<string, Promise<Side>>()
  looks.set(databases, known)
  const found = known.get(text) ?? lookAt()
  known.set(text, found)
  return found
}

export async function look(pgDump: PgDump, database: PairDatabase): Promise<Side> {
  const [dump, schema] = await Promise.all([dumpOf(pgDump, database), snapshotOf(database.url)])
  return { database, schema, dump }
}

async function dumpOf(pgDump: PgDump, { url }: PairDatabase): Promise<readonly string[]> {
  // No server here has a provider of security labels; asking for them takes a sixth of a dump.
  const dump = await pgDump.dump(url, ['-s', '--no-security-labels'])
  return normalDump(dump.toString('utf8'))
}

/** Changes the database of `from` into what `to` is. */
export async function changeTo(pgDump: PgDump, from: Side, to: Side): Promise<Told> {
  let change: SchemaChange
  try {
    change = plan(from.schema, to.schema)
  } catch (error) {
    return {
      verdict: 'planner fails',
      reason: (error as Error).message,
      detail: [(error as PlinthError).detail, (error as Error).stack].join('\n'),
    }
  }
  const script = change.statements.map(({ sql }) => `${sql};\n`).join('')
  try {
    await from.database.run(change.statements)
  } catch (error) {
    const { message, statement } = error as FailedStatement
    const named = unplannedOf(change)
    return { verdict: 'SQL fails', reason: `${message}: ${statement}`, detail: `${script}\n${named}` }
  }
  const got = await look(pgDump, from.database)
  return { ...judge(got, to, { change, script }), got }
}

function judge(
  got: Side,
  wanted: Side,
  { change, script }: { readonly change: SchemaChange; readonly script: string },
): Told {
  const differences = dumpDifference(got.dump, wanted.dump)
  const own = snapshotDifference(got.schema, wanted.schema)
  const named = unplannedOf(change)
  const detail = [script, named, ...differences, own].filter(Boolean).join('\n')
  if (differences.length > 0) {
    const verdict = own === '' ? 'silently wrong' : change.unplanned.length > 0 ? 'unplanned' : 'wrong'
    const reason = verdict === 'unplanned' ? named : differences.map(lineOf).join(' ')
    return { verdict, reason, detail }
  }
  if (own !== '') return { verdict: 'unsettled', reason: own, detail }
  const again = plan(got.schema, wanted.schema)
  if (again.statements.length === 0 && again.unplanned.length === 0)
    return { verdict: 'pass', reason: '', detail }
  const left = [...again.statements.map(({ sql }) => sql), unplannedOf(again)].join(' ')
  return { verdict: 'unsettled', reason: `planned again: ${left}`, detail }
}

/** Of a block that differs: what it is, without the comment marks. */
function lineOf(block: string): string {
  return block.split('\n').slice(0, 2).join(' ').replaceAll('-- Name: ', '')
}

function unplannedOf({ unplanned }: SchemaChange): string {
  return unplanned
    .map(({ fact, facets, why }) => `unplanned: ${fact} [${facets.join(', ')}] ${why}`)
    .join('\n')
}

function plan(from: Schema, to: Schema): SchemaChange {
  return planChange(from, to, { owners: 'counted', grants: 'counted' })
}

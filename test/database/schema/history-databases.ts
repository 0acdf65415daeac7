import postgres from 'postgres'
import { readScript } from '../../../src/psql/read-script.ts'
import type { OwnServer } from '../own-server.ts'
import { createDatabase, missingRole, retrying, type PairDatabases } from './pair-databases.ts'

/** Statements that a server did not take, and why: the first line of the message. */
export interface Refusals {
  /** All that were sent. */
  statements: number
  readonly reasons: Map<string, number>
}

/**
 * Databases of scripts that `pg_dump` wrote years ago, loaded as psql loads them: what the server refuses (an extension that it does not have, a table with a type of that) is
 * passed over, and told in `refusals`. A role that is missing is made. Rows are left out.
 */
export function historyDatabases(refusals: Refusals): (server: OwnServer) => Promise<PairDatabases> {
  let number = 0
  return (server) =>
    Promise.resolve({
      server,
      build: (pair, side) =>
        retrying(async () => {
          const database = await createDatabase(server, `history_${++number}`)
          await load(pair[side], { server, url: database.url, refusals })
          return database
        }),
    })
}

interface Loading {
  readonly server: OwnServer
  readonly url: string
  readonly refusals: Refusals
}

async function load(script: string, { server, url, refusals }: Loading): Promise<void> {
  const sql = postgres(url, {
    max: 1,
    prepare: false,
    fetch_types: false,
    max_lifetime: null,
    onnotice: () => {},
  })
  const take = async (statement: string): Promise<void> => {
    try {
      await sql.unsafe(statement)
    } catch (error) {
      const role = missingRole(error)
      if (role === undefined) return note(refusals, error)
      await server.query(`create role "${role.replaceAll('"', '""')}"`).catch(() => undefined)
      return take(statement)
    }
  }
  try {
    // Old dumps turn it off, and then write their strings so that they mean the same either way.
    const text = script.replaceAll('standard_conforming_strings = off', 'standard_conforming_strings = on')
    for await (const item of readScript(bytesOf(text), { file: 'schema.sql' })) {
      if (item.kind !== 'statement' || /^insert\s/i.test(item.head)) continue
      refusals.statements++
      await take(item.text)
    }
  } finally {
    await sql.end({ timeout: 1 })
  }
}

async function* bytesOf(script: string): AsyncGenerator<Uint8Array> {
  await Promise.resolve()
  yield Buffer.from(script, 'utf8')
}

function note({ reasons }: Refusals, error: unknown): void {
  const reason = (error as Error).message.split('\n')[0]!
  reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
}

import type { Session } from '../../../src/database/database.ts'
import { readSchema } from '../../../src/database/postgres/catalog/read-schema.ts'
import type { Schema } from '../../../src/schema/schema.ts'
import { testServer } from '../../support/server.ts'
import type { PgDump } from '../psql/pg-dump.ts'
import { open } from '../session/open.ts'
import { normalDump } from './normal-dump.ts'

/** An empty database for one script after the other, which nobody has been in. */
export interface CasePlace {
  readonly session: Session
  /** As a script of several statements. */
  run(sql: string): Promise<void>
  read(): Promise<Schema>
  /** Undefined: nobody else can see what is there. */
  dump(): Promise<readonly string[] | undefined>
  /** Does something, and takes it back. */
  aside<T>(work: () => Promise<T>): Promise<T>
  end(): Promise<void>
}

/** A transaction of a session, which is rolled back: it costs nothing, and leaves nothing. */
export async function openTransaction(session: Session): Promise<CasePlace> {
  await session.run('begin')
  const read = () => readSchema(session, { transaction: 'open' })
  return {
    session,
    // What a deferred constraint waits for would be in the way of an ALTER TABLE: a script that is committed has none.
    run: async (sql) => void (await session.run(`${sql}\n;set constraints all immediate; reset all`)),
    read,
    dump: () => Promise.resolve(undefined),
    aside: async (work) => {
      await session.run('savepoint aside')
      const answer = await work()
      await session.run('rollback to savepoint aside; release savepoint aside')
      return answer
    },
    end: () => session.rollback(),
  }
}

/** A database of its own, where all is committed, and pg_dump can see it. */
export async function openDatabase(pgDump: PgDump | undefined): Promise<CasePlace> {
  const database = await (await testServer()).createDatabase()
  const session = await open(database.url)
  return {
    session,
    run: async (sql) => {
      await database.query(sql)
      await database.query('reset all')
    },
    read: () => readSchema(session),
    dump: async () => pgDump && normalDump((await pgDump.dump(database.url, ['-s'])).toString('utf8')),
    aside: async (work) => {
      await session.run('begin; savepoint aside')
      const answer = await work()
      await session.rollback()
      return answer
    },
    end: async () => {
      await session.close()
      await database.drop()
    },
  }
}

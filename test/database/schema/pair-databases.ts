import postgres from 'postgres'
import { splitStatements } from '../../../src/psql/split-statements.ts'
import type { OwnServer } from '../own-server.ts'
import { roleStatements, type SchemaPair } from './schema-pairs.ts'

/** The databases of pairs, on a server whose roles are all theirs. */
export interface PairDatabases {
  readonly server: OwnServer
  /** A database with the setup of the pair and one side of it. */
  build(pair: SchemaPair, side: 'a' | 'b'): Promise<PairDatabase>
}

export interface PairDatabase {
  readonly url: string
  /** Runs statements one after the other in one session: neighbours that can share a transaction do. */
  run(statements: readonly PairStatement[]): Promise<void>
  /** Runs each that the server takes, by itself, and gives back the errors of the others. */
  runWhatRuns(statements: readonly string[]): Promise<readonly FailedStatement[]>
  drop(): Promise<void>
}

interface PairStatement {
  readonly sql: string
  readonly transactional: boolean
}

/** A statement that failed. */
export class FailedStatement extends Error {
  readonly statement: string
  readonly code: string | undefined

  constructor(statement: string, cause: unknown) {
    const { message, code } = cause as { readonly message: string; readonly code?: string }
    super(message, { cause })
    this.statement = statement
    this.code = code
  }
}

/** Makes every role of the corpus. */
export async function openPairDatabases(server: OwnServer): Promise<PairDatabases> {
  for (const statement of roleStatements().values()) await server.query(statement)
  let number = 0
  const build = async (pair: SchemaPair, side: 'a' | 'b'): Promise<PairDatabase> => {
    const database = await createDatabase(server, `pair_${++number}`)
    try {
      const statements = [pair.setup, pair[side]].flatMap(splitStatements)
      await database.run(statements.map((sql) => ({ sql, transactional: false })))
      return database
    } catch (error) {
      await database.drop()
      const role = missingRole(error)
      if (role === undefined) throw error
      // It is used by the pair, and made by none.
      await server.query(`create role "${role.replaceAll('"', '""')}"`).catch(() => undefined)
      return build(pair, side)
    }
  }
  return { server, build: (pair, side) => retrying(() => build(pair, side)) }
}

const admins = new WeakMap<OwnServer, postgres.Sql>()

/** Connections that stay, as those of the server do not; they end with it. */
function adminOf(server: OwnServer): postgres.Sql {
  const options = { max: 4, prepare: false, fetch_types: false, max_lifetime: null, onnotice: () => {} }
  const admin = admins.get(server) ?? postgres(server.url, options)
  admins.set(server, admin)
  return admin
}

/** Copying files is a quarter of the work of copying block by block. */
function strategyOf({ major }: OwnServer): string {
  return major >= 15 ? ' strategy file_copy' : ''
}

const templates = new WeakMap<OwnServer, Promise<string>>()

/** An empty database but for the comments of the server's own functions and operators: pg_dump reads all five thousand of them each time. */
function templateOf(server: OwnServer): Promise<string> {
  const found = templates.get(server) ?? makeTemplate(server)
  templates.set(server, found)
  return found
}

async function makeTemplate(server: OwnServer): Promise<string> {
  const name = 'pair_template'
  await server.query(`create database ${name} template template0 encoding 'UTF8'${strategyOf(server)}`)
  await server.query(
    `delete from pg_description where objoid < 16384 and classoid in ('pg_proc'::regclass, 'pg_operator'::regclass)`,
    name,
  )
  await server.query('vacuum (full, analyze) pg_description', name)
  return name
}

/** An empty one, as every server makes it. */
export async function createDatabase(server: OwnServer, name: string): Promise<PairDatabase> {
  const admin = adminOf(server)
  const template = await templateOf(server)
  await admin.unsafe(`create database ${name} template ${template}${strategyOf(server)}`)
  const url = Object.assign(new URL(server.url), { pathname: `/${name}` }).href
  return {
    url,
    run: (statements) => runStatements(url, statements),
    runWhatRuns: (statements) => runEach(url, statements),
    drop: async () => void (await admin.unsafe(`drop database if exists ${name} with (force)`)),
  }
}

function connect(url: string): postgres.Sql {
  return postgres(url, {
    max: 1,
    prepare: false,
    fetch_types: false,
    max_lifetime: null,
    onnotice: () => {},
  })
}

async function runEach(url: string, statements: readonly string[]): Promise<readonly FailedStatement[]> {
  const sql = connect(url)
  const failed: FailedStatement[] = []
  try {
    for (const text of statements)
      await sql.unsafe(text).catch((cause: unknown) => failed.push(new FailedStatement(text, cause)))
  } finally {
    await sql.end({ timeout: 1 })
  }
  return failed
}

async function runStatements(url: string, statements: readonly PairStatement[]): Promise<void> {
  const sql = connect(url)
  const run = (text: string) =>
    sql.unsafe(text).catch((cause: unknown) => {
      throw new FailedStatement(text, cause)
    })
  let within = false
  const move = async (into: boolean) => {
    if (within !== into) await run(into ? 'begin' : 'commit')
    within = into
  }
  try {
    for (const statement of statements) {
      await move(statement.transactional)
      await run(statement.sql)
    }
    await move(false)
  } finally {
    await sql.end({ timeout: 1 })
  }
}

/** The role that a statement failed for the want of. */
export function missingRole(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  return /^role "(.+)" does not exist$/.exec(error.message)?.[1]
}

/** Two sessions that change one row of a catalog of the whole cluster at once disturb each other. */
export async function retrying<T>(build: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await build()
    } catch (error) {
      if (tries === 5 || !/tuple concurrently|duplicate key value.*pg_auth/.test((error as Error).message))
        throw error
    }
  }
}

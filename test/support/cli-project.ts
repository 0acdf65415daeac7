import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { runCli, transcript, type Ran } from './cli.ts'
import { testServer, type TestDatabase } from './server.ts'

/** A folder with a small project, and the command line in it. */
export interface CliProject {
  readonly folder: string
  write(path: string, text: string): Promise<void>
  /** Runs `plinth`; DATABASE_URL is set unless `env` says otherwise. */
  run(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Ran>
  /** The same, as text to compare. */
  shows(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<string>
  [Symbol.asyncDispose](): Promise<void>
}

export interface CliProjectWithDatabase extends CliProject {
  readonly database: TestDatabase
}

export const migrationOne = `-- add users.email
--
-- revision: bbbbbbbbbbbb
-- revises: aaaaaaaaaaaa
-- created: 2026-01-06T09:00:00Z

-- plinth: upgrade
ALTER TABLE users ADD COLUMN email text;

-- plinth: downgrade
ALTER TABLE users DROP COLUMN email;
`

const files: Readonly<Record<string, string>> = {
  'sql/init.sql':
    'CREATE TABLE users (id bigint PRIMARY KEY);\nCREATE TABLE teams (id bigint PRIMARY KEY);\n',
  'migrations/20260105090000_baseline.sql': `-- Baseline
--
-- revision: aaaaaaaaaaaa
-- revises:
-- created: 2026-01-05T09:00:00Z
-- init: ../sql/init.sql

-- plinth: upgrade

-- plinth: downgrade
-- plinth: irreversible "the baseline is undone by dropping the database"
`,
  'migrations/20260106090000_add_email.sql': migrationOne,
}

export const migrationTwo = migrationOne
  .replace('add users.email', 'add users.name')
  .replace('aaaaaaaaaaaa', 'parent')
  .replace('bbbbbbbbbbbb', 'cccccccccccc')
  .replace('parent', 'bbbbbbbbbbbb')
  .replaceAll('COLUMN email', 'COLUMN name')

/** A project in a temporary folder, no database configured. */
export async function cliProject(): Promise<CliProject> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'plinth-cli-')))
  const write = async (path: string, text: string) => {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }
  for (const [path, text] of Object.entries(files)) await write(path, text)
  const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
    runCli(args, { cwd: folder, env })
  return {
    folder,
    write,
    run,
    shows: async (args, env) => transcript(await run(args, env), folder),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true, maxRetries: 5 }),
  }
}

/** A project whose DATABASE_URL is a new database. */
export async function cliProjectWithDatabase(): Promise<CliProjectWithDatabase> {
  const database = await (await testServer()).createDatabase()
  const project = await cliProject()
  const run: CliProject['run'] = (args, env) => project.run(args, { DATABASE_URL: database.url, ...env })
  return {
    ...project,
    database,
    run,
    shows: async (args, env) => transcript(await run(args, env), project.folder),
    [Symbol.asyncDispose]: async () => {
      await database.drop()
      await project[Symbol.asyncDispose]()
    },
  }
}

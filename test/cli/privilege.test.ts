import { describe, expect, test } from 'vitest'
import { cliProjectWithDatabase, migrationTwo, type CliProjectWithDatabase } from '../support/cli-project.ts'

/** A project, and a role that may connect to its database and nothing more. */
interface Setting extends AsyncDisposable {
  readonly project: CliProjectWithDatabase
  /** Quoted for SQL. */
  readonly role: string
  /** Runs a verb as the role. */
  shows(...args: readonly string[]): Promise<string>
}

async function withRole(): Promise<Setting> {
  const project = await cliProjectWithDatabase()
  const { database } = project
  const role = `${database.name}_app`
  // Before PostgreSQL 15 everybody may create in the schema public.
  await database.query(`create role ${role} login password 'pw'; revoke create on schema public from public`)
  const url = Object.assign(new URL(database.url), { username: role, password: 'pw' })
  return {
    project,
    role,
    shows: (...args) => project.shows(args, { DATABASE_URL: url.href }),
    [Symbol.asyncDispose]: async () => {
      await database.query(`drop owned by ${role}; drop role ${role}`)
      await project[Symbol.asyncDispose]()
    },
  }
}

const readingVerbs = [
  ['status'],
  ['current'],
  ['pending'],
  ['check'],
  ['history'],
  ['history', '-i'],
  ['history', '--recorded'],
  ['migrate', '--dry-run'],
  ['init', '--dry-run'],
]

describe('a role that may only read the tracking', () => {
  test('reads it with every reading verb, as its owner does', async () => {
    await using setting = await withRole()
    const { project, role, shows } = setting
    await project.run(['init'])
    await project.write('migrations/20260107090000_add_name.sql', migrationTwo)
    await project.database.query(
      `grant usage on schema plinth to ${role}; grant select on all tables in schema plinth to ${role}`,
    )
    for (const args of readingVerbs) {
      const mine = await shows(...args)
      expect(mine.replaceAll(`<database>_app@`, 'postgres@'), args.join(' ')).toBe(await project.shows(args))
      expect(mine).toMatch(args[0] === 'check' ? /^exit 1/ : /^exit 0/)
    }
  })

  test('is told what to grant when it migrates, before the migration runs', async () => {
    await using setting = await withRole()
    const { project, role, shows } = setting
    await project.run(['init'])
    await project.write(
      'migrations/20260107090000_slow.sql',
      migrationTwo.replace('ALTER TABLE users ADD COLUMN name text', 'SELECT pg_sleep(600)'),
    )
    await project.database.query(
      `grant usage on schema plinth to ${role}; grant select on all tables in schema plinth to ${role}`,
    )
    expect(await shows('migrate')).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
        target   <database>_app@<server>/<database>   DATABASE_URL · PostgreSQL <version>
        state    initialised
      ✖ the role <database>_app may not write the tracking in the schema plinth
        result   Nothing was changed.
        hint     As the owner of the schema: GRANT USAGE ON SCHEMA "plinth" TO "<database>_app"; GRANT SELECT, INSERT, DELETE ON ALL TABLES IN SCHEMA "plinth" TO "<database>_app";
        E_PRIVILEGE, exit 2"
    `)
    for (const args of [['stamp', 'head'], ['downgrade', '-1'], ['init']])
      expect(await shows(...args), args.join(' ')).toContain('E_PRIVILEGE, exit 2')
    expect((await project.run(['current'])).stdout).toBe('bbbbbbbbbbbb\n')
  })

  test('can migrate after the GRANT of the hint, without owning anything', async () => {
    await using setting = await withRole()
    const { project, role, shows } = setting
    await project.run(['init'])
    await project.database.query('create table public.own_of_app (id int)')
    await project.database.query(`alter table own_of_app owner to ${role}`)
    await project.database.query(
      `grant usage on schema plinth to ${role}; grant select on all tables in schema plinth to ${role}`,
    )
    await project.write(
      'migrations/20260107090000_add_name.sql',
      migrationTwo.replaceAll('TABLE users', 'TABLE own_of_app'),
    )
    const grants = /GRANT .*;/.exec(await shows('migrate'))?.[0] ?? ''
    await project.database.query(grants.replaceAll('<database>', project.database.name))
    expect(await shows('migrate')).toContain('✔ 1 applied')
    expect(await shows('downgrade', '-1')).toContain('✔ 1 undone')
    expect(await shows('stamp', 'head')).toContain('✔ 1 stamped')
    expect((await project.run(['current'])).stdout).toBe('cccccccccccc (head)\n')
  })
})

test('a role that may not even read the tracking: what to grant', async () => {
  await using setting = await withRole()
  const { project, shows } = setting
  await project.run(['init'])
  expect(await shows('status')).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    ✖ the role <database>_app may not read the tracking in the schema plinth: permission denied for schema plinth  [42501]
      hint     As the owner of the schema: GRANT USAGE ON SCHEMA "plinth" TO "<database>_app"; GRANT SELECT ON ALL TABLES IN SCHEMA "plinth" TO "<database>_app";
      E_PRIVILEGE, exit 2"
  `)
  for (const args of [...readingVerbs.filter(([verb, option]) => verb !== 'history' || option), ['migrate']])
    expect(await shows(...args), args.join(' ')).toContain('E_PRIVILEGE, exit 2')
  const grants = /GRANT .*;/.exec(await shows('status'))?.[0] ?? ''
  await project.database.query(grants.replaceAll('<database>', project.database.name))
  expect(await shows('status')).toContain('exit 0')
})

test('a role that may not create the tracking: what to grant, before the init script runs', async () => {
  await using setting = await withRole()
  const { project, role, shows } = setting
  await project.database.query(`grant create on schema public to ${role}`)
  expect(await shows('init')).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
      target   <database>_app@<server>/<database>   DATABASE_URL · PostgreSQL <version>
      state    empty
    ✖ the role <database>_app may not create the schema plinth for the tracking
      result   Nothing was changed.
      hint     As the owner of the database: GRANT CREATE ON DATABASE "<database>" TO "<database>_app";
      E_PRIVILEGE, exit 2"
  `)
  expect(
    await project.database.query('select count(*)::int as n from pg_tables where schemaname = $$public$$'),
  ).toEqual([{ n: 0 }])
  expect(await shows('stamp', 'head')).toContain('E_PRIVILEGE, exit 2')
  const grants = /GRANT .*;/.exec(await shows('init'))?.[0] ?? ''
  await project.database.query(grants.replaceAll('<database>', project.database.name))
  expect(await shows('init')).toContain('exit 0')
})

test("a migration's own lack of rights stays E_SQL, with its place", async () => {
  await using setting = await withRole()
  const { project, role, shows } = setting
  await project.run(['init'])
  await project.write('migrations/20260107090000_add_name.sql', migrationTwo)
  await project.database.query(
    `grant usage on schema plinth to ${role}; grant select, insert, delete on all tables in schema plinth to ${role}`,
  )
  expect(await shows('migrate')).toMatchInlineSnapshot(`
    "exit 4
    --- stderr
      target   <database>_app@<server>/<database>   DATABASE_URL · PostgreSQL <version>
      state    initialised
    ✖ migrations/20260107090000_add_name.sql:8:1  must be owner of table users  [42501]
        > 8 | ALTER TABLE users ADD COLUMN name text
            | ^
      result   cccccccccccc was rolled back. Nothing was changed.
      E_SQL, exit 4"
  `)
})

test('--create-database and reset without the rights', async () => {
  await using setting = await withRole()
  const { project, role, shows } = setting
  const url = Object.assign(new URL(project.database.url), {
    username: role,
    password: 'pw',
    pathname: '/not_there',
  })
  expect(await project.shows(['init', '--create-database'], { DATABASE_URL: url.href }))
    .toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      ✖ the role <database>_app may not create databases  [42501]
        hint     As a superuser: ALTER ROLE "<database>_app" CREATEDB; or let another role create the database.
        E_PRIVILEGE, exit 2"
    `)
  await project.run(['init'])
  await project.database.query(
    `grant usage on schema plinth to ${role}; grant select, insert, delete on all tables in schema plinth to ${role}`,
  )
  expect(await shows('reset', '--confirm', project.database.name)).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
      target   <database>_app@<server>/<database>   DATABASE_URL · PostgreSQL <version>
    ✖ the role <database>_app may not drop everything in <database>: must be owner of schema plinth  [42501]
      result   Nothing was changed.
      hint     Connect as the role that owns what is in the database.
      E_PRIVILEGE, exit 2"
  `)
  expect((await project.run(['check'])).code).toBe(0)
})

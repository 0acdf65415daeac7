import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { cliProjectWithDatabase, type CliProjectWithDatabase } from '../support/cli-project.ts'
import { testServer } from '../support/server.ts'

const same = `CREATE TABLE users (id bigint PRIMARY KEY, email text);
CREATE TABLE teams (id bigint PRIMARY KEY);
`

async function withModel(model: string): Promise<CliProjectWithDatabase> {
  const project = await cliProjectWithDatabase()
  await project.write('sql/schema.sql', model)
  return project
}

const filesOf = async ({ folder }: CliProjectWithDatabase) =>
  (await readdir(join(folder, 'migrations'))).sort()

describe('where no shadow database can be made', () => {
  /** A role that may connect and nothing more, and a folder in which no embedded server can be made. */
  const scene = async () => {
    const project = await withModel(`${same}CREATE TABLE more ();\n`)
    await project.write('.plinth', 'a file, not a folder')
    const role = `${project.database.name}_app`
    await project.database.query(`create role ${role} login password 'pw'`)
    const server = await testServer()
    const { query, drop } = await server.createDatabase()
    onTestFinished(async () => {
      await query(`drop role ${role}`)
      await drop()
    })
    const url = Object.assign(new URL(project.database.url), { username: role, password: 'pw' }).href
    return { project, role, env: { DATABASE_URL: url }, superuser: server.url }
  }

  test('create --auto and check --model say which right is missing, and what else would help', async () => {
    const { project, role, env } = await scene()
    await using _ = project
    const before = await filesOf(project)
    const { code, stdout, stderr } = await project.run(['create', '--auto', 'x'], env)
    expect({ code, stdout }).toEqual({ code: 7, stdout: '' })
    expect(stderr).toContain(`✖ no shadow database can be made: the role ${role} may not create databases\n`)
    expect(stderr).toContain(
      'detail   the embedded server: the folder of the embedded server cannot be used: ',
    )
    expect(stderr).toContain(
      `hint     As a superuser: ALTER ROLE "${role}" CREATEDB; Or name a server for shadow databases: --shadow-url postgres://… Or `,
    )
    expect(stderr).toContain('E_SHADOW, exit 7')
    expect(await filesOf(project)).toEqual(before)
    const json = await project.run(['create', '--auto', '--check', 'x', '--json'], env)
    expect(json.code).toBe(7)
    expect(JSON.parse(json.stdout)).toMatchObject({ error: { code: 'E_SHADOW' } })
  })

  test('a server that is named for them does', async () => {
    const { project, env, superuser } = await scene()
    await using _ = project
    const there = { ...env, PLINTH_SHADOW_URL: superuser }
    const { code, stdout, stderr } = await project.run(['create', '--auto', 'x'], there)
    expect(code).toBe(0)
    expect(stdout).toContain('proven   up and down, in a shadow database')
    expect(stderr).toMatch(/shadow {3}plinth_shadow_[0-9a-f]{16} on the shadow server \(PostgreSQL .+\)\n/)
    expect(stderr).toContain('it has the extensions and roles of the shadow server only')
    expect(
      await project.run(['create', '--auto', '--check', 'x', '--shadow-url', superuser], env),
    ).toMatchObject({
      code: 0,
    })
    const wrong = await project.run(
      ['create', '--auto', 'x', '--shadow-url', 'postgres://x@localhost:1/y'],
      there,
    )
    expect(wrong.code).toBe(3)
    expect(wrong.stderr).toContain('--shadow-url')
  })
})

describe('what cannot be compared', () => {
  const unseen = `ALTER TABLE users ADD COLUMN n int GENERATED ALWAYS AS IDENTITY;\nGRANT SELECT ON SEQUENCE users_n_seq TO public;\n`

  test('in the model: E_UNSEEN, and nothing is written', async () => {
    await using project = await withModel(`${same}${unseen}`)
    const before = await filesOf(project)
    const { code, stderr } = await project.run(['create', '--auto', 'x'])
    expect(code).toBe(7)
    expect(stderr).toContain('✖ the model holds objects that Plinth cannot compare\n')
    expect(stderr).toContain('rights on sequence public.users_n_seq\n')
    expect(stderr).toContain(
      'hint     Take them out of the model, and write their migration by hand: plinth create "<message>"\n',
    )
    expect(await filesOf(project)).toEqual(before)
    const check = await project.run(['check', '--model', '--json'])
    expect((JSON.parse(check.stdout) as { model: string[] }).model).toContain(
      '? rights on sequence public.users_n_seq: it cannot be compared',
    )
  })

  test('in what the migrations make: it is left alone, and told', async () => {
    await using project = await withModel(
      same.replace('email text', 'email text, n int GENERATED ALWAYS AS IDENTITY'),
    )
    await project.write(
      'sql/init.sql',
      `CREATE TABLE users (id bigint PRIMARY KEY);\nCREATE TABLE teams (id bigint PRIMARY KEY);\n${unseen}`,
    )
    const { code, stdout, stderr } = await project.run(['create', '--auto', '--check', 'x'])
    expect(stderr).toContain('left alone, for it cannot be compared: rights on sequence public.users_n_seq\n')
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: '✔ the migrations make what the model wants. Nothing to write.\n',
    })
  })
})

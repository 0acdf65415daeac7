import { chmod } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { transcript } from '../support/cli.ts'
import { cliProject, type CliProject } from '../support/cli-project.ts'
import { ownServer, type OwnServer } from '../database/own-server.ts'

const secret = 'Tr0ub4dor/#'

/** A server that wants a password of everybody: it is ours. */
let server: OwnServer
let project: CliProject
let pg: Readonly<Record<string, string>>

beforeAll(async () => {
  project = await cliProject()
  server = await ownServer()
  await server.query(`create role app login password '${secret}'`)
  await server.query('create database shop owner app')
  await server.allow('host all all 127.0.0.1/32 scram-sha-256')
  pg = { PGHOST: '127.0.0.1', PGPORT: String(server.port), PGUSER: 'app', PGDATABASE: 'shop' }
})
afterAll(async () => {
  await server?.[Symbol.asyncDispose]()
  await project?.[Symbol.asyncDispose]()
})

const urlWith = (password: string) =>
  `postgres://app${password && `:${encodeURIComponent(password)}`}@127.0.0.1:${server.port}/shop`

async function shows(args: readonly string[], env: Readonly<Record<string, string>>): Promise<string> {
  const text = transcript(await project.run(args, env), project.folder)
  expect(text).not.toContain('Tr0ub4dor')
  return text
}

test('a wrong password', async () => {
  expect(await shows(['migrate'], { DATABASE_URL: urlWith(`${secret}x`) })).toMatchInlineSnapshot(`
    "exit 3
    --- stderr
    ✖ cannot log in to <server>/shop as "app": password rejected  [28P01]
      detail   settings from DATABASE_URL
      hint     Correct the user or the password in DATABASE_URL.
      E_LOGIN, exit 3"
  `)
  for (const args of [
    ['status', '--verbose'],
    ['init', '--json', '--verbose'],
    ['reset', '--confirm', 'shop'],
  ])
    expect(await shows(args, { DATABASE_URL: urlWith(`${secret}x`) })).toContain('E_LOGIN')
})

test('no password', async () => {
  expect(await shows(['status'], { DATABASE_URL: urlWith('') })).toMatchInlineSnapshot(`
    "exit 3
    --- stderr
    ✖ cannot log in to <server>/shop as "app": a password is needed, and none is set  [28P01]
      detail   settings from DATABASE_URL
      hint     Put the password into DATABASE_URL, or set PGPASSWORD, PGPASSWORD_FILE or a line of ~/.pgpass.
      E_LOGIN, exit 3"
  `)
})

test('--wait does not wait for a password to become right', async () => {
  const text = await shows(['status', '--wait', '1h'], { DATABASE_URL: urlWith('wrong') })
  expect(text).toContain('E_LOGIN, exit 3')
  expect(text).not.toContain('waiting')
})

test('the right one, wherever it is written', async () => {
  const passFile = `127.0.0.1:${server.port}:*:app:${secret}\n`
  await project.write('.pgpass', passFile)
  await chmod(join(project.folder, '.pgpass'), 0o600)
  await project.write('other.pgpass', passFile)
  await chmod(join(project.folder, 'other.pgpass'), 0o600)
  await project.write('password', `${secret}\n`)
  const right = 'exit 0\n--- stdout\nnot tracked (empty)'
  expect(await shows(['current'], { DATABASE_URL: urlWith(secret) })).toBe(right)
  expect(await shows(['current'], { ...pg, PGPASSWORD: secret })).toBe(right)
  expect(await shows(['current'], { ...pg, PGPASSWORD_FILE: 'password' })).toBe(right)
  expect(await shows(['current'], { DATABASE_URL: urlWith(''), PGPASSWORD: secret })).toBe(right)
  // The home folder of the run is that of the project.
  expect(await shows(['current'], pg)).toBe(right)
  expect(
    await shows(['current'], { ...pg, HOME: '/nowhere', PGPASSFILE: join(project.folder, 'other.pgpass') }),
  ).toBe(right)
  // The URL has the last word.
  expect(await shows(['current'], { DATABASE_URL: urlWith('wrong'), PGPASSWORD: secret })).toContain(
    'E_LOGIN',
  )
  await chmod(join(project.folder, '.pgpass'), 0o644)
  expect(await shows(['current'], pg)).toContain('a password is needed, and none is set')
})

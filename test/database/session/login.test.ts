import { inspect } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ownServer, type OwnServer } from '../own-server.ts'
import { failureOf, open } from './open.ts'

let server: OwnServer
const secret = "s3cret/#@:%?'ü€ x"

/** Never a server that lets everybody in: it is ours, and its pg_hba.conf has these lines and no other. */
beforeAll(async () => {
  server = await ownServer()
  const quoted = `'${secret.replaceAll("'", "''")}'`
  for (const encryption of ['scram-sha-256', 'md5'])
    await server.query(
      `set password_encryption = '${encryption}'; create role "${encryption}" login password ${quoted}`,
    )
  await server.query(
    `create role no_login password ${quoted}; create role rejected login; create role peer login`,
  )
  await server.allow(
    'host all scram-sha-256,no_login 127.0.0.1/32 scram-sha-256',
    'host all md5 127.0.0.1/32 md5',
    'host all rejected 127.0.0.1/32 reject',
  )
})
afterAll(() => server?.[Symbol.asyncDispose]())

const openAs = (user: string, password: string | undefined) => open(server.url, { user, password })

test.each(['scram-sha-256', 'md5'])('%s: the right password, with every odd character', async (user) => {
  const session = await openAs(user, secret)
  expect(await session.query('select current_user::text as name')).toEqual([{ name: user }])
  await session.close()
})

test.each(['scram-sha-256', 'md5'])(
  '%s: a wrong password is E_LOGIN, and nowhere to be read',
  async (user) => {
    for (const password of ['another-s3cret', `${secret}x`]) {
      const failure = await failureOf(openAs(user, password))
      expect(failure).toMatchObject({
        code: 'E_LOGIN',
        sqlState: '28P01',
        message: `cannot log in to 127.0.0.1:${server.port}/postgres as "${user}": password rejected`,
        hint: 'Correct the user or the password in the test.',
      })
      const output = [inspect(failure, { depth: 9 }), JSON.stringify(failure), failure?.stack].join()
      expect(output).not.toContain('s3cret')
      expect(inspect(failure?.cause, { depth: 9, showHidden: true })).not.toContain('s3cret')
    }
  },
)

test('no password where one is needed: says that there is none', async () => {
  expect(await failureOf(openAs('scram-sha-256', undefined))).toMatchObject({
    code: 'E_LOGIN',
    message: expect.stringContaining('a password is needed, and none is set') as string,
    hint: 'Put the password into the test, or set PGPASSWORD, PGPASSWORD_FILE or a line of ~/.pgpass.',
  })
})

test('a role that may not log in, one that pg_hba.conf rejects, and one it does not know', async () => {
  const told = async (user: string) => {
    const { code, message, hint } = (await failureOf(openAs(user, secret))) ?? {}
    // PostgreSQL 13 says it in other words.
    const text = [code, message, hint].join('\n').replace('SSL off', 'no encryption')
    return text.replace(/:\d+\//, ':<port>/')
  }
  expect(await told('no_login')).toMatchInlineSnapshot(`
    "E_LOGIN
    cannot log in to 127.0.0.1:<port>/postgres as "no_login": role "no_login" is not permitted to log in
    Correct the user in the test."
  `)
  expect(await told('rejected')).toMatchInlineSnapshot(`
    "E_LOGIN
    cannot log in to 127.0.0.1:<port>/postgres as "rejected": pg_hba.conf rejects connection for host "127.0.0.1", user "rejected", database "postgres", no encryption
    Correct the user or the database in the test, or have a line for it added to the server's pg_hba.conf."
  `)
  expect(await told('stranger')).toMatchInlineSnapshot(`
    "E_LOGIN
    cannot log in to 127.0.0.1:<port>/postgres as "stranger": no pg_hba.conf entry for host "127.0.0.1", user "stranger", database "postgres", no encryption
    Correct the user or the database in the test, or have a line for it added to the server's pg_hba.conf."
  `)
})

import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openSessionWaiting } from '../../../src/database/open.ts'
import { openSession } from '../../../src/database/postgres/session.ts'
import { readConnectionSettings } from '../../../src/database/postgres/connection.ts'
import { PlinthError } from '../../../src/errors.ts'
import { realWorld } from '../../../src/world.ts'
import { startBareServer } from '../../support/proxy.ts'
import { endBackendSql } from '../../support/server.ts'
import { ownServer, type OwnServer } from '../own-server.ts'
import { hasOpenssl, makeAuthority, type Authority, type Certificate } from './certificates.ts'
import { chunks, codeOf, eventually, failureOf, open } from './open.ts'

let folder: string
let server: OwnServer
let right: Authority
let wrong: Authority
let client: Certificate

beforeAll(async () => {
  if (!hasOpenssl) return
  folder = await mkdtemp(join(tmpdir(), 'plinth-tls-'))
  right = makeAuthority(folder, 'right')
  wrong = makeAuthority(folder, 'wrong')
  client = right.issue('by_certificate')
  server = await ownServer()
  await server.query(`create role app login password 'app'`)
  await server.query(`create role only_tls login password 'app'`)
  await server.query(`create role only_plain login password 'app'`)
  await server.query(`create role by_certificate login`)
  await server.writeFile('root.crt', right.certText)
  await useCertificate(right.issue('localhost', 'DNS:localhost'))
  await server.allow(
    'host all app 127.0.0.1/32 scram-sha-256',
    'hostssl all only_tls 127.0.0.1/32 scram-sha-256',
    'hostnossl all only_plain 127.0.0.1/32 scram-sha-256',
    'hostssl all by_certificate 127.0.0.1/32 cert',
  )
})
afterAll(async () => {
  await server?.[Symbol.asyncDispose]()
  if (folder) await rm(folder, { recursive: true, force: true })
})

async function useCertificate({ certText, keyText }: Certificate): Promise<void> {
  await server.writeFile('server.crt', certText)
  await server.writeFile('server.key', keyText)
  await server.set({ ssl: 'on', ssl_ca_file: 'root.crt' })
}

interface Wish {
  readonly user?: string
  readonly host?: string
  /** Parameters of the URL. */
  readonly [parameter: string]: string | undefined
}

async function connect({ user = 'app', host = 'localhost', ...parameters }: Wish, signal?: AbortSignal) {
  const url = new URL(`postgres://${user}:app@${host}:${server.port}/postgres`)
  for (const [name, value] of Object.entries(parameters)) if (value) url.searchParams.set(name, value)
  const settings = await readConnectionSettings({ url: url.href, from: 'the test', env: {} }, realWorld('/'))
  return openSession(settings, { applicationName: 'plinth:test', ...(signal ? { signal } : {}) })
}

/** `TLS`, `plain`, or the error in words. */
async function outcomeOf(wish: Wish): Promise<string> {
  try {
    const session = await connect(wish)
    const [row] = await session.query('select ssl from pg_stat_ssl where pid = pg_backend_pid()')
    await session.close()
    return row?.['ssl'] === true ? 'TLS' : 'plain'
  } catch (error) {
    if (!(error instanceof PlinthError)) throw error
    const { code, message, detail, hint } = error
    const text = [`${code}: ${message}`, detail, hint].filter(Boolean).join('\n')
    // PostgreSQL 13 says it in other words.
    const today = text.replace(/SSL off$/m, 'no encryption').replace(/SSL on$/m, 'SSL encryption')
    return today.replaceAll(/:\d{4,5}\b/g, ':<port>').replaceAll(folder, '<folder>')
  }
}

/** The parameters that name a certificate authority, and a client's certificate. */
const trusting = (authority: Certificate) => ({ sslrootcert: authority.cert })
const showing = ({ cert, key }: Certificate) => ({ sslcert: cert, sslkey: key })

const notTrusted = `E_CONNECT: cannot connect to localhost:<port>: the server's certificate is not trusted: self-signed certificate in certificate chain
settings from the test
Name the file of the authority that signed it: sslrootcert in the test, or PGSSLROOTCERT.`

describe.skipIf(!hasOpenssl)(hasOpenssl ? 'TLS' : 'TLS (skipped: no openssl on this machine)', () => {
  test.each<readonly [string, Wish, string]>([
    ['nothing said', {}, 'TLS'],
    ['disable', { sslmode: 'disable' }, 'plain'],
    ['allow', { sslmode: 'allow' }, 'TLS'],
    ['prefer', { sslmode: 'prefer' }, 'TLS'],
    ['require', { sslmode: 'require' }, 'TLS'],
  ])('sslmode: %s', async (_, wish, expected) => {
    expect(await outcomeOf(wish)).toBe(expected)
  })

  test.each(['require', 'verify-ca', 'verify-full'])(
    '%s takes the right authority and no other',
    async (sslmode) => {
      expect(await outcomeOf({ sslmode, ...trusting(right) })).toBe('TLS')
      expect(await outcomeOf({ sslmode, ...trusting(wrong) })).toBe(notTrusted)
    },
  )

  test('verify-ca and verify-full without an authority trust only those of the system', async () => {
    expect(await outcomeOf({ sslmode: 'verify-ca' })).toBe(notTrusted)
    expect(await outcomeOf({ sslmode: 'verify-full' })).toBe(notTrusted)
    expect(await outcomeOf({ sslrootcert: 'system' })).toBe(notTrusted)
    expect(await outcomeOf({ sslrootcert: 'system', sslmode: 'require' })).toMatchInlineSnapshot(`
      "E_URL: sslrootcert=system does not go with sslmode=require
      settings from the test
      Leave sslmode out, or say sslmode=verify-full."
    `)
  })

  test('verify-full wants the host to be in the certificate, an address too; verify-ca does not', async () => {
    const ca = trusting(right)
    expect(await outcomeOf({ sslmode: 'verify-ca', host: '127.0.0.1', ...ca })).toBe('TLS')
    expect(await outcomeOf({ sslmode: 'verify-full', host: '127.0.0.1', ...ca })).toMatchInlineSnapshot(`
      "E_CONNECT: cannot connect to 127.0.0.1:<port>: the server's certificate is for DNS:localhost, not for 127.0.0.1
      settings from the test
      Connect by a name that is in the certificate, or verify its authority only: sslmode=verify-ca in the test."
    `)
    const byAddress = right.issue('db', 'IP:127.0.0.1')
    await useCertificate(byAddress)
    expect(await outcomeOf({ sslmode: 'verify-full', host: '127.0.0.1', ...ca })).toBe('TLS')
    expect(await outcomeOf({ sslmode: 'verify-full', ...ca })).toContain(
      "the server's certificate is for IP Address:127.0.0.1, not for localhost",
    )
    await useCertificate(right.issue('localhost'))
    expect(await outcomeOf({ sslmode: 'verify-full', ...ca })).toBe('TLS')
  })

  test('pg_hba with hostssl or hostnossl only: the hint says what to change', async () => {
    expect(await outcomeOf({ user: 'only_tls' })).toBe('TLS')
    expect(await outcomeOf({ user: 'only_tls', sslmode: 'disable' })).toMatchInlineSnapshot(`
      "E_LOGIN: cannot log in to localhost:<port>/postgres as "only_tls": no pg_hba.conf entry for host "127.0.0.1", user "only_tls", database "postgres", no encryption
      settings from the test
      Connect with TLS, sslmode=require in the test; or have a line for it added to the server's pg_hba.conf."
    `)
    expect(await outcomeOf({ user: 'only_plain', sslmode: 'disable' })).toBe('plain')
    expect(await outcomeOf({ user: 'only_plain', sslmode: 'require' })).toMatchInlineSnapshot(`
      "E_LOGIN: cannot log in to localhost:<port>/postgres as "only_plain": no pg_hba.conf entry for host "127.0.0.1", user "only_plain", database "postgres", SSL encryption
      settings from the test
      Connect without TLS, sslmode=disable in the test; or have a line for it added to the server's pg_hba.conf."
    `)
  })

  test('a client certificate: sent in every mode with TLS; a missing or foreign one is told', async () => {
    const user = 'by_certificate'
    for (const sslmode of ['prefer', 'require', 'verify-full'])
      expect(await outcomeOf({ user, sslmode, ...trusting(right), ...showing(client) })).toBe('TLS')
    expect(await outcomeOf({ user })).toMatchInlineSnapshot(`
      "E_LOGIN: cannot log in to localhost:<port>/postgres as "by_certificate": connection requires a valid client certificate
      settings from the test
      Name a certificate that the authority of the server signed, and its key: sslcert and sslkey (PGSSLCERT, PGSSLKEY)."
    `)
    expect(await outcomeOf({ user, ...showing(wrong.issue(user)) })).toMatch(
      /^E_CONNECT: .*: the server .*does not accept the certificate of sslcert/,
    )
    // The name in the certificate is not that of the user.
    expect(await outcomeOf({ user, ...showing(right.issue('somebody')) })).toMatchInlineSnapshot(`
      "E_LOGIN: cannot log in to localhost:<port>/postgres as "by_certificate": certificate authentication failed for user "by_certificate"
      settings from the test
      Correct the user in the test."
    `)
  })

  test('certificate files that are none', async () => {
    const garbage = join(folder, 'garbage.pem')
    await writeFile(garbage, 'not a certificate')
    expect(
      await outcomeOf({ sslmode: 'verify-ca', sslrootcert: join(folder, 'none.crt') }),
    ).toMatchInlineSnapshot(
      `
      "E_URL: the certificate file <folder>/none.crt named by the test cannot be read
      Correct the path, or its permissions."
    `,
    )
    expect(await outcomeOf({ sslmode: 'verify-ca', sslrootcert: garbage })).toMatchInlineSnapshot(`
      "E_URL: the authority <folder>/garbage.pem, named by the test, cannot be used: no start line
      It must be a PEM file ("-----BEGIN …"), the key without a passphrase and of this certificate."
    `)
    expect(await outcomeOf({ sslcert: garbage, sslkey: client.key })).toMatchInlineSnapshot(`
      "E_URL: the certificate <folder>/garbage.pem, named by the test, cannot be used: no start line
      It must be a PEM file ("-----BEGIN …"), the key without a passphrase and of this certificate."
    `)
    expect(await outcomeOf({ sslcert: client.cert, sslkey: garbage })).toContain(
      'E_URL: the key <folder>/garbage.pem',
    )
    expect(await outcomeOf({ sslcert: client.cert, sslkey: right.key })).toMatchInlineSnapshot(`
      "E_URL: the certificate <folder>/right-1.crt with the key <folder>/right.key, named by the test, cannot be used: key values mismatch
      It must be a PEM file ("-----BEGIN …"), the key without a passphrase and of this certificate."
    `)
    expect(await outcomeOf({ sslcert: client.cert })).toMatchInlineSnapshot(`
      "E_URL: sslcert is set without sslkey
      settings from the test
      A client certificate and its key go together: set sslkey (PGSSLKEY) too."
    `)
  })

  test('a session over TLS: an interrupt cancels, the end of the backend is a loss, close() ends it', async () => {
    const interrupt = new AbortController()
    const session = await connect({ sslmode: 'require' }, interrupt.signal)
    const stateOf = async (pid: number) =>
      (await server.query(`select state, query from pg_stat_activity where pid = ${pid}`))[0]
    const running = codeOf(session.run('select pg_sleep(60)'))
    await eventually(async () => (await stateOf(session.backendPid))?.['query'] === 'select pg_sleep(60)')
    interrupt.abort()
    expect(await running).toBe('E_INTERRUPTED')
    expect(await stateOf(session.backendPid)).toMatchObject({ state: 'idle' })
    await session.close()
    await eventually(async () => (await stateOf(session.backendPid)) === undefined)

    const other = await connect({ sslmode: 'require' })
    const lost = codeOf(other.run('select pg_sleep(60)'))
    await server.query(endBackendSql(other.backendPid))
    expect(await lost).toBe('E_CONNECTION_LOST')
    await other.close()
  })

  test('a COPY and pipelined statements over TLS', async () => {
    const session = await connect({ sslmode: 'require' })
    await session.run('create temp table t (id int, v text)')
    const line = 'x'.repeat(1000)
    await session.copyIn(
      'copy t from stdin',
      chunks(...Array.from({ length: 3000 }, (_, i) => `${i}\t${line}\n`)),
    )
    await Promise.all(Array.from({ length: 100 }, (_, i) => session.run(`insert into t values (${i})`)))
    expect(await session.query('select count(*)::int as n from t')).toEqual([{ n: 3100 }])
    await session.close()
  })

  test('a server without TLS: prefer goes on, the others say so, and waiting for it is of no use', async () => {
    await server.set({ ssl: 'off' })
    expect(await outcomeOf({ sslmode: 'prefer' })).toBe('plain')
    expect(await outcomeOf({ sslmode: 'require' })).toMatchInlineSnapshot(`
      "E_CONNECT: cannot connect to localhost:<port>: the server offers no TLS, and sslmode=require asks for it
      settings from the test
      Turn TLS on in the server (ssl = on), or go without where there is none: sslmode=prefer in the test."
    `)
    for (const sslmode of ['verify-ca', 'verify-full'])
      expect(await outcomeOf({ sslmode, ...trusting(right) })).toContain(`and sslmode=${sslmode} asks for it`)
    const retries: unknown[] = []
    const waiting = openSessionWaiting(
      {
        url: `postgres://app:app@localhost:${server.port}/postgres?sslmode=require`,
        from: 'the test',
        env: {},
      },
      {
        world: realWorld('/'),
        onEvent: (event) => retries.push(event),
        signal: undefined,
        applicationName: 'plinth:test',
        waitMs: 60_000,
        createDatabase: false,
      },
    )
    expect(await codeOf(waiting)).toBe('E_CONNECT')
    expect(retries).toEqual([])
    await server.set({ ssl: 'on' })
  })
})

test('what answers is no PostgreSQL: E_CONNECT, in every mode', async () => {
  for (const words of ['HTTP/1.1 400 Bad Request\r\n\r\n', 'Sextra', 'X']) {
    const odd = await startBareServer((socket) => socket.write(words, 'latin1'))
    for (const sslMode of ['prefer', 'require'] as const) {
      const url = `postgres://app@127.0.0.1:${odd.port}/postgres`
      expect((await failureOf(open(url, { sslMode })))?.message).toBe(
        `cannot connect to 127.0.0.1:${odd.port}: what answers there is not a PostgreSQL server`,
      )
    }
    await odd.close()
  }
})

import { queryOnce } from './server.ts'

/** The server of TEST_DATABASE_URL. Says beforehand which tests it will fail, and why; throws when it would fail all. */
export async function describeGivenServer(
  given: string,
): Promise<{ readonly url: string; readonly how: string }> {
  const url = URL.canParse(given) ? new URL(given) : undefined
  if (!url?.hostname)
    throw new Error('TEST_DATABASE_URL must name a host: postgres://user:password@host:port/database')
  const [row] = await queryOnce(url.href, facts).catch((error: Error & { code?: string }) => {
    const reason = error.message || error.code
    throw new Error(`TEST_DATABASE_URL cannot be used: ${reason}`, { cause: error })
  })
  const { role, version, superuser, createdb } = row as unknown as Facts
  const major = Number.parseInt(version, 10)
  const wanted = process.env['PLINTH_TEST_MAJOR']
  if (wanted && Number(wanted) !== major)
    throw new Error(`PLINTH_TEST_MAJOR=${wanted}, but TEST_DATABASE_URL leads to PostgreSQL ${version}`)
  if (!createdb)
    throw new Error(
      `the role "${role}" of TEST_DATABASE_URL cannot create databases: alter role "${role}" createdb`,
    )
  url.username = encodeURIComponent(role)
  const notes = [
    ...(superuser
      ? []
      : [`"${role}" is no superuser: tests that make or set roles or read settings need one`]),
    ...((await asksForPassword(url)) ? [] : ['it asks for no password: tests of a wrong one need that']),
  ]
  return { url: url.href, how: [`TEST_DATABASE_URL, PostgreSQL ${version}`, ...notes].join('; ') }
}

interface Facts {
  readonly role: string
  readonly version: string
  readonly superuser: boolean
  readonly createdb: boolean
}

const facts = `select rolname as role, rolsuper as superuser, rolsuper or rolcreatedb as createdb,
    split_part(current_setting('server_version'), ' ', 1) as version
  from pg_roles where rolname = current_user`

async function asksForPassword(url: URL): Promise<boolean> {
  const wrong = new URL(url)
  wrong.password = 'surely-not-this-one'
  return queryOnce(wrong.href, 'select 1').then(
    () => false,
    () => true,
  )
}

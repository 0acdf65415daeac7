import { join } from 'node:path'
import { expect, test } from 'vitest'
import { cliProject, cliProjectWithDatabase, type CliProject } from '../support/cli-project.ts'

/** Nothing listens on port 1, so every run says whose settings it followed: the database is named after its source. */
const urlOf = (name: string) => `postgres://app@localhost:1/${name}`

async function source(
  project: CliProject,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const { stdout } = await project.run(['status', '--json', ...args], env)
  const { error } = JSON.parse(stdout) as { error: { code: string; message: string; detail?: string } }
  return error.code === 'E_CONNECT' ? (error.detail ?? '') : `${error.code}: ${error.message}`
}

test('who wins: flag, PLINTH_URL, DATABASE_URL, PG*, configuration file', async () => {
  await using project = await cliProject()
  await project.write('plinth.config.json', JSON.stringify({ url: urlOf('file') }))
  const pg = { PGHOST: 'localhost', PGPORT: '1' }
  const database = { ...pg, DATABASE_URL: urlOf('database') }
  const plinth = { ...database, PLINTH_URL: urlOf('plinth') }
  expect(await source(project, ['--url', urlOf('flag')], plinth)).toBe('settings from --url')
  expect(await source(project, [], plinth)).toBe('settings from PLINTH_URL')
  expect(await source(project, [], { ...plinth, PLINTH_URL: '' })).toBe('settings from DATABASE_URL')
  expect(await source(project, [], pg)).toBe('settings from PGHOST, PGPORT')
  expect(await source(project)).toBe('settings from plinth.config.json')
})

test('the real environment wins over .env as a whole: PGHOST there beats DATABASE_URL here', async () => {
  await using project = await cliProject()
  await project.write('.env', `DATABASE_URL=${urlOf('dotenv')}\n`)
  expect(await source(project, [], { PGHOST: 'localhost', PGPORT: '1' })).toBe('settings from PGHOST, PGPORT')
  expect(await source(project)).toBe('settings from DATABASE_URL in .env')
})

test('the kinds of configuration file, and their order', async () => {
  await using project = await cliProject()
  const files: readonly (readonly [string, string])[] = [
    ['package.json', JSON.stringify({ name: 'shop', plinth: { url: urlOf('package') } })],
    ['.config/plinth.json', JSON.stringify({ url: urlOf('folder') })],
    ['plinth.config.json', JSON.stringify({ $schema: 'x', url: urlOf('json') })],
    ['plinth.config.cjs', `module.exports = { url: '${urlOf('cjs')}' }`],
    ['plinth.config.mjs', `export default { url: '${urlOf('mjs')}' }`],
    ['plinth.config.js', `export default { url: '${urlOf('js')}' }`],
    ['plinth.config.ts', `const url: string = '${urlOf('ts')}'\nexport default { url }`],
  ]
  for (const [path, text] of files) {
    await project.write(path, text)
    expect(await source(project)).toBe(`settings from ${path}`)
  }
  expect(await source(project, ['--config', 'plinth.config.mjs'])).toBe('settings from plinth.config.mjs')
})

test('.env and .env.<environment> stand below the real environment', async () => {
  await using project = await cliProject()
  await project.write('.env', `DATABASE_URL=${urlOf('env')}\n`)
  await project.write('.env.test', `DATABASE_URL=${urlOf('envtest')}\n`)
  expect(await source(project)).toBe('settings from DATABASE_URL in .env')
  expect(await source(project, ['--env', 'test'])).toBe('settings from DATABASE_URL in .env.test')
  expect(await source(project, [], { PLINTH_ENV: 'test' })).toBe('settings from DATABASE_URL in .env.test')
  expect(await source(project, ['--env', 'test'], { DATABASE_URL: urlOf('real') })).toBe(
    'settings from DATABASE_URL',
  )
})

test('--env picks the part of the configuration file', async () => {
  await using project = await cliProject()
  await project.write(
    'plinth.config.json',
    JSON.stringify({ url: urlOf('file'), env: { ci: { url: 'mysql://x' } } }),
  )
  expect(await source(project)).toBe('settings from plinth.config.json')
  expect(await source(project, ['--env', 'ci'])).toBe('E_URL: plinth.config.json is not a PostgreSQL URL')
})

test('--cwd is where files are looked for', async () => {
  await using project = await cliProjectWithDatabase()
  await using other = await cliProject()
  await other.write('.env', `DATABASE_URL=${project.database.url}\n`)
  const { code, stdout } = await project.run(['init', '--cwd', other.folder], { DATABASE_URL: '' })
  expect({ code, stdout }).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('bbbbbbbbbbbb (head)') as string,
  })
})

test('secrets in files', async () => {
  await using project = await cliProjectWithDatabase()
  const { url } = project.database
  const { password, hostname, port, username, pathname } = new URL(url)
  await project.write('secrets/url', `${url}\n`)
  await project.write('secrets/password', `${decodeURIComponent(password)}\r\n\n`)
  const pg = {
    DATABASE_URL: '',
    PGHOST: hostname,
    PGPORT: port,
    PGUSER: username,
    PGDATABASE: pathname.slice(1),
  }
  const runs: readonly Readonly<Record<string, string>>[] = [
    { DATABASE_URL: '', DATABASE_URL_FILE: 'secrets/url' },
    { PLINTH_URL_FILE: join(project.folder, 'secrets/url'), DATABASE_URL: urlOf('unused') },
    { ...pg, PGPASSWORD_FILE: 'secrets/password' },
  ]
  for (const env of runs)
    expect(await project.run(['current'], env)).toMatchObject({ code: 0, stdout: 'not tracked (empty)\n' })
  const { stderr } = await project.run(['migrate'], runs[0])
  expect(stderr).toContain('   DATABASE_URL_FILE · ')
})

test('a secret in a file and in the variable, or in a file that is missing', async () => {
  await using project = await cliProject()
  await project.write('secret', urlOf('secret'))
  expect(await project.shows(['status'], { DATABASE_URL: urlOf('a'), DATABASE_URL_FILE: 'secret' }))
    .toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    ✖ both DATABASE_URL and DATABASE_URL_FILE are set
      hint     Keep one of them.
      E_CONFIG, exit 2"
  `)
  expect(await project.shows(['status'], { PGPASSWORD: 'x', PGPASSWORD_FILE: 'secret' }))
    .toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    ✖ both PGPASSWORD and PGPASSWORD_FILE are set
      hint     Keep one of them.
      E_CONFIG, exit 2"
  `)
  expect(await project.shows(['status'], { PLINTH_URL_FILE: 'none' })).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    ✖ the file none named by PLINTH_URL_FILE cannot be read
      hint     Correct the path, or its permissions.
      E_CONFIG, exit 2"
  `)
  await project.write('.env', `DATABASE_URL=${urlOf('env')}\n`)
  expect(await source(project, [], { DATABASE_URL_FILE: 'secret' })).toBe('settings from DATABASE_URL_FILE')
})

test('the longest statement', async () => {
  await using project = await cliProject()
  await project.write('sql/init.sql', `select 1;\nselect '${'x'.repeat(70_000)}';\n`)
  expect((await project.run(['validate'])).code).toBe(0)
  expect(await project.shows(['validate'], { PLINTH_MAX_STATEMENT: '64kB' })).toMatchInlineSnapshot(`
    "exit 1
    --- stdout
    ✖ sql/init.sql:2: a statement is longer than 65536 bytes
      hint     Is a quote left open? Load large data with COPY … FROM STDIN, or split the INSERT into several. To read longer ones: PLINTH_MAX_STATEMENT=500MB
    ✖ not valid: 1 error
      E_INVALID, exit 1"
  `)
  await project.write('plinth.config.json', JSON.stringify({ maxStatement: '1 TB' }))
  expect(await project.shows(['validate'])).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    ✖ max-statement is "1 TB", which is not a size
      hint     Write it as 64kB or 256MB.
      E_CONFIG, exit 2"
  `)
  await project.write('plinth.config.json', JSON.stringify({ maxStatement: '1GB' }))
  expect((await project.run(['validate'])).stderr).toContain('which is not between 1kB and 511MB')
})

import { expect, test } from 'vitest'
import { cliProject, type CliProject } from '../support/cli-project.ts'

async function factOf(project: CliProject, env: Readonly<Record<string, string>>): Promise<string> {
  const { code, stderr } = await project.run(['status'], env)
  return `${code} ${stderr.split('\n')[0]}`
}

test('a setting that cannot be used: who set it is named, the URL or the variable', async () => {
  await using project = await cliProject()
  const url = 'postgres://app@localhost:1/shop'
  expect(await factOf(project, { DATABASE_URL: `${url}?sslmode=no`, PGSSLMODE: 'require' })).toBe(
    '2 ✖ DATABASE_URL has the unknown sslmode "no"',
  )
  expect(await factOf(project, { DATABASE_URL: url, PGSSLMODE: 'no' })).toBe(
    '2 ✖ PGSSLMODE has the unknown sslmode "no"',
  )
  expect(await factOf(project, { PGHOST: 'localhost', PGPORT: 'x' })).toBe(
    '2 ✖ PGPORT has the port "x", which is not a number from 1 to 65535',
  )
  expect(await factOf(project, { DATABASE_URL: url, PGSSLROOTCERT: '/no/such.crt' })).toContain(
    '✖ the certificate file /no/such.crt ',
  )
})

test('a port that is none does not show what may be a password', async () => {
  await using project = await cliProject()
  for (const url of [
    'postgres://app:s3cret/shop',
    'postgres://localhost:s3cret',
    'postgres://app:x@localhost:s3cret/shop',
  ]) {
    const { code, stdout, stderr } = await project.run(['status', '--url', url, '--verbose'])
    expect(stdout + stderr, url).not.toContain('s3cret')
    expect(code, url).toBe(2)
  }
})

test('a percent sign is the beginning of two digits, or is written %25', async () => {
  await using project = await cliProject()
  for (const password of ['50%', '50%off', '%2'])
    expect(await factOf(project, { DATABASE_URL: `postgres://app:${password}@localhost:1/shop` })).toBe(
      '2 ✖ DATABASE_URL cannot be read as a URL',
    )
  for (const password of ['50%25', '%F0%9F%98%80'])
    expect(await factOf(project, { DATABASE_URL: `postgres://app:${password}@localhost:1/shop` })).toBe(
      '3 ✖ cannot connect to localhost:1: nothing listens there',
    )
})

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { errorCodes, exitCodeOf, redact, type ErrorCode } from '../../../src/errors.ts'

const root = join(fileURLToPath(import.meta.url), '../../../..')
const read = (file: string) => readFileSync(join(root, file), 'utf8')

test('docs/errors.md has a section for every code, under its exit code', () => {
  const sections = read('docs/errors.md').split(/^## /m).slice(1)
  const documented = sections.flatMap((section) => {
    const exit = Number(/exit (\d+)/.exec(section)?.[1])
    return [...section.matchAll(/^### (E_\w+)/gm)].map(([, code]) => [code, exit] as const)
  })
  const actual = Object.keys(errorCodes).map((code) => [code, exitCodeOf(code as ErrorCode)] as const)
  expect(new Map(documented)).toEqual(new Map(actual))
  expect(documented).toHaveLength(actual.length)
})

test('docs/dependencies.md has a line for every dependency', () => {
  const { dependencies, optionalDependencies, devDependencies } = JSON.parse(read('package.json')) as Record<
    string,
    Record<string, string>
  >
  const text = read('docs/dependencies.md')
  const named = Object.keys({ ...dependencies, ...optionalDependencies, ...devDependencies })
  const mentioned = (name: string) =>
    text.includes(`\`${name}\``) || text.includes(`\`${name.split('/')[0]}/*\``)
  expect(named.filter((name) => !mentioned(name))).toEqual([])
})

test('the lock file names no host', () => {
  expect(read('package-lock.json')).not.toMatch(/"resolved":/)
})

test.each([
  ['postgres://app:s3cret@db/shop', 'postgres://app:***@db/shop'],
  ['postgres://app:s3/cret#x@db/shop and more', 'postgres://app:***@db/shop and more'],
  ["host=db password='s3 cret' user=app", 'host=db password=*** user=app'],
  ['?sslpassword=s3cret&x=1', '?sslpassword=***&x=1'],
])('a password is taken out of %s', (text, expected) => {
  expect(redact(text)).toBe(expected)
})

import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { execFileSync } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dist, exampleProject } from '../support/cli.ts'

const folder = mkdtempSync(join(tmpdir(), 'plinth-cache-'))
const own = join(folder, 'dist/cli')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A copy of the build without caches. */
beforeEach(() => {
  rmSync(own, { recursive: true, force: true })
  mkdirSync(own, { recursive: true })
  for (const name of readdirSync(join(dist, 'cli')))
    if (!name.includes('.cache')) cpSync(join(dist, 'cli', name), join(own, name))
  if (readdirSync(folder).includes('node_modules')) return
  symlinkSync(join(exampleProject, 'node_modules'), join(folder, 'node_modules'), 'junction')
  writeFileSync(join(folder, 'package.json'), '{}')
})

const caches = () => readdirSync(own).filter((name) => name.includes('.cache'))
const plinth = (args: readonly string[], env: NodeJS.ProcessEnv = {}) =>
  execFileSync(process.execPath, [join(own, 'main.cjs'), ...args], {
    cwd: exampleProject,
    env: { ...process.env, ...env },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  })

describe('the code cache', () => {
  test('is kept by the first run that succeeds, one for each verb, and taken by the next', () => {
    const first = plinth(['heads'])
    const [cache = ''] = caches()
    expect(cache).toMatch(/^commands-[0-9a-f]{12}\.js\.heads\.v\d+\.\d+\.\d+-\w+\.cache$/)
    const bytes = readFileSync(join(own, cache))
    expect(plinth(['heads'])).toBe(first)
    expect(readFileSync(join(own, cache)).equals(bytes)).toBe(true)
    plinth(['history', '-q'])
    expect(caches()).toHaveLength(2)
  })

  test('that is none, or of something else, is replaced', () => {
    const first = plinth(['heads'])
    const [cache = ''] = caches()
    const bytes = readFileSync(join(own, cache))
    for (const broken of [Buffer.alloc(0), Buffer.alloc(bytes.length), bytes.subarray(0, bytes.length / 2)]) {
      writeFileSync(join(own, cache), broken)
      expect(plinth(['heads'])).toBe(first)
      expect(readFileSync(join(own, cache)).length).toBeGreaterThan(bytes.length / 2)
    }
    expect(caches()).toEqual([cache])
  })

  test('is of the verb only where the verb comes first, so that words of people name no file', () => {
    plinth(['-q', 'heads'])
    expect(caches().map((name) => name.split('.')[2])).toEqual(['any'])
    expect(() => plinth(['nonsense'])).toThrow()
    expect(caches()).toHaveLength(1)
  })

  test('is not made where that is switched off', () => {
    plinth(['heads'], { NODE_DISABLE_COMPILE_CACHE: '1' })
    expect(caches()).toEqual([])
  })
})

import { spawnSync } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { makeProject } from '../../support/project.ts'
import { ownServer } from '../own-server.ts'
import { eventually } from '../session/open.ts'
import { undisturbed } from './cut.ts'
import {
  allOf,
  everything,
  expectTrue,
  initIn,
  inParts,
  makeScene,
  nothingLeft,
  outcomeOf,
  seedOf,
} from './scene.ts'
import { randomOf } from '../../support/random.ts'

const ofUs = `datname = current_database() and application_name ~ '^plinth:init'`
const rounds = process.env['PLINTH_FAULTS'] === 'all' ? 100 : 10

describe('the backend is ended', () => {
  it.each([
    ['one transaction', everything, undefined],
    ['in parts', inParts, { transaction: 'in parts' }],
  ] as const)('at random moments, %s', async (what, script, options) => {
    const random = randomOf(seedOf(`ended, ${what}`))
    const expected = await undisturbed(script, options)
    const scene = await makeScene(script)
    const began = performance.now()
    await scene.clear()
    await initIn(scene, scene.database.url, options)
    const lasts = performance.now() - began
    const ends: Record<string, number> = {}
    for (let round = 0; round < rounds; round++) {
      await scene.clear()
      const run = outcomeOf(initIn(scene, scene.database.url, options))
      await pause(random() * lasts)
      await scene.database.query(`select pg_terminate_backend(pid) from pg_stat_activity where ${ofUs}`)
      const outcome = await run
      await nothingLeft(scene.database)
      const found = await scene.contents()
      if (options === undefined) {
        expect([expected.empty, expected.complete]).toContain(found)
        expectTrue(outcome, found === expected.complete)
      }
      if (outcome.error !== undefined)
        expect(['E_CONNECTION_LOST', 'E_CONNECT', 'E_COMMIT_UNKNOWN']).toContain(outcome.error.code)
      await initIn(scene, scene.database.url, options)
      expect(await scene.contents()).toBe(expected.complete)
      const name = outcome.error?.code ?? 'done'
      ends[name] = (ends[name] ?? 0) + 1
    }
    process.stdout.write(`ended, ${what}: ${JSON.stringify(ends)}\n`)
  })
})

it('the server is stopped at once, and started again', async () => {
  await using server = await ownServer()
  const random = randomOf(seedOf('stopped'))
  const project = await makeProject({ init: everything })
  const at = (database: string) => ({
    url: Object.assign(new URL(server.url), { pathname: `/${database}` }).href,
  })
  const query = (sql: string, database: string) => server.query(sql, database)
  await server.query('create database whole')
  const began = performance.now()
  await project.on(at('whole')).init()
  const lasts = performance.now() - began
  const contents = (name: string) =>
    allOf({ ...at(name), name, drop: async () => {}, query: (sql) => query(sql, name) })
  const complete = await contents('whole')
  const ends: Record<string, number> = {}
  for (let round = 0; round < 6; round++) {
    const name = `round_${round}`
    await server.query(`create database ${name}`)
    const empty = await contents(name)
    const run = outcomeOf(project.on(at(name)).init())
    await pause(random() * lasts)
    const pid = Number((await readFile(join(server.dataDir, 'postmaster.pid'), 'utf8')).split('\n')[0])
    // SIGQUIT is what pg_ctl stop -m immediate sends.
    process.kill(pid, 'SIGQUIT')
    const outcome = await run
    await eventually(async () => !isAlive(pid))
    await server.start()
    const found = await contents(name)
    expect([empty, complete], outcome.error?.code).toContain(found)
    expectTrue(outcome, found === complete)
    await project.on(at(name)).init()
    expect(await contents(name)).toBe(complete)
    const end = outcome.error?.code ?? 'done'
    ends[end] = (ends[end] ?? 0) + 1
  }
  process.stdout.write(`stopped: ${JSON.stringify(ends)}\n`)
})

function isAlive(pid: number): boolean {
  // A process that nobody waited for is dead, too.
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' })
  return stdout.trim() !== '' && !stdout.startsWith('Z')
}

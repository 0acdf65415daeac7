import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { parseLock } from '../../../src/migrations/lock-file.ts'
import { fingerprintOf } from '../../../src/schema/fingerprint.ts'
import { makeDatabase, makeProject, smallInit, type TestProject } from '../../support/project.ts'
import { snapshotOf } from '../schema/read-snapshot.ts'

/** A project with an init script and no migrations. */
async function begun(): Promise<TestProject> {
  const project = await makeProject({ init: null })
  await writeFile(join(project.folder, 'sql/init.sql'), smallInit)
  return project
}

const lockPath = ({ folder }: TestProject) => join(folder, 'migrations/plinth.lock')

async function linesOf(project: TestProject) {
  return [...parseLock(await readFile(lockPath(project), 'utf8'), 'plinth.lock').values()]
}

async function filled(sql: string) {
  const database = await makeDatabase()
  await database.query(sql)
  return database
}

it('an init that writes the baseline writes its line, by which a database elsewhere is known again', async () => {
  const project = await begun()
  const first = await makeDatabase()
  expect((await project.on(first).init()).did).toBe('ran init script')
  const found = fingerprintOf(await snapshotOf(first.url))
  expect(await linesOf(project)).toMatchObject([
    { fingerprint: found.kind === 'certain' && found.fingerprint, downgrade: 'irreversible' },
  ])
  expect(await project.on(first).validate()).toMatchObject({ ok: true, findings: [] })
  const { did, plan } = await project.on(await filled(smallInit)).init()
  expect([did, plan.steps[0]]).toEqual(['adopted', expect.objectContaining({ how: 'adopted verified' })])
  // What it would be written as from a replay.
  const before = await readFile(lockPath(project), 'utf8')
  await project.on(first).verify({ lock: 'written' })
  expect(await readFile(lockPath(project), 'utf8')).toBe(before)
})

it('without a fingerprint where the database held more than the script made', async () => {
  const project = await begun()
  await project.on(await filled('create extension hstore')).init()
  expect(await linesOf(project)).toMatchObject([{ fingerprint: undefined }])
})

it('a script that was edited since is another one: names are compared again', async () => {
  const project = await begun()
  await project.on(await makeDatabase()).init()
  const edited = `${smallInit} create table public.more ();`
  await writeFile(join(project.folder, 'sql/init.sql'), edited)
  const { did, plan } = await project.on(await filled(edited)).init()
  expect([did, plan.steps[0]]).toEqual(['adopted', expect.objectContaining({ how: 'adopted by name' })])
})

it('a project with a baseline gets no file: it may be one of many that start', async () => {
  const project = await makeProject()
  await project.on(await makeDatabase()).init()
  expect(existsSync(lockPath(project))).toBe(false)
})

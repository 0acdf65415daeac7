import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { baseline, headsOf, makeDatabase, makeProject, refusal } from '../../support/project.ts'

const module = (code: string, revises = baseline) => `// Without a transaction
//
// revision: names0000001
// revises: ${revises}
// created: 2026-01-02T03:04:05Z
// plinth: no-transaction

${code}
`
const works = 'export async function upgrade() {}'
const fails = `throw new Error('by hand')`

/** What the hint says to type to record that it was finished by hand. */
function typedIn(hint: string | undefined): readonly string[] {
  const [, targets = `nothing in: ${String(hint)}`] = /record that: plinth stamp (.+)$/.exec(hint ?? '') ?? []
  return targets.split(' ')
}

it('a module without a transaction that failed on one branch of two: the hint records that branch', async () => {
  const project = await makeProject({ migrations: { other: 'create table public.other ();' } })
  const path = join(project.folder, 'migrations', '20260102030405_names.ts')
  await writeFile(path, module(`export async function upgrade() { ${fails} }`))
  const database = await makeDatabase()
  const verbs = project.on(database)
  await verbs.init({ migrate: 'later' })
  const up = await refusal(verbs.upgrade())
  expect(await headsOf(database)).toEqual(['other'])
  await verbs.stamp({ target: typedIn(up.hint) })
  expect(await headsOf(database)).toEqual(['names0000001', 'other'])
  await verbs.stamp({ target: 'names0000001@base' })
  await writeFile(path, module(`${works}\nexport async function downgrade() { ${fails} }`))
  await verbs.upgrade()
  const down = await refusal(verbs.downgrade({ target: 'names0000001@-1', confirmed: true }))
  expect(await headsOf(database)).toEqual(['names0000001', 'other'])
  await verbs.stamp({ target: typedIn(down.hint) })
  expect(await headsOf(database)).toEqual(['other'])
})

it('a merge without a transaction whose downgrade failed: the hint records both its parents', async () => {
  const project = await makeProject({
    migrations: {
      left01: 'create table public.l ();',
      right1: { up: 'create table public.r ();', revises: baseline },
    },
  })
  const path = join(project.folder, 'migrations', '20270102030405_names.ts')
  const code = `${works}\nexport async function downgrade() { ${fails} }`
  await writeFile(path, module(code, 'left01, right1'))
  const database = await makeDatabase()
  const verbs = project.on(database)
  await verbs.init()
  expect(await headsOf(database)).toEqual(['names0000001'])
  const { hint } = await refusal(verbs.downgrade({ target: '-1', confirmed: true }))
  expect(typedIn(hint)).toEqual(['left01', 'right1'])
  await verbs.stamp({ target: typedIn(hint) })
  expect(await headsOf(database)).toEqual(['left01', 'right1'])
})

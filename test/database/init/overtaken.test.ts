import { describe, expect, it } from 'vitest'
import type { PlinthEvent } from '../../../src/index.ts'
import { headsOf, makeDatabase, makeProject, smallInit, type TestProject } from '../../support/project.ts'
import { start } from '../faults/process.ts'
import { nothingLeft } from '../faults/scene.ts'
import { eventually } from '../session/open.ts'

const warning =
  'the database was initialised meanwhile, and not from sql/init.sql as it is here; to compare: plinth check'
const theirs = 'create table public.theirs (id integer);'

/** A lock that the script of the faster init waits for. */
const gate = 4242
const gated = (script: string) => `${script}\nselect pg_catalog.pg_advisory_xact_lock(${gate});\n`

/** Starts an init of `project` that waits for the lock until another process has loaded the script of `faster`. */
async function overtaken(project: TestProject, faster: TestProject, ...flags: string[]) {
  const database = await makeDatabase()
  const env = { DATABASE_URL: database.url }
  await database.query(`select pg_advisory_lock(${gate})`)
  const first = start(['init', ...flags], faster.folder, env)
  await first.shows('running the init script')
  const second = start(['init', ...flags], project.folder, env)
  await second.shows('for the lock')
  await database.query(`select pg_advisory_unlock(${gate})`)
  expect((await first.ended).code).toBe(0)
  const { code, stdout, stderr } = await second.ended
  await nothingLeft(database)
  return { database, code, stdout, stderr }
}

describe.skipIf(process.platform === 'win32')(
  'an init that found the script loaded when it got the lock',
  () => {
    it('warns when that was another script, and check says the same', async () => {
      const project = await makeProject()
      const faster = await makeProject({ init: gated(theirs) })
      const { database, code, stdout, stderr } = await overtaken(project, faster)
      expect(code, stderr).toBe(0)
      expect(stderr).toContain(`warning  ${warning}\n`)
      expect(stdout).toContain('Nothing to do.')
      const check = await project.on(database).check()
      expect(check).toMatchObject({ code: 'E_EDITED', edited: ['sql/init.sql'] })
      // From then on it has nothing to do from the start, and compares nothing.
      const events: PlinthEvent[] = []
      const again = project.on(database, { onEvent: (event) => events.push(event) })
      expect(await again.init()).toMatchObject({ did: 'nothing', warning: undefined })
      expect(events.filter(({ kind }) => kind === 'notice')).toEqual([])
    })

    it('says nothing when that was the same script, and goes on with its migrations', async () => {
      const init = gated(smallInit)
      const project = await makeProject({ init, migrations: { more: 'create table public.more ();' } })
      const { database, code, stderr } = await overtaken(project, await makeProject({ init }))
      expect(code, stderr).toBe(0)
      expect(stderr).not.toContain('warning')
      expect(await headsOf(database)).toEqual(['more'])
    })

    it('warns before the error of a migration that misses something of its own script', async () => {
      const project = await makeProject({
        migrations: { more: 'alter table public.users add column more text;' },
      })
      const { code, stderr } = await overtaken(project, await makeProject({ init: gated(theirs) }))
      expect(code, stderr).toBe(4)
      expect(stderr).toMatch(
        new RegExp(`warning  ${warning}[^]*"public.users" does not exist[^]*E_SQL, exit 4`),
      )
    })

    it('warns after a load in parts, too', async () => {
      const faster = await makeProject({ init: gated(theirs) })
      const { code, stderr } = await overtaken(await makeProject(), faster, '--no-transaction')
      expect(code, stderr).toBe(0)
      expect(stderr).toContain(`warning  ${warning}\n`)
    })

    it('has the warning in its result', async () => {
      const database = await makeDatabase()
      const faster = await makeProject({ init: gated(theirs) })
      await database.query(`select pg_advisory_lock(${gate})`)
      const kinds: string[] = []
      const first = faster.on(database, { onEvent: ({ kind }) => kinds.push(kind) }).init()
      await eventually(async () => kinds.includes('step'))
      const onEvent = ({ kind }: PlinthEvent) => {
        if (kind === 'lock-wait') void database.query(`select pg_advisory_unlock(${gate})`)
      }
      const second = (await makeProject()).on(database, { onEvent }).init()
      expect(await second).toMatchObject({ did: 'nothing', warning })
      expect(await first).toMatchObject({ did: 'ran init script', warning: undefined })
    })
  },
)

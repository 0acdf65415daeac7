import { expect, test } from 'vitest'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { cliProjectWithDatabase, migrationTwo } from '../support/cli-project.ts'

test('a revision that the files do not have is named with what is recorded of it, and shown as it was applied', async () => {
  await using project = await cliProjectWithDatabase()
  const file = 'migrations/20260107090000_add_name.sql'
  await project.write(file, migrationTwo)
  expect((await project.run(['init'])).code).toBe(0)
  await rm(join(project.folder, file))
  const refused = await project.run(['migrate'])
  expect(refused.code).toBe(5)
  expect(refused.stderr).toMatch(
    /cccccccccccc {2}add users\.name {3}\(executed \d{4}-\d\d-\d\d by postgres\)/,
  )
  expect(refused.stderr).toContain('plinth show cccccccccccc')
  const shown = await project.run(['show', 'cccc'])
  expect(shown.code).toBe(0)
  expect(shown.stdout).toMatch(/file {5}not in these files: as applied on \d{4}-\d\d-\d\d by postgres/)
  expect(shown.stdout).toContain(migrationTwo.trimEnd())
  expect((await project.run(['show', 'nothing'])).stderr).toContain('E_REVISION')
  expect((await project.run(['show', 'ccc'])).stderr).toContain('E_REVISION')
})

import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { cliProjectWithDatabase } from '../support/cli-project.ts'

test('create --ts: a file to fill in, which runs', async () => {
  await using project = await cliProjectWithDatabase()
  expect((await project.run(['init'])).code).toBe(0)
  const { stdout } = await project.run(['create', 'Backfill names', '--ts'])
  expect(stdout).toMatch(/^✔ created migrations\/\d{14}_backfill_names\.ts\n/)
  const name = (await readdir(join(project.folder, 'migrations'))).find((file) => file.endsWith('.ts')) ?? ''
  const path = join(project.folder, 'migrations', name)
  const text = await readFile(path, 'utf8')
  expect(text.replace(/revision: \w+/, 'revision: <id>').replace(/created: .*/, 'created: <time>'))
    .toMatchInlineSnapshot(`
    "// Backfill names
    //
    // revision: <id>
    // revises: bbbbbbbbbbbb
    // created: <time>

    import type { Transaction } from 'plinth'

    export async function upgrade(sql: Transaction): Promise<void> {
      // await sql\`update users set name = \${value} where name is null\`
    }

    export async function downgrade(sql: Transaction): Promise<void> {
    }
    "
  `)
  expect((await project.run(['validate'])).code).toBe(0)
  await writeFile(
    path,
    text
      .replace('// await sql', 'await sql')
      .replace('users set name = ${value} where name is null', 'users set email = ${5}'),
  )
  expect(await project.run(['migrate'])).toMatchObject({ code: 0 })
  expect(await project.run(['downgrade', '-1'])).toMatchObject({ code: 0 })
  expect(await project.shows(['create', 'x', '--ts', '--template', 'add_table'])).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    ✖ a template is SQL: it makes no TypeScript migration
      hint     Leave out one of the two; or write the template add_table.ts.
      E_USAGE, exit 2"
  `)
})

test('a TypeScript migration that fails shows the line', async () => {
  await using project = await cliProjectWithDatabase()
  expect((await project.run(['init'])).code).toBe(0)
  await project.write(
    'migrations/20260107090000_names.ts',
    `// Names\n//\n// revision: cccccccccccc\n// revises: bbbbbbbbbbbb\n\nimport type { Transaction } from 'plinth'\n\nexport async function upgrade(sql: Transaction): Promise<void> {\n  const wanted: number = 1\n  await sql\`update userz set id = \${wanted}\`\n}\n`,
  )
  expect(await project.shows(['migrate'])).toMatchInlineSnapshot(`
    "exit 4
    --- stderr
      target   postgres@<server>/<database>   DATABASE_URL · PostgreSQL <version>
      state    initialised
    ✖ migrations/20260107090000_names.ts:10:12  relation "userz" does not exist  [42P01]
           9 |   const wanted: number = 1
        > 10 |   await sql\`update userz set id = \${wanted}\`
             |            ^
          11 | }
      result   cccccccccccc was rolled back. Nothing was changed.
      hint     Did you mean "users"?
      E_SQL, exit 4"
  `)
})

import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PlinthError } from '../../../src/errors.ts'
import { parseMigration } from '../../../src/migrations/parse-migration.ts'
import { parseModule } from '../../../src/migrations/parse-module.ts'
import { placeholderValues } from '../../../src/migrations/placeholders.ts'
import { partsOf } from '../../../src/migrations/print-migration.ts'
import { readMigrations } from '../../../src/migrations/read-migrations.ts'
import { fillTemplate, listTemplateFiles, readTemplateFile } from '../../../src/migrations/template-file.ts'
import { composeMigration, type NewMigration } from '../../../src/migrations/write-migration.ts'
import { revisionId } from '../../../src/revision/revision.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plinth-templates-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** The template of that text, read. */
async function templateOf(text: string | Uint8Array, file = 'one.sql') {
  const path = join(folder, file)
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, text)
  const [name, language] = file.split('.') as [string, 'sql' | 'ts']
  return readTemplateFile({ name, language, path })
}

/** Code, message and place of what a template is refused with. */
async function refusal(text: string | Uint8Array, file?: string): Promise<string> {
  try {
    fillTemplate(await templateOf(text, file), {})
  } catch (error) {
    if (!(error instanceof PlinthError)) throw error
    return `${error.code} ${error.message} at ${error.place?.line}:${error.place?.column}`
  }
  return 'none'
}

const facts = { message: 'x', revision: 'r1', revises: 'r0', created: '2026-11-21T08:30:00Z', author: 'Ada' }

/** The migration that comes of a template, as text. */
function migrationOf(body: ReturnType<typeof fillTemplate>, language: 'sql' | 'ts') {
  const { paragraphs, ...rest } = body
  const parts: NewMigration = {
    id: revisionId('r1'),
    downRevisions: [revisionId('r0')],
    dependsOn: [],
    labels: [],
    replaces: [],
    message: ['A message', paragraphs].filter(Boolean).join('\n\n'),
    created: facts.created,
    init: undefined,
    language,
    ...rest,
  }
  return { parts, text: composeMigration(folder, parts).text }
}

const sql = `-- Ticket: of {{author}}
--
-- By {{ author }}.

-- plinth: upgrade
-- plinth: no-transaction
SET lock_timeout = '2s'; -- {{message}}
UPDATE {{table}} SET {{column}} = '{{1,2},{3,4}}'::{{type}};

-- plinth: downgrade
-- plinth: irreversible "{{message}} cannot be undone"
`

describe('a SQL template', () => {
  it('is filled', async () => {
    const template = await templateOf(sql.replaceAll('\n', '\r\n'))
    expect(template.needs).toEqual(['table', 'column', 'type'])
    const values = placeholderValues({ table: 'app.Users', column: 'a, order', type: 'int[]' })
    const { text, parts } = migrationOf(fillTemplate(template, { ...facts, ...values }), 'sql')
    expect(text).toBe(`-- A message
--
-- Ticket: of Ada
--
-- By Ada.
--
-- revision: r1
-- revises: r0
-- created: 2026-11-21T08:30:00Z

-- plinth: upgrade
-- plinth: no-transaction
SET lock_timeout = '2s'; -- x
UPDATE app."Users" SET a, "order" = '{{1,2},{3,4}}'::int[];

-- plinth: downgrade
-- plinth: irreversible "x cannot be undone"
`)
    expect(partsOf(parseMigration(text, 'x'))).toEqual(partsOf(parts))
  })

  it('may lack the downgrade', async () => {
    const { text } = migrationOf(fillTemplate(await templateOf('-- plinth: upgrade\n'), facts), 'sql')
    expect(parseMigration(text, 'x').downgrade).toBeUndefined()
  })

  it.each([
    ['-- plinth: upgrade\nselect 1;\n  select {{ tabel }};', 'there is no placeholder {{ tabel }} at 3:10'],
    ['-- plinth: upgrade\n-- {{down_revision}}', 'there is no placeholder {{down_revision}} at 2:4'],
    ["-- plinth: upgrade\nselect '{{a,b}}'", 'there is no placeholder {{a,b}} at 2:9'],
    ['-- x\n-- revision: {{revision}}\n-- plinth: upgrade', 'the header is written by Plinth'],
    ['-- x\n--\n-- revison: {{revision}}\n-- plinth: upgrade', 'it does not stand in a template at 3:1'],
    ['select 1;', 'the upgrade section is missing at 1:1'],
    ['', 'the upgrade section is missing at 1:1'],
    ['select 1;\n-- plinth: upgrade', 'only "--" comments may stand before "-- plinth: upgrade" at 1:1'],
    ['-- plinth: upgrade\n-- plinth: upgrad', 'there is no directive "upgrad" at 2:12'],
    ['-- plinth: upgrade\n\n-- plinth: upgrade', 'a second section "upgrade" at 3:12'],
  ])('%j is refused', async (text, expected) => {
    expect(await refusal(text)).toContain(expected)
  })

  it('is text', async () => {
    expect(await refusal(Uint8Array.of(0x61, 0x0a, 0xff))).toContain('is not UTF-8 text at 2:1')
    expect(await refusal('a\0')).toContain('E_FILE')
    expect(await refusal('\uFEFF-- plinth: upgrade\n')).toBe('none')
  })

  it('gets no directive from a value, and no value twice', async () => {
    const template = await templateOf(
      '-- plinth: upgrade\n-- {{message}}\n\n-- plinth: downgrade\n-- {{author}}',
    )
    const body = fillTemplate(template, { ...facts, message: '{{author}}', author: 'plinth: x' })
    expect(body.upgrade.sql).toBe('-- {{author}}')
    expect(() => migrationOf(body, 'sql')).toThrow('there is no directive "x"')
    const other = fillTemplate(template, { ...facts, message: 'plinth: no-transaction' })
    expect(() => migrationOf(other, 'sql')).toThrow('would not read back')
  })

  it('reads back, whatever the values are', async () => {
    const template = await templateOf(sql)
    const word = fc.string({ unit: 'grapheme', maxLength: 20 }).filter((text) => !/[\r\n\0]/.test(text))
    fc.assert(
      fc.property(word, word, word, (message, author, type) => {
        const body = fillTemplate(template, { ...facts, message, author, table: 't', column: 'c', type })
        try {
          const { text, parts } = migrationOf(body, 'sql')
          expect(partsOf(parseMigration(text, 'x'))).toEqual(partsOf(parts))
        } catch (error) {
          if (!(error instanceof PlinthError) || error.code !== 'E_MIGRATION_FORMAT') throw error
        }
      }),
    )
  })
})

const module = `// Why: {{message}}
// plinth: no-transaction
import type { Transaction } from 'plinth'

/** {{message}}, by {{author}}. */
export async function upgrade(sql: Transaction): Promise<void> {
  await sql\`update {{table}} set x = \${1}\`
}
`

describe('a TypeScript template', () => {
  it('is filled', async () => {
    const template = await templateOf(module, 'one.ts')
    const { text, parts } = migrationOf(fillTemplate(template, { ...facts, table: 'users' }), 'ts')
    expect(text).toBe(`// A message
//
// Why: x
//
// revision: r1
// revises: r0
// created: 2026-11-21T08:30:00Z
// plinth: no-transaction

import type { Transaction } from 'plinth'

/** x, by Ada. */
export async function upgrade(sql: Transaction): Promise<void> {
  await sql\`update users set x = \${1}\`
}
`)
    expect(partsOf(parseModule(text, 'x'))).toEqual(partsOf(parts))
    expect(parts.upgrade.transactional).toBe(false)
    expect(parts.downgrade).toBeUndefined()
  })

  it.each([
    ['const x = 1\n', 'a migration must export a function "upgrade" at 1:1'],
    ['// x\n// revises: y\nexport const upgrade = 1\n', 'the header is written by Plinth'],
    ['export const upgrade = "{{tabel}}"\n', 'there is no placeholder {{tabel}} at 1:25'],
    ['// plinth: irreversible\nexport const upgrade = 1\n', 'needs the reason in double quotes'],
    [
      '// a\n// plinth: no-transacton\nexport const upgrade = 1\n',
      'there is no directive "no-transacton" at 2:12',
    ],
  ])('%j is refused', async (text, expected) => {
    expect(await refusal(text, 'one.ts')).toContain(expected)
  })

  it('gets no directive from a value', async () => {
    const template = await templateOf('{{message}}\nexport const upgrade = 1\n', 'one.ts')
    const body = fillTemplate(template, { ...facts, message: '// plinth: no-transaction' })
    expect(() => migrationOf(body, 'ts')).toThrow('would not read back')
  })
})

describe('values in a template file', () => {
  it('are quoted where SQL needs it', () => {
    expect(placeholderValues({ table: 'a.User', column: 'x,Y', type: 'text', references: 'order' })).toEqual({
      table: 'a."User"',
      column: 'x, "Y"',
      type: 'text',
      references: '"order"',
    })
  })

  it('have no line breaks', () => {
    expect(() => placeholderValues({ type: 'int\n-- plinth: downgrade' })).toThrow('--type has a line break')
  })
})

describe('the folder of the templates', () => {
  it('has SQL and TypeScript files, and no migrations', async () => {
    const files = [
      'b.sql',
      'a b.ts',
      'größe.sql',
      'b.ts',
      '.hidden.sql',
      'x.d.ts',
      'note.md',
      '20260101000000_x.sql',
    ]
    for (const file of files) await templateOf('-- plinth: upgrade\n', join('templates', file))
    const found = (await listTemplateFiles(folder)).map(({ name, language }) => `${name} ${language}`)
    expect(found).toEqual(['20260101000000_x sql', 'a b ts', 'b sql', 'b ts', 'größe sql'])
    await rm(join(folder, 'one.sql'), { force: true })
    expect(await readMigrations(folder)).toEqual([])
  })

  it('need not be there', async () => {
    expect(await listTemplateFiles(join(folder, 'nowhere'))).toEqual([])
    await writeFile(join(folder, 'templates', 'templates'), '')
    expect(await listTemplateFiles(join(folder, 'templates'))).toEqual([])
  })
})

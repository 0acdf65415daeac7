import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { PlinthError } from '../../../src/errors.ts'
import { readEachMigration, readMigrations } from '../../../src/migrations/read-migrations.ts'
import { migrationFileName, writeMigration } from '../../../src/migrations/write-migration.ts'
import { revisionId } from '../../../src/revision/revision.ts'

let folder = ''

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plinth-migrations-'))
})

afterEach(async () => {
  await rm(folder, { recursive: true, force: true })
})

const text = (id: string) =>
  `-- Message of ${id}\n--\n-- revision: ${id}\n-- revises:\n\n-- plinth: upgrade\nSELECT 1;\n`

async function errorOf(promise: Promise<unknown>): Promise<PlinthError> {
  try {
    await promise
  } catch (error) {
    if (error instanceof PlinthError) return error
    throw error
  }
  throw new Error('no error')
}

/** How many files this process has open, where the system tells. */
const openFiles = () => (existsSync('/proc/self/fd') ? readdirSync('/proc/self/fd').length : 0)

const sha256 = (data: string) => createHash('sha256').update(data).digest('hex')

describe('readMigrations', () => {
  it('reads .sql files by name and passes over others', async () => {
    await writeFile(join(folder, 'b.sql'), text('b1'))
    await writeFile(join(folder, 'a.sql'), text('a1'))
    for (const name of ['.hidden.sql', 'notes.md', 'c.ts', 'plinth.lock'])
      await writeFile(join(folder, name), 'x')
    await mkdir(join(folder, 'folder.sql'))
    const migrations = await readMigrations(folder)
    expect(migrations.map(({ id, file, path, kind }) => ({ id, file, path, kind }))).toEqual([
      { id: 'a1', file: 'a.sql', path: join(folder, 'a.sql'), kind: 'sql' },
      { id: 'b1', file: 'b.sql', path: join(folder, 'b.sql'), kind: 'sql' },
    ])
  })

  it('reads a file of any size whole', async () => {
    const sizes = [65_535, 65_536, 65_537, 131_072, 262_143, 262_144, 262_145, 300_000]
    for (const size of sizes)
      await writeFile(join(folder, `${size}.sql`), text(`a${size}`).padEnd(size, '-- x\n'.repeat(20)))
    const migrations = await readMigrations(folder)
    expect(migrations.map((one) => one.text)).toEqual(
      await Promise.all(migrations.map(({ path }) => readFile(path, 'utf8'))),
    )
    expect(migrations.map((one) => one.checksum)).toEqual(migrations.map((one) => sha256(one.text)))
    expect(migrations.map(({ id }) => id).sort()).toEqual(sizes.map((size) => `a${size}`).sort())
  })

  it('reads files that are and are not ASCII, or no text at all, side by side', async () => {
    for (let i = 0; i < 100; i++)
      await writeFile(join(folder, `${100 + i}.sql`), `${text(`a${i}`)}${i % 7 === 3 ? '-- é日😀\n' : ''}`)
    await writeFile(join(folder, '150.sql'), Buffer.from([0x2d, 0x2d, 0xff]))
    await writeFile(join(folder, '151.sql'), `${text('a51')}-- \0\n`)
    const files = await readEachMigration(folder)
    for (const { path, read } of files) {
      if (read instanceof PlinthError)
        expect([read.code, path.slice(-7)]).toEqual(['E_FILE', expect.stringMatching(/15[01].sql/)])
      else expect(read.text).toBe(await readFile(path, 'utf8'))
    }
    expect(files.filter(({ read }) => read instanceof PlinthError)).toHaveLength(2)
  })

  it.each([
    ['a byte order mark', `\ufeff${text('a1')}`],
    ['the sign that stands for what cannot be read', `${text('a1')}-- \ufffd\n`],
    ['characters of several bytes all over', `${text('a1')}-- ${'é日😀'.repeat(20_000)}\n`],
    ['CRLF line ends', text('a1').replaceAll('\n', '\r\n')],
  ])('keeps the text and the checksum of a file with %s', async (_, whole) => {
    await writeFile(join(folder, 'a.sql'), whole)
    const [migration] = await readMigrations(folder)
    expect(migration).toMatchObject({ id: 'a1', text: whole })
    expect(migration?.checksum).toBe(createHash('sha256').update(Buffer.from(whole)).digest('hex'))
  })

  it('lets others have their turn while it reads thousands of files', async () => {
    for (let i = 0; i < 2000; i++) writeFileSync(join(folder, `${i}.sql`), text(`a${i}`))
    const openBefore = openFiles()
    let turns = 0
    const timer = setInterval(() => (turns += 1))
    const migrations = await readMigrations(folder)
    clearInterval(timer)
    expect(migrations).toHaveLength(2000)
    expect(turns).toBeGreaterThan(1)
    expect(openFiles()).toBeLessThan(openBefore + 64)
  })

  it.skipIf(process.platform === 'win32')('does not wait for a pipe that a link leads to', async () => {
    execFileSync('mkfifo', [join(folder, 'pipe')])
    await symlink('pipe', join(folder, 'a.sql'))
    expect((await errorOf(readMigrations(folder))).code).toBe('E_MIGRATION_FORMAT')
  })

  it('says so when a link leads to a folder', async () => {
    await mkdir(join(folder, 'deep'))
    await symlink('deep', join(folder, 'a.sql'))
    const error = await errorOf(readMigrations(folder))
    expect(error.code).toBe('E_FILE')
    expect(error.message).toBe(`${join(folder, 'a.sql')} cannot be read`)
  })

  it('has nothing to read in a folder that does not exist', async () => {
    expect(await readMigrations(join(folder, 'none'))).toEqual([])
  })

  it('has checksums of the bytes and of what it does, which every checkout has', async () => {
    const windows = `\uFEFF${text('a1').replaceAll('\n', '\r\n')}`
    await writeFile(join(folder, 'a.sql'), text('a1'))
    await writeFile(join(folder, 'b.sql'), windows)
    const [a, b] = await readMigrations(folder)
    expect(a?.checksum).toBe(sha256(text('a1')))
    expect(b?.checksum).toBe(sha256(windows))
    expect(b?.text).toBe(windows)
    expect(b?.normalChecksum).toBe(a?.normalChecksum)
  })

  it('resolves the init script from the folder', async () => {
    await writeFile(join(folder, 'a.sql'), '-- revision: a1\n-- init: ../sql/init.sql\n-- plinth: upgrade\n')
    expect((await readMigrations(folder))[0]?.init).toBe(join(folder, '../sql/init.sql'))
  })

  it('follows links inside the folder, not out of it', async () => {
    await mkdir(join(folder, 'in', 'deep'), { recursive: true })
    await writeFile(join(folder, 'in', 'deep', 'x.sql'), text('x1'))
    await writeFile(join(folder, 'out.sql'), text('o1'))
    await symlink(join('deep', 'x.sql'), join(folder, 'in', 'a.sql'))
    expect((await readMigrations(join(folder, 'in'))).map(({ id }) => id)).toEqual(['x1'])
    await symlink(join('..', 'out.sql'), join(folder, 'in', 'b.sql'))
    const error = await errorOf(readMigrations(join(folder, 'in')))
    expect(error.code).toBe('E_FILE')
    expect(error.message).toMatch(/b\.sql is a symbolic link that leaves the folder$/)
  })

  it('refuses a dangling link, and a file in place of the folder', async () => {
    await symlink('nowhere.sql', join(folder, 'a.sql'))
    expect((await errorOf(readMigrations(folder))).message).toMatch(/a\.sql cannot be read$/)
    await writeFile(join(folder, 'file'), '')
    expect((await errorOf(readMigrations(join(folder, 'file')))).code).toBe('E_FILE')
  })

  it.each([
    ['Latin-1', Buffer.from('-- revision: a\n-- caf\xe9\n', 'latin1'), 2],
    ['UTF-16', Buffer.from('\uFEFF-- revision: a\n', 'utf16le'), 1],
    ['a NUL', Buffer.from('-- a\n\n-- \0\n'), 3],
    [
      'what is not UTF-8 beside the sign for it',
      Buffer.concat([Buffer.from('-- \ufffd\n-- '), Buffer.from([0xff])]),
      2,
    ],
  ])('refuses %s with the line', async (_, bytes, line) => {
    await writeFile(join(folder, 'a.sql'), bytes)
    const error = await errorOf(readMigrations(folder))
    expect(error.code).toBe('E_FILE')
    expect(error.message).toMatch(/a\.sql is not UTF-8 text$/)
    expect(error.place?.line).toBe(line)
  })

  it('names the file of a format error', async () => {
    await writeFile(join(folder, 'a.sql'), 'SELECT 1;')
    const error = await errorOf(readMigrations(folder))
    expect(error.code).toBe('E_MIGRATION_FORMAT')
    expect(error.place).toMatchObject({ file: join(folder, 'a.sql'), line: 1, column: 1 })
  })
})

describe('migrationFileName', () => {
  const created = new Date('2026-11-21T08:30:00.123Z')

  it.each([
    ['Add user last_login', '20261121083000_add_user_last_login.sql'],
    ['  Zoë’s "Café" / naïve!  ', '20261121083000_zoe_s_cafe_naive.sql'],
    ['日本語', '20261121083000_migration.sql'],
    ['', '20261121083000_migration.sql'],
    ['../../etc/passwd', '20261121083000_etc_passwd.sql'],
    ['first\nsecond', '20261121083000_first_second.sql'],
    ['x'.repeat(59) + ' y', `20261121083000_${'x'.repeat(59)}.sql`],
    ['x'.repeat(99), `20261121083000_${'x'.repeat(60)}.sql`],
  ])('of %j is %s', (message, expected) => {
    expect(migrationFileName(created, message)).toBe(expected)
  })

  it('needs a time', () => {
    expect(() => migrationFileName(new Date(Number.NaN), 'x')).toThrow('invalid time')
  })
})

describe('writeMigration', () => {
  const section = { sql: 'SELECT 1;', transactional: true, irreversible: undefined }
  const parts = {
    id: revisionId('a1'),
    downRevisions: [],
    dependsOn: [],
    labels: [],
    message: 'Add it',
    created: '2026-11-21T08:30:00Z',
    replaces: [],
    init: undefined,
    upgrade: section,
    downgrade: undefined,
  }

  it('makes the folder, and what it writes is read back', async () => {
    const path = await writeMigration(join(folder, 'new'), parts)
    expect(path).toBe(join(folder, 'new', '20261121083000_add_it.sql'))
    expect(await readMigrations(join(folder, 'new'))).toMatchObject([
      { ...parts, upgrade: { ...section, line: 8 } },
    ])
  })

  it('does not overwrite', async () => {
    const path = await writeMigration(folder, parts)
    await writeFile(path, 'mine')
    const error = await errorOf(writeMigration(folder, parts))
    expect(error).toMatchObject({
      code: 'E_FILE',
      message: `${path} exists already`,
      detail: 'Nothing was written.',
    })
    expect(await readFile(path, 'utf8')).toBe('mine')
  })
})

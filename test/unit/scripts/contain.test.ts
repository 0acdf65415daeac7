import { mkdir, rename, symlink, writeFile } from 'node:fs/promises'
import { dirname, join, posix, win32 } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { contain, type ContainedScripts } from '../../../src/scripts/contain.ts'
import { isInside } from '../../../src/scripts/inside.ts'
import {
  errorOf,
  folderPerTest,
  makePipe,
  onLinux,
  onWindows,
  openIn,
  sha256,
  sqlOf,
  textOf,
} from './on-disk.ts'

const folder = folderPerTest()
let root = ''
let scripts: ContainedScripts

beforeEach(async () => {
  root = join(folder(), 'project')
  await mkdir(join(root, 'sql/parts'), { recursive: true })
  scripts = contain(root)
})

afterEach(() => scripts.close())

/** Writes files below the temporary folder: what begins with `project/` is of the project. */
async function write(files: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder(), name)), { recursive: true })
    await writeFile(join(folder(), name), content)
  }
}

const ir = (name: string, file = 'sql/init.sql') => scripts.openInclude(name, { file, relativeTo: 'script' })
const i = (name: string, file = 'sql/init.sql') => scripts.openInclude(name, { file, relativeTo: 'project' })

describe('an included script', () => {
  it('is named from the folder of the script (\\ir), or of the project (\\i)', async () => {
    await write({
      'project/a.sql': 'project',
      'project/sql/a.sql': 'sql',
      'project/sql/parts/a.sql': 'parts',
    })
    const read = async (script: ReturnType<typeof ir>) => [(await script).file, await textOf(await script)]
    expect(await read(ir('a.sql'))).toEqual(['sql/a.sql', 'sql'])
    expect(await read(i('a.sql'))).toEqual(['a.sql', 'project'])
    expect(await read(ir('a.sql', 'sql/parts/x.sql'))).toEqual(['sql/parts/a.sql', 'parts'])
    expect(await read(ir('./parts/../../a.sql'))).toEqual(['a.sql', 'project'])
    expect(await read(ir('../sql/parts/a.sql'))).toEqual(['sql/parts/a.sql', 'parts'])
    expect(await read(i(join(root, 'sql/a.sql')))).toEqual(['sql/a.sql', 'sql'])
    expect(await read(ir('a.sql', join(root, 'sql/parts/b.sql')))).toEqual(['sql/parts/a.sql', 'parts'])
  })

  it('may be compressed, and have a name that looks like a way out', async () => {
    await write({ 'project/sql/a.sql.gz': gzipSync('SELECT 1;'), 'project/..sql': 'dots' })
    expect(await textOf(await ir('a.sql.gz'))).toBe('SELECT 1;')
    expect(await textOf(await i('..sql'))).toBe('dots')
  })

  it.skipIf(onWindows)('may be a link within the project, which may itself be a link', async () => {
    await write({ 'project/shared/a.sql': 'a' })
    await symlink('../shared/a.sql', join(root, 'sql/link.sql'))
    await symlink(root, join(folder(), 'alias'))
    expect(await textOf(await ir('link.sql'))).toBe('a')
    scripts = contain(join(folder(), 'alias'))
    expect(await textOf(await ir('link.sql'))).toBe('a')
    expect((await i('shared/a.sql')).file).toBe('shared/a.sql')
  })

  it.skipIf(onWindows)('keeps backslashes, colons and case in its name', async () => {
    await write({ 'project/sql/Parts\\A.sql': 'backslash', 'project/sql/C:\\x.sql': 'drive' })
    expect(await textOf(await ir('Parts\\A.sql'))).toBe('backslash')
    expect(await textOf(await ir('C:\\x.sql'))).toBe('drive')
    const error = await errorOf(ir('parts\\a.sql'))
    expect(error).toMatchObject({ code: 'E_FILE', message: 'sql/parts\\a.sql does not exist' })
    expect(error.hint).toContain('a backslash is a character of a name')
  })

  it('is refused with who asked for it when it cannot be read', async () => {
    const error = await errorOf(ir('none.sql'))
    expect(error.code).toBe('E_FILE')
    expect(error.message).toBe('sql/none.sql does not exist')
    expect(error.detail).toBe('sql/init.sql includes it as none.sql.')
    expect(error.hint).toContain('\\ir starts from the folder of the script that includes')
    expect((await errorOf(i('sql'))).message).toBe('sql is a folder, not a script')
    expect((await errorOf(i('.'))).message).toContain('is a folder, not a script')
  })

  it('does not expand ~', async () => {
    const error = await errorOf(ir('~/a.sql'))
    expect(error).toMatchObject({ code: 'E_FILE', message: 'sql/~/a.sql does not exist' })
    expect(error.hint).toContain('Plinth does not expand ~.')
    await write({ 'project/sql/~/a.sql': 'literal' })
    expect(await textOf(await ir('~/a.sql'))).toBe('literal')
  })

  it.skipIf(onWindows)('is refused when it is a pipe or a circle of links', async () => {
    makePipe(join(root, 'sql/pipe.sql'))
    expect((await errorOf(ir('pipe.sql'))).message).toBe('sql/pipe.sql is a pipe, not a regular file')
    await symlink('b.sql', join(root, 'sql/a.sql'))
    await symlink('a.sql', join(root, 'sql/b.sql'))
    expect((await errorOf(ir('a.sql'))).message).toBe('sql/a.sql is a symbolic link that leads in a circle')
  })

  it.each([
    ['', 'sql/init.sql includes a file without a name'],
    ['-', 'sql/init.sql includes the standard input'],
    ['a\0b', 'sql/init.sql includes a file whose name holds a NUL'],
  ])('needs a name: %j', async (name, message) => {
    expect(await errorOf(ir(name))).toMatchObject({ code: 'E_SCRIPT', message })
  })
})

describe('what lies outside the project', () => {
  beforeEach(() => write({ 'secret.sql': 'secret', 'project-2/x.sql': 'neighbour' }))

  const names = [
    '../../secret.sql',
    '../../project-2/x.sql',
    'parts/../../../secret.sql',
    './/..//../secret.sql',
    '../../none.sql',
    '../..',
  ]
  it.each(names)('is not included by \\ir %s', async (name) => {
    const error = await errorOf(ir(name))
    expect(error.code).toBe('E_SCRIPT')
    expect(error.message).toBe(`sql/init.sql includes ${name}, which lies outside the project`)
    expect(error.hint).toBe(
      'A script may include what lies in the folder of the project. Put a copy of the file there.',
    )
  })

  it
    .skipIf(onWindows)
    .each(['/etc/passwd', '/dev/stdin', '/dev/null', '/proc/self/environ', '/none.sql', '/'])(
    'is not included by its absolute name %s',
    async (name) => {
      expect((await errorOf(ir(name))).message).toContain('lies outside the project')
      expect((await errorOf(i(name))).message).toContain('lies outside the project')
    },
  )

  it.skipIf(onWindows)('is not included through links', async () => {
    await symlink('../../secret.sql', join(root, 'sql/file.sql'))
    await symlink('file.sql', join(root, 'sql/second.sql'))
    await symlink(folder(), join(root, 'sql/up'))
    await symlink('/dev/stdin', join(root, 'sql/stdin.sql'))
    await symlink('/proc/self/cwd', join(root, 'sql/cwd'))
    for (const name of ['file.sql', 'second.sql', 'up/secret.sql', 'cwd/package.json'])
      expect((await errorOf(ir(name))).message).toContain('lies outside the project')
    expect(['E_SCRIPT', 'E_FILE']).toContain((await errorOf(ir('stdin.sql'))).code)
    const error = await errorOf(ir('file.sql'))
    expect(error.detail).toBe(`It leads to ${join(folder(), 'secret.sql')}.`)
  })

  it.skipIf(onWindows)('is not included through a folder that becomes a link meanwhile', async () => {
    await write({ 'outside/a.sql': 'secret', 'project/sql/kept/a.sql': 'inside' })
    await symlink(join(folder(), 'outside'), join(root, 'sql/link'))
    const [kept, link, used] = ['kept', 'link', 'used'].map((name) => join(root, 'sql', name)) as [
      string,
      string,
      string,
    ]
    let isDone = false
    const swap = (async () => {
      while (!isDone) {
        for (const one of [kept, link]) {
          await rename(one, used)
          await rename(used, one)
        }
      }
    })()
    const seen = new Set<string>()
    for (let n = 0; n < 1000; n++) {
      const found = await ir('used/a.sql').then(textOf, (error: Error) => error.message)
      seen.add(/outside the project|does not exist/.test(found) ? 'refused' : found)
      if (n % 500 === 0) scripts = contain(root)
    }
    isDone = true
    await swap
    expect([...seen].filter((found) => found !== 'inside' && found !== 'refused')).toEqual([])
  })

  it('is told by names as each system has them', () => {
    const windows = (at: string, path: string) => isInside(at, path, win32)
    expect(windows('C:\\project', 'C:\\project\\sql\\a.sql')).toBe(true)
    expect(windows('C:\\Project', 'c:\\project\\a.sql')).toBe(true)
    expect(windows('C:\\project', 'D:\\project\\a.sql')).toBe(false)
    expect(windows('C:\\project', 'C:\\project-2\\a.sql')).toBe(false)
    expect(windows('C:\\project', 'C:\\')).toBe(false)
    expect(windows('C:\\project', '\\\\server\\share\\a.sql')).toBe(false)
    expect(windows('C:\\project', 'C:\\project\\..sql')).toBe(true)
    expect(isInside('/project', '/project/..sql', posix)).toBe(true)
    expect(isInside('/project', '/project/..\\a.sql', posix)).toBe(true)
    expect(isInside('/project', '/project-2', posix)).toBe(false)
    expect(isInside('/project', '/', posix)).toBe(false)
    expect(isInside('/', '/etc/passwd', posix)).toBe(true)
  })
})

describe('a script with all it includes', () => {
  it('has the hash of its only file', async () => {
    await write({ 'project/sql/init.sql': 'SELECT 1;' })
    await textOf(await scripts.open('sql/init.sql'))
    expect(scripts.sha256()).toBe(sha256('SELECT 1;'))
  })

  it('has a hash that sees an edit of an included file, and their order', async () => {
    await write({ 'project/sql/init.sql': 'main', 'project/sql/a.sql': 'a', 'project/sql/b.sql': 'b' })
    const hashOf = async (...names: readonly string[]) => {
      scripts = contain(root)
      await textOf(await scripts.open('sql/init.sql'))
      for (const name of names) await textOf(await ir(name))
      return scripts.sha256()
    }
    const before = await hashOf('a.sql', 'b.sql')
    expect(before).toBe(sha256(['main', 'a', 'b'].map((text) => `${sha256(text)}\n`).join('')))
    expect(await hashOf('a.sql', 'b.sql')).toBe(before)
    expect(await hashOf('b.sql', 'a.sql')).not.toBe(before)
    await write({ 'project/sql/b.sql': 'B' })
    expect(await hashOf('a.sql', 'b.sql')).not.toBe(before)
  })

  it('can be left early, and hashed all the same', async () => {
    await write({ 'project/sql/init.sql': sqlOf(600_000), 'project/sql/a.sql': sqlOf(700_000) })
    for await (const _ of (await scripts.open('sql/init.sql')).chunks) break
    for await (const _ of (await ir('a.sql')).chunks) break
    expect(() => scripts.sha256()).toThrow('was not read to its end')
    await scripts.finishHash()
    expect(scripts.sha256()).toBe(sha256(`${sha256(sqlOf(600_000))}\n${sha256(sqlOf(700_000))}\n`))
  })

  it('counts the bytes of all', async () => {
    await write({ 'project/sql/init.sql': 'SELECT 1;', 'project/sql/a.sql': 'SELECT 22;' })
    await textOf(await scripts.open('sql/init.sql'))
    const included = await ir('a.sql')
    expect([scripts.size(), scripts.bytesRead()]).toEqual([19, 9])
    await textOf(included)
    expect(scripts.bytesRead()).toBe(19)
  })

  it.runIf(onLinux)('leaves nothing open', async () => {
    await write({ 'project/sql/init.sql': sqlOf(600_000), 'secret.sql': '' })
    await scripts.open('sql/init.sql')
    await ir('init.sql')
    await errorOf(ir('../../secret.sql'))
    expect(await openIn(folder())).toBe(2)
    await scripts.close()
    expect(await openIn(folder())).toBe(0)
  })

  it('includes a thousand files, not more', async () => {
    await write({ 'project/sql/init.sql': '', 'project/sql/a.sql': '' })
    await textOf(await scripts.open('sql/init.sql'))
    for (let n = 0; n < 1000; n++) await textOf(await ir('a.sql'))
    const error = await errorOf(ir('a.sql'))
    expect(error.code).toBe('E_SCRIPT')
    expect(error.message).toBe('the script includes more than 1000 files')
    expect(error.detail).toBe('The next would be a.sql, included by sql/init.sql.')
  })
})

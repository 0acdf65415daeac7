import { appendFile, chmod, mkdir, rename, symlink, truncate, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { fileError } from '../../../src/scripts/file-error.ts'
import { openScript } from '../../../src/scripts/open-script.ts'
import {
  contentOf,
  errorOf,
  folderPerTest,
  isRoot,
  makePipe,
  onLinux,
  onWindows,
  openIn,
  sha256,
  sqlOf,
  textOf,
} from './on-disk.ts'

const folder = folderPerTest()

async function written(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder(), name)
  await writeFile(path, content)
  return path
}

describe('a script on disk', () => {
  it('is named as people type it, counted and hashed', async () => {
    await mkdir(join(folder(), 'sql'))
    await written('sql/init.sql', 'SELECT 1;\n')
    const script = await openScript('sql/init.sql', { root: folder() })
    expect(script).toMatchObject({ file: 'sql/init.sql', size: 10, compression: 'none' })
    expect(script.bytesRead()).toBe(0)
    expect(await textOf(script)).toBe('SELECT 1;\n')
    expect(script.bytesRead()).toBe(10)
    expect(script.sha256()).toBe(sha256('SELECT 1;\n'))
  })

  it('keeps its absolute name where it lies outside the root', async () => {
    const path = await written('init.sql', '')
    await mkdir(join(folder(), 'project'))
    const script = await openScript('../init.sql', { root: join(folder(), 'project') })
    expect(script.file).toBe(path)
    expect(await textOf(script)).toBe('')
    expect(script.sha256()).toBe(sha256(''))
  })

  it('gives pieces of 256 KiB that stay as they were', async () => {
    const content = sqlOf(1_000_000)
    const script = await openScript(await written('init.sql', content))
    const kept: { piece: Uint8Array; sum: string }[] = []
    for await (const piece of script.chunks) kept.push({ piece, sum: sha256(piece) })
    expect(kept.map(({ piece }) => piece.length)).toEqual([
      262144,
      262144,
      262144,
      content.length - 3 * 262144,
    ])
    for (const { piece, sum } of kept) expect(sha256(piece)).toBe(sum)
    expect(Buffer.concat(kept.map(({ piece }) => piece)).equals(content)).toBe(true)
    expect(script.sha256()).toBe(sha256(content))
  })

  it('stays the one that was opened when another takes its name', async () => {
    const path = await written('init.sql', 'SELECT 1;')
    const script = await openScript(path)
    await written('other.sql', 'SELECT 2;')
    await rename(join(folder(), 'other.sql'), path)
    expect(await textOf(script)).toBe('SELECT 1;')
  })

  it.each([
    ['grows', (path: string) => appendFile(path, sqlOf(1000))],
    ['shrinks', (path: string) => truncate(path, 1000)],
  ])('is refused when it %s while it is read', async (_, change) => {
    const path = await written('init.sql', sqlOf(1_000_000))
    const script = await openScript(path, { root: folder() })
    const pieces = script.chunks[Symbol.asyncIterator]()
    await pieces.next()
    await change(path)
    const error = await errorOf(
      (async () => {
        while ((await pieces.next()).done !== true);
      })(),
    )
    expect(error.code).toBe('E_FILE')
    expect(error.message).toBe('init.sql was changed while it was read')
    expect(error.hint).toContain('Wait until the program that writes it has finished')
  })

  it('is read once only', async () => {
    const script = await openScript(await written('init.sql', 'SELECT 1;'))
    await textOf(script)
    expect((await errorOf(textOf(script))).code).toBe('E_INTERNAL')
  })
})

describe('the file of a script', () => {
  const ways: readonly (readonly [string, (path: string) => Promise<void>])[] = [
    ['read to its end', async (path) => void (await contentOf(await openScript(path)))],
    [
      'left early',
      async (path) => {
        for await (const _ of (await openScript(path)).chunks) break
      },
    ],
    [
      'left before the first piece',
      async (path) => void (await (await openScript(path)).chunks[Symbol.asyncIterator]().return?.()),
    ],
    ['closed unread', async (path) => (await openScript(path)).close()],
    ['disposed of', async (path) => (await openScript(path))[Symbol.asyncDispose]()],
    [
      'closed twice',
      async (path) => {
        const script = await openScript(path)
        await Promise.all([script.close(), script.close()])
      },
    ],
  ]
  it.runIf(onLinux).each(ways)('is closed when it was %s', async (_, read) => {
    const path = await written('init.sql', sqlOf(1_000_000))
    await read(path)
    expect(await openIn(folder())).toBe(0)
  })

  it('fails, and does not end, when it is closed while it is read', async () => {
    const script = await openScript(await written('init.sql', sqlOf(1_000_000)))
    const pieces = script.chunks[Symbol.asyncIterator]()
    await pieces.next()
    const next = pieces.next()
    await script.close()
    await next.catch(() => {})
    expect(() => script.sha256()).toThrow('was not read to its end')
  })
})

describe('the hash of a script that was left early', () => {
  it('is told after the rest was read', async () => {
    const content = sqlOf(1_000_000)
    const script = await openScript(await written('init.sql', content))
    for await (const _ of script.chunks) break
    expect(() => script.sha256()).toThrow('was not read to its end')
    await script.finishHash()
    expect(script.sha256()).toBe(sha256(content))
    if (onLinux) expect(await openIn(folder())).toBe(0)
  })

  it('is not that of another file of the same name', async () => {
    const path = await written('init.sql', sqlOf(1_000_000))
    const script = await openScript(path)
    for await (const _ of script.chunks) break
    await written('other.sql', sqlOf(1_000_000))
    await rename(join(folder(), 'other.sql'), path)
    expect((await errorOf(script.finishHash())).message).toContain('was changed while it was read')
    expect(() => script.sha256()).toThrow('was not read to its end')
  })

  it('ends the reading: what it passed over is not taken for the end', async () => {
    const script = await openScript(await written('init.sql', sqlOf(1_000_000)))
    const pieces = script.chunks[Symbol.asyncIterator]()
    await pieces.next()
    await script.finishHash()
    expect((await errorOf(pieces.next())).code).toBe('E_INTERNAL')
  })
})

describe('what is no script', () => {
  const open = (name: string) => errorOf(openScript(name, { root: folder() }))

  it('does not exist', async () => {
    const error = await open('sql/init.sql')
    expect(error.code).toBe('E_FILE')
    expect(error.message).toBe('sql/init.sql does not exist')
    expect(error.hint).toBe('Check the name; upper and lower case count.')
    expect(error.result).toBeUndefined()
  })

  it('is a folder', async () => {
    await mkdir(join(folder(), 'init.sql'))
    const error = await open('init.sql')
    expect(error).toMatchObject({ code: 'E_FILE', message: 'init.sql is a folder, not a script' })
  })

  it('lies under a file', async () => {
    await written('init.sql', '')
    expect((await open('init.sql/more.sql')).message).toContain('does not exist')
  })

  it.skipIf(onWindows)('is a circle of links', async () => {
    await symlink('b.sql', join(folder(), 'a.sql'))
    await symlink('a.sql', join(folder(), 'b.sql'))
    const error = await open('a.sql')
    expect(error).toMatchObject({
      code: 'E_FILE',
      message: 'a.sql is a symbolic link that leads in a circle',
    })
  })

  it.skipIf(onWindows || isRoot)('may not be read', async () => {
    await chmod(await written('init.sql', ''), 0o000)
    const error = await open('init.sql')
    expect(error).toMatchObject({ code: 'E_FILE', message: 'init.sql may not be read' })
    expect(error.hint).toContain('ls -l')
  })

  it.each([
    ['EPERM', 'init.sql may not be read'],
    ['EMFILE', 'init.sql cannot be opened: too many files are open'],
    ['EIO', 'init.sql cannot be read'],
  ])('is told by the code of the system: %s', (code, message) => {
    const cause = Object.assign(new Error('said the system'), { code })
    expect(fileError('init.sql', cause)).toMatchObject({ code: 'E_FILE', message })
    expect(() => fileError('init.sql', new TypeError('a defect'))).toThrow('a defect')
  })

  it.skipIf(onWindows)('is a pipe, which nobody waits for', async () => {
    makePipe(join(folder(), 'init.sql'))
    const error = await open('init.sql')
    expect(error).toMatchObject({ code: 'E_FILE', message: 'init.sql is a pipe, not a regular file' })
    expect(error.hint).toContain('cat <source> > sql/init.sql')
  })

  it.skipIf(onWindows)('is a device', async () => {
    expect((await open('/dev/zero')).message).toBe('/dev/zero is a device, not a regular file')
  })

  it.skipIf(onWindows)('is a socket', async () => {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(join(folder(), 's'), resolve))
    expect((await open('s')).message).toBe('s is a socket, not a regular file')
    await new Promise((resolve) => server.close(resolve))
  })

  it('has a name no file can have', async () => {
    expect((await open('a\0b')).code).toBe('E_FILE')
    expect((await open('x'.repeat(5000))).message).toContain('has a name that is too long')
  })

  it.runIf(onLinux)('has no size, as the files of /proc', async () => {
    const error = await errorOf(contentOf(await openScript('/proc/self/status')))
    expect(error.code).toBe('E_FILE')
    expect(await openIn('/proc/self/status')).toBe(0)
  })
})

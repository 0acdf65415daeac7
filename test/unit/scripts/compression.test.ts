import { execFileSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { PlinthError } from '../../../src/errors.ts'
import { openScript, type OpenedScript } from '../../../src/scripts/open-script.ts'
import { ZstdFrame } from '../../../src/scripts/zstd-frame.ts'
import {
  contentOf,
  errorOf,
  folderPerTest,
  isInstalled,
  onLinux,
  openIn,
  sha256,
  sqlOf,
  textOf,
  zstdChecksumFlag,
  zstdOfNode,
} from './on-disk.ts'

const folder = folderPerTest()

async function opened(bytes: Uint8Array, name = 'init.sql'): Promise<OpenedScript> {
  await writeFile(join(folder(), name), bytes)
  return openScript(name, { root: folder() })
}

const refusalOf = async (bytes: Uint8Array, name?: string): Promise<PlinthError> => {
  const error = await errorOf(opened(bytes, name).then(contentOf))
  expect(error.code).toBe('E_FILE')
  if (onLinux) expect(await openIn(folder())).toBe(0)
  return error
}

const concat = (...parts: readonly (Uint8Array | string)[]) =>
  Buffer.concat(parts.map((part) => Buffer.from(part as Uint8Array)))
const one = gzipSync('SELECT 1;\n')
const two = gzipSync('SELECT 2;\n')

describe('a gzip script', () => {
  it('is told by its content, whatever its name', async () => {
    const script = await opened(one, 'init.sql')
    expect(script).toMatchObject({ compression: 'gzip', size: one.length })
    expect(await textOf(script)).toBe('SELECT 1;\n')
    expect(script.bytesRead()).toBe(one.length)
    expect(script.sha256()).toBe(sha256(one))
  })

  it('is not told by its name', async () => {
    const script = await opened(Buffer.from('SELECT 1;\n'), 'init.sql.gz')
    expect(script.compression).toBe('none')
    expect(await textOf(script)).toBe('SELECT 1;\n')
  })

  it('may be large, in pieces that stay as they were', async () => {
    const content = sqlOf(3_000_000)
    const script = await opened(gzipSync(content))
    const kept: { piece: Uint8Array; sum: string }[] = []
    for await (const piece of script.chunks) kept.push({ piece, sum: sha256(piece) })
    for (const { piece, sum } of kept) expect(sha256(piece)).toBe(sum)
    expect(Math.max(...kept.map(({ piece }) => piece.length))).toBeLessThanOrEqual(262144)
    expect(Buffer.concat(kept.map(({ piece }) => piece)).equals(content)).toBe(true)
  })

  it('may have several members, empty ones too, and zeros after the last', async () => {
    const bytes = concat(one, gzipSync(''), two, Buffer.alloc(300_000))
    const script = await opened(bytes)
    expect(await textOf(script)).toBe('SELECT 1;\nSELECT 2;\n')
    expect(script.sha256()).toBe(sha256(bytes))
  })

  it('may have a member that ends where a piece ends', async () => {
    // The name in the header makes a member as long as needed.
    const header = Buffer.from([0x1f, 0x8b, 8, 8, 0, 0, 0, 0, 0, 3])
    const body = one.subarray(10)
    const name = Buffer.alloc(262144 - header.length - body.length - 1, 'x')
    const first = concat(header, name, Buffer.from([0]), body)
    expect(first.length).toBe(262144)
    expect(await textOf(await opened(concat(first, two)))).toBe('SELECT 1;\nSELECT 2;\n')
    expect(await textOf(await opened(concat(first, Buffer.alloc(10))))).toBe('SELECT 1;\n')
    expect((await refusalOf(concat(first, Buffer.alloc(10), two))).message).toContain('goes on with')
    expect((await refusalOf(concat(first, 'garbage'))).message).toContain('goes on with')
  })

  it.runIf(isInstalled('gzip'))('may come from the gzip program', async () => {
    const content = sqlOf(1_000_000)
    await writeFile(join(folder(), 'a.sql'), content)
    execFileSync('gzip', ['-9', 'a.sql'], { cwd: folder() })
    expect((await contentOf(await openScript('a.sql.gz', { root: folder() }))).equals(content)).toBe(true)
  })

  it('is refused wherever it is cut off', async () => {
    const bytes = concat(one, two)
    for (let length = 3; length < bytes.length; length++) {
      if (length === one.length) continue
      const error = await refusalOf(bytes.subarray(0, length))
      expect(error.message).toBe('init.sql is cut off: it ends in the middle of its gzip data')
      expect(error.detail).toBe(
        'The end of the script is missing: a download, a copy or a dump did not finish.',
      )
      expect(error.hint).toBe('Fetch or make the file again. To check it: gzip -t < init.sql')
      // What happened to the database is for the layer to say that knows it.
      expect(error.result).toBeUndefined()
    }
  })

  it.each([
    ['text', concat(one, 'SELECT 2;')],
    ['a member behind zeros, which Node.js passes over', concat(one, Buffer.alloc(20), two)],
    ['text far behind zeros', concat(one, Buffer.alloc(600_000), 'x')],
  ])('is refused when it is followed by %s', async (_, bytes) => {
    const error = await refusalOf(bytes)
    expect(error.message).toBe('init.sql goes on with something else after its gzip data')
    expect(error.detail).toBe('What follows cannot be decompressed, and a part of the script may be lost.')
  })

  it('is refused when it is damaged', async () => {
    const checksum = Buffer.from(one)
    checksum[checksum.length - 6]! ^= 1
    const error = await refusalOf(checksum)
    expect(error.message).toBe('init.sql is damaged: its gzip data cannot be decompressed')
    expect(error.detail).toBe('The decompressor says: incorrect data check.')
    const content = gzipSync(sqlOf(1_000_000))
    content.fill(0xff, content.length >> 1, (content.length >> 1) + 100)
    expect((await refusalOf(content)).message).toContain('is damaged')
  })

  it.runIf(onLinux)('is closed when it is left early', async () => {
    const script = await opened(gzipSync(sqlOf(3_000_000)))
    for await (const _ of script.chunks) break
    expect(await openIn(folder())).toBe(0)
    await script.finishHash()
    expect(script.sha256()).toHaveLength(64)
  })

  it('fails, and does not hang, when it is closed while it is read', async () => {
    const script = await opened(gzipSync(sqlOf(20_000_000)))
    const pieces = script.chunks[Symbol.asyncIterator]()
    await pieces.next()
    const next = pieces.next().catch(() => {})
    await script.close()
    await next
    expect((await pieces.next()).done).toBe(true)
    expect(() => script.sha256()).toThrow('was not read to its end')
  })
})

/** "SELECT 1;\n" as `zstd` 1.5 writes it, with a checksum. */
const zstdOne = Buffer.from('28b52ffd240a51000053454c45435420313b0a', 'hex')
const skippable = concat(Buffer.from('502a4d1805000000', 'hex'), 'hello')

describe('the frames of zstd', () => {
  const endOf = (bytes: Uint8Array, sizes: number): number => {
    const frame = new ZstdFrame()
    let end = 0
    for (let at = 0; at < bytes.length && !frame.ended; at += sizes)
      end += frame.advance(bytes.subarray(at, at + sizes))
    return frame.ended ? end : -1
  }

  it('end where their lengths say, in pieces of any size', () => {
    const single = concat(zstdOne, Buffer.alloc(4))
    for (const size of [1, 2, 3, 5, 1000]) {
      expect(endOf(concat(single, 'more'), size)).toBe(single.length)
      expect(endOf(concat(skippable, single), size)).toBe(skippable.length)
      for (let length = 1; length < single.length; length++)
        expect(endOf(single.subarray(0, length), size)).toBe(-1)
    }
  })

  it('begin with their mark', () => {
    const frame = new ZstdFrame()
    frame.advance(Buffer.from('SELECT'))
    expect(frame).toMatchObject({ foreign: true, ended: false })
  })

  it.runIf(isInstalled('zstd')).each([['-1'], ['-19'], ['--no-check'], ['-B4096'], ['--long=27'], ['-T2']])(
    'are those of the zstd program with %s',
    (option) => {
      for (const content of ['', 'x', 'a'.repeat(500_000), sqlOf(2_000_000)]) {
        const bytes = execFileSync('zstd', [option, '-c'], { input: content, maxBuffer: 1e8 })
        expect(endOf(concat(bytes, 'more'), 1 << 18)).toBe(bytes.length)
      }
    },
  )
})

describe.skipIf(zstdOfNode !== undefined)('a zstd script, with a Node.js that knows no zstd', () => {
  it.each([
    ['a frame', zstdOne],
    ['a frame to skip', skippable],
  ])('is refused before it is read: %s', async (_, bytes) => {
    const error = await errorOf(opened(bytes, 'init.sql.zst'))
    expect(error.code).toBe('E_FILE')
    expect(error.message).toBe(
      `init.sql.zst is compressed with zstd, which Node.js ${process.versions.node} cannot decompress`,
    )
    expect(error.hint).toBe('Use Node.js 22.15 or later, or decompress the file first: zstd -d init.sql.zst')
  })
})

describe.runIf(zstdOfNode)('a zstd script', () => {
  const zstd = (text: string | Uint8Array) => zstdOfNode!(Buffer.from(text as Uint8Array))

  it('is told by its content', async () => {
    const bytes = zstd('SELECT 1;\n')
    const script = await opened(bytes)
    expect(script).toMatchObject({ compression: 'zstd', size: bytes.length })
    expect(await textOf(script)).toBe('SELECT 1;\n')
    expect(script.sha256()).toBe(sha256(bytes))
  })

  // Whole buffers of output: the decompressor is asked once more after the end of a frame.
  it.each([0, 1, 262143, 262144, 262145, 524288, 3_000_000])('may have %i bytes', async (size) => {
    const content = sqlOf(size).subarray(0, size)
    expect((await contentOf(await opened(zstd(content)))).equals(content)).toBe(true)
    const zeros = zstd(Buffer.alloc(size, 'a'))
    const twice = await contentOf(await opened(concat(zeros, zeros)))
    expect(twice.equals(Buffer.alloc(2 * size, 'a'))).toBe(true)
  })

  it('may have several frames, and some to skip', async () => {
    const bytes = concat(skippable, zstd('SELECT 1;\n'), skippable, zstd(''), zstd('SELECT 2;\n'), skippable)
    expect(await textOf(await opened(bytes))).toBe('SELECT 1;\nSELECT 2;\n')
    const script = await opened(skippable)
    expect(await textOf(script)).toBe('')
  })

  it('may have frames that end where a piece ends', async () => {
    const hello = zstd('SELECT 1;\n')
    const filler = Buffer.alloc(262144 - hello.length)
    filler.writeUInt32LE(0x184d2a50)
    filler.writeUInt32LE(filler.length - 8, 4)
    expect(await textOf(await opened(concat(filler, hello, filler, hello)))).toBe('SELECT 1;\nSELECT 1;\n')
    expect(await textOf(await opened(concat(filler.subarray(0, 0), hello, filler, hello)))).toBe(
      'SELECT 1;\nSELECT 1;\n',
    )
  })

  it('is refused wherever it is cut off', async () => {
    const first = zstd('SELECT 1;\n')
    const bytes = concat(first, zstd(sqlOf(2000)))
    for (let length = 4; length < bytes.length; length += length < 60 ? 1 : 37) {
      if (length === first.length) continue
      const error = await refusalOf(bytes.subarray(0, length))
      expect(error.message).toBe('init.sql is cut off: it ends in the middle of its zstd data')
      expect(error.hint).toContain('zstd -t init.sql')
    }
  })

  it('is refused when it is followed by something else', async () => {
    const error = await refusalOf(concat(zstd('SELECT 1;\n'), 'SELECT 2;\n'))
    expect(error.message).toBe('init.sql goes on with something else after its zstd data')
  })

  it('is refused when it is damaged', async () => {
    // Without a checksum, which the zstd program writes and Node.js does not, other text may come out unnoticed.
    const checked = { params: { [zstdChecksumFlag]: 1 } }
    const checksum = zstdOfNode!(sqlOf(1_000_000), checked)
    checksum.fill(0x55, 5000, 5100)
    expect((await refusalOf(checksum)).message).toBe(
      'init.sql is damaged: its zstd data cannot be decompressed',
    )
    const last = zstdOfNode!(Buffer.from('SELECT 1;'), checked)
    last[last.length - 1]! ^= 1
    expect((await refusalOf(last)).detail).toContain('The decompressor says: ')
  })

  it.runIf(isInstalled('zstd'))('may come from the zstd program', async () => {
    const content = sqlOf(1_000_000)
    for (const option of ['-1', '-19', '--long=27', '-T2', '--no-check']) {
      const bytes = execFileSync('zstd', [option, '-c'], { input: content, maxBuffer: 1e8 })
      expect((await contentOf(await opened(bytes))).equals(content)).toBe(true)
    }
  })

  it.runIf(onLinux)('is closed when it is left early', async () => {
    const script = await opened(zstd(sqlOf(3_000_000)))
    for await (const _ of script.chunks) break
    expect(await openIn(folder())).toBe(0)
  })
})

describe('another compression', () => {
  it.each([
    ['lz4', '04224d18644070', 'lz4 -d'],
    ['xz', 'fd377a585a000004', 'xz -d'],
    ['bzip2', '425a683931415926', 'bunzip2'],
    ['zip', '504b030414000000', 'unzip'],
  ])('is refused by its name: %s', async (name, hex, command) => {
    const error = await refusalOf(Buffer.from(hex, 'hex'))
    expect(error.message).toBe(`init.sql is compressed with ${name}, which Plinth does not read`)
    expect(error.hint).toBe(`Decompress it, or compress it with gzip: ${command} init.sql`)
  })
})

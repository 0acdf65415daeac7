import { execFile } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import { createGzip } from 'node:zlib'
import { build } from 'rolldown'
import { describe, expect, it } from 'vitest'
import { folderPerTest } from './on-disk.ts'

const folder = folderPerTest()
const run = promisify(execFile)
const megabyte = 1024 * 1024

/** Reads a script in a process of its own with a small heap; what it grew by, at its peak, in MiB. */
const reader = (source: string) => `
  import { openScript } from ${JSON.stringify(source)}
  import { setTimeout as delay } from 'node:timers/promises'
  const before = process.memoryUsage().rss
  const script = await openScript(process.argv[2])
  let bytes = 0
  let peak = before
  let pieces = 0
  for await (const piece of script.chunks) {
    bytes += piece.length
    // A slow reader: what it does not take must wait on disk.
    if (pieces++ % 50 === 0) await delay(5)
    peak = Math.max(peak, process.memoryUsage().rss)
  }
  console.log(JSON.stringify({ bytes, grownMiB: (peak - before) / ${megabyte} }))`

async function read(path: string): Promise<{ bytes: number; grownMiB: number }> {
  const outfile = join(folder(), 'reader.mjs')
  const input = join(folder(), 'reader.ts')
  await writeFile(
    input,
    reader(fileURLToPath(new URL('../../../src/scripts/open-script.ts', import.meta.url))),
  )
  await build({ input, platform: 'node', output: { file: outfile, codeSplitting: false } })
  const { stdout } = await run(process.execPath, ['--max-old-space-size=64', outfile, path])
  return JSON.parse(stdout) as { bytes: number; grownMiB: number }
}

function* zeros(megabytes: number): Generator<Buffer> {
  for (let n = 0; n < megabytes; n++) yield Buffer.alloc(megabyte)
}

describe('the memory of reading', () => {
  it.each([
    ['a plain file', []],
    ['a gzip file of a thousandth of the size', [createGzip({ level: 1 })]],
  ])('does not grow with the script: %s', async (_, compressing) => {
    const path = join(folder(), 'init.sql')
    await pipeline([Readable.from(zeros(200)), ...compressing, createWriteStream(path)])
    const { bytes, grownMiB } = await read(path)
    expect(bytes).toBe(200 * megabyte)
    expect(grownMiB).toBeLessThan(100)
  })
})

import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readlink, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as zlib from 'node:zlib'
import { afterEach, beforeEach } from 'vitest'
import { PlinthError } from '../../../src/errors.ts'
import type { OpenedScript } from '../../../src/scripts/open-script.ts'

/** A new folder for each test of a file; its real path. */
export function folderPerTest(): () => string {
  let folder = ''
  beforeEach(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), 'plinth-scripts-')))
  })
  afterEach(async () => {
    await rm(folder, { recursive: true, force: true })
  })
  return () => folder
}

export async function contentOf(script: Pick<OpenedScript, 'chunks'>): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of script.chunks) chunks.push(chunk)
  return Buffer.concat(chunks)
}

export async function textOf(script: Pick<OpenedScript, 'chunks'>): Promise<string> {
  return (await contentOf(script)).toString()
}

export async function errorOf(work: Promise<unknown>): Promise<PlinthError> {
  try {
    await work
  } catch (error) {
    if (error instanceof PlinthError) return error
    throw error
  }
  throw new Error('no error')
}

export const sha256 = (data: string | Uint8Array) => createHash('sha256').update(data).digest('hex')

/** How many descriptors of this process lead into a folder; only Linux tells. */
export async function openIn(folder: string): Promise<number> {
  const names = await readdir('/proc/self/fd')
  const paths = await Promise.all(names.map((name) => readlink(`/proc/self/fd/${name}`).catch(() => '')))
  return paths.filter((path) => path.startsWith(folder)).length
}

export const onLinux = process.platform === 'linux'
export const onWindows = process.platform === 'win32'
export const isRoot = process.getuid?.() === 0

export function makePipe(path: string): void {
  execFileSync('sh', ['-c', 'mkfifo "$0"', path])
}

export function isInstalled(program: string): boolean {
  return spawnSync(program, ['--version']).status === 0
}

type CompressZstd = (data: Uint8Array, options?: { readonly params: Record<number, number> }) => Buffer

/** The compressor of this Node.js for zstd, where it has one. */
export const zstdOfNode = (zlib as { readonly zstdCompressSync?: CompressZstd }).zstdCompressSync
/** `ZSTD_c_checksumFlag` of zstd.h. */
export const zstdChecksumFlag = 201

/** SQL of about `bytes` bytes that compresses, but not to nothing. */
export function sqlOf(bytes: number): Buffer {
  const lines: string[] = []
  let size = 0
  for (let row = 0; size < bytes; row++) {
    const line = `INSERT INTO t VALUES (${row}, '${sha256(String(row))}');\n`
    lines.push(line)
    size += line.length
  }
  return Buffer.from(lines.join(''))
}

import { createHash } from 'node:crypto'
import { readdir, readFile, realpath } from 'node:fs/promises'
import { dirname, join, relative, resolve, isAbsolute, basename } from 'node:path'
import { PlinthError } from '../errors.ts'
import type { Migration } from './migration.ts'
import { parseMigration } from './parse-migration.ts'
import { normalText } from './source-lines.ts'

/** Files read at the same time: fast, and below every limit of open files. */
const readsAtOnce = 64

/**
 * The SQL migrations of a folder, by file name. A folder that does not exist has none; dot files and other kinds are passed over.
 * Throws E_FILE when something cannot be read, is not UTF-8 or is a link that leaves the folder; E_MIGRATION_FORMAT from parsing.
 */
export async function readMigrations(folder: string): Promise<readonly Migration[]> {
  const root = resolve(folder)
  const paths = (await listFolder(root)).map((name) => join(root, name))
  const migrations: Migration[] = []
  for (let start = 0; start < paths.length; start += readsAtOnce) {
    const some = paths.slice(start, start + readsAtOnce)
    const contents = await Promise.all(
      some.map((path) => readFile(path).catch((cause: unknown) => cannotRead(path, cause))),
    )
    contents.forEach((bytes, index) => migrations.push(migrationOf(some[index] ?? '', bytes)))
  }
  return migrations
}

/** The migration that the bytes of a file hold. Throws E_FILE when they are not UTF-8, E_MIGRATION_FORMAT from parsing. */
export function migrationOf(path: string, bytes: Uint8Array): Migration {
  const text = decode(path, bytes)
  const parsed = parseMigration(text, path)
  return {
    ...parsed,
    kind: 'sql',
    file: basename(path),
    path,
    text,
    checksum: sha256(bytes),
    normalChecksum: sha256(normalText(text)),
    init: parsed.init === undefined ? undefined : resolve(dirname(path), parsed.init),
  }
}

async function listFolder(root: string): Promise<readonly string[]> {
  const entries = await readdir(root, { withFileTypes: true }).catch((cause: unknown) => {
    if (hasCode(cause, 'ENOENT')) return []
    return cannotRead(root, cause)
  })
  const files = entries.filter(({ name }) => /\.sql$/i.test(name) && !name.startsWith('.'))
  for (const entry of files) if (entry.isSymbolicLink()) await checkLink(root, entry.name)
  return files
    .filter((entry) => entry.isFile() || entry.isSymbolicLink())
    .map(({ name }) => name)
    .sort()
}

/** A link out of the folder would let the history change without a change in the folder, and is a way to read any file. */
async function checkLink(root: string, name: string): Promise<void> {
  const path = join(root, name)
  const real = await realpath(path).catch((cause: unknown) => cannotRead(path, cause))
  const inside = relative(await realpath(root), real)
  if (!isAbsolute(inside) && !/^\.\.(?:[\\/]|$)/.test(inside)) return
  throw new PlinthError('E_FILE', `${path} is a symbolic link that leaves the folder`, {
    detail: `It leads to ${real}.`,
    hint: 'Put the file itself into the migrations folder.',
  })
}

function decode(path: string, bytes: Uint8Array): string {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    if (!text.includes('\0')) return text
  } catch {
    // Said below, with the line.
  }
  const line = firstBadLine(bytes)
  throw new PlinthError('E_FILE', `${path} is not UTF-8 text`, {
    place: { file: path, line, column: 1 },
    detail: `Line ${String(line)} has bytes that are not UTF-8, or a NUL.`,
    hint: 'Save the file as UTF-8.',
  })
}

function firstBadLine(bytes: Uint8Array): number {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let start = 0
  for (let line = 1; ; line += 1) {
    const end = bytes.indexOf(0x0a, start)
    const part = bytes.subarray(start, end < 0 ? undefined : end)
    try {
      if (decoder.decode(part).includes('\0')) return line
    } catch {
      return line
    }
    if (end < 0) return line
    start = end + 1
  }
}

function cannotRead(path: string, cause: unknown): never {
  const reason = cause instanceof Error ? cause.message : String(cause)
  throw new PlinthError('E_FILE', `${path} cannot be read`, {
    detail: reason,
    hint: 'Check that the file exists and that you may read it.',
    cause,
  })
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}

function sha256(data: Uint8Array | string): string {
  return createHash('sha256').update(data).digest('hex')
}

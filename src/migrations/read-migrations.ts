import { hash } from 'node:crypto'
import { closeSync, constants, openSync, readSync, type Dirent } from 'node:fs'
import { readdir, realpath } from 'node:fs/promises'
import { dirname, join, relative, resolve, isAbsolute, basename } from 'node:path'
import { setImmediate as others } from 'node:timers/promises'
import { PlinthError } from '../errors.ts'
import { normalText } from '../psql/normal-text.ts'
import { plainText } from '../psql/plain-text.ts'
import type { Migration, ParsedMigration } from './migration.ts'
import { parseMigration } from './parse-migration.ts'
import { parseModule } from './parse-module.ts'

/** So many files are read before others get their turn: signals, the connection that is being made. */
const readsAtOnce = 64

/**
 * The SQL migrations of a folder, by file name. A folder that does not exist has none; dot files and other kinds are passed over.
 * Throws E_FILE when something cannot be read, is not UTF-8 or is a link that leaves the folder; E_MIGRATION_FORMAT from parsing.
 */
export async function readMigrations(folder: string): Promise<readonly Migration[]> {
  return (await readEachMigration(folder)).map(({ read }) => {
    if (read instanceof PlinthError) throw read
    return read
  })
}

/** A SQL file of the folder: the migration that it holds, or why it holds none. */
export interface MigrationFile {
  readonly path: string
  readonly read: Migration | PlinthError
}

/** As {@link readMigrations}, but a file that cannot be read does not hide the others. Throws E_FILE when the folder cannot be read. */
export async function readEachMigration(folder: string): Promise<readonly MigrationFile[]> {
  const root = resolve(folder)
  const entries = await listFolder(root)
  const files: MigrationFile[] = []
  for (const entry of entries) {
    const path = join(root, entry.name)
    const link = entry.isSymbolicLink() ? await faultOf(() => checkLink(root, entry.name)) : undefined
    files.push({ path, read: link ?? readFileAt(path) })
    if (files.length % readsAtOnce === 0) await others()
  }
  return files
}

async function faultOf(work: () => Promise<void>): Promise<PlinthError | undefined> {
  try {
    await work()
  } catch (error) {
    if (error instanceof PlinthError) return error
    throw error
  }
  return undefined
}

function readFileAt(path: string): Migration | PlinthError {
  try {
    return migrationOf(path, bytesOf(path))
  } catch (error) {
    if (error instanceof PlinthError) return error
    throw error
  }
}

/** Without O_NONBLOCK, opening a pipe waits for a writer. Windows does not have it. */
const readOnly = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)

/** Holds the file that is being read, unless it is larger. */
const shared = Buffer.allocUnsafeSlow(64 * 1024)

/**
 * The bytes of a file, until the next one is read. Thousands of small files are read five times as fast one by one as with promises, most
 * of whose time goes into handing them over.
 */
function bytesOf(path: string): Uint8Array {
  let file: number | undefined
  try {
    file = openSync(path, readOnly)
    let bytes = shared
    for (let length = 0; ;) {
      const more = readSync(file, bytes, length, bytes.length - length, null)
      if (more === 0) return bytes.subarray(0, length)
      length += more
      if (length === bytes.length) bytes = Buffer.concat([bytes], 2 * length)
    }
  } catch (cause) {
    return cannotRead(path, cause)
  } finally {
    if (file !== undefined) closeSync(file)
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The migration that the bytes of a file hold. Throws E_FILE when they are not UTF-8, E_MIGRATION_FORMAT from parsing. */
export function migrationOf(path: string, bytes: Uint8Array): Migration {
  const text = decodeText(path, bytes)
  const kind = /\.sql$/i.test(path) ? 'sql' : 'module'
  const parsed = kind === 'sql' ? parseMigration(text, path) : parseModule(text, path)
  const { id, downRevisions, dependsOn, labels, message, created, replaces, upgrade, downgrade } = parsed
  let normal: string | undefined
  // Written out: of thousands, each spread of an object into another is felt.
  return {
    id,
    downRevisions,
    dependsOn,
    labels,
    message,
    created,
    replaces,
    upgrade,
    downgrade,
    init: parsed.init === undefined ? undefined : resolve(dirname(path), parsed.init),
    kind,
    file: basename(path),
    path,
    text,
    checksum: hash('sha256', bytes),
    // Asked for only where the other checksum differs.
    get normalChecksum() {
      return (normal ??= hash('sha256', kind === 'sql' ? meaningOf(parsed) : normalText(text)))
    },
  }
}

/** What a migration does, without what may be edited freely: header, comments, white space, line ends. */
function meaningOf({ upgrade, downgrade }: ParsedMigration): string {
  return JSON.stringify(
    [upgrade, downgrade].map(
      (section) => section && [plainText(section.sql), section.transactional, section.irreversible],
    ),
  )
}

/** Beside them there may be other files of TypeScript, for the migrations to import. */
function isMigrationName(name: string): boolean {
  return /^[^.].*\.sql$/i.test(name) || /^\d{14}_.*(?<!\.d)\.(?:ts|mts|js|mjs|cjs)$/.test(name)
}

async function listFolder(root: string): Promise<readonly Dirent[]> {
  const entries = await readdir(root, { withFileTypes: true }).catch((cause: unknown) => {
    if (hasCode(cause, 'ENOENT')) return []
    return cannotRead(root, cause)
  })
  return entries
    .filter(({ name }) => isMigrationName(name))
    .filter((entry) => entry.isFile() || entry.isSymbolicLink())
    .sort((a, b) => (a.name < b.name ? -1 : 1))
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

/** The text of a file. Throws E_FILE, with the line, when it is not UTF-8. */
export function decodeText(path: string, bytes: Uint8Array): string {
  try {
    const text = utf8.decode(bytes)
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

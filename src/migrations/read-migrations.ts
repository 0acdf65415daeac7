import { hash } from 'node:crypto'
import { constants, readFileSync, type Dirent } from 'node:fs'
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
const readsAtOnce = 16

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
    return migrationOf(path, textAt(path))
  } catch (error) {
    if (error instanceof PlinthError) return error
    throw error
  }
}

/** Without O_NONBLOCK, opening a pipe waits for a writer. Windows does not have it. The types know only the names of flags. */
const readOnly = (constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)) as unknown as string

/**
 * The text of a file. Thousands of small files are read several times as fast one by one as with promises, and a text in one call where
 * bytes take four.
 */
function textAt(path: string): string {
  try {
    const text = readFileSync(path, { encoding: 'utf8', flag: readOnly })
    // What is not UTF-8 was replaced by U+FFFD, which may also stand in the file.
    if (!text.includes('\0') && !text.includes('\ufffd')) return text
    return decodeText(path, readFileSync(path, { flag: readOnly }))
  } catch (cause) {
    if (cause instanceof PlinthError) throw cause
    return cannotRead(path, cause)
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The migration that the text of a file holds. Throws E_MIGRATION_FORMAT from parsing. */
export function migrationOf(path: string, text: string): Migration {
  const kind = /\.sql$/i.test(path) ? 'sql' : 'module'
  const parsed = kind === 'sql' ? parseMigration(text, path) : parseModule(text, path)
  return new ReadMigration(parsed, { kind, path, text })
}

/**
 * A class, for its checksums are worked out when they are asked for: the history alone needs none, and the normal one matters only where the
 * other differs. Getters in an object literal would give each of thousands a shape of its own.
 */
class ReadMigration implements Migration {
  readonly id: Migration['id']
  readonly downRevisions: Migration['downRevisions']
  readonly dependsOn: Migration['dependsOn']
  readonly labels: Migration['labels']
  readonly message: string
  readonly created: string | undefined
  readonly replaces: Migration['replaces']
  readonly upgrade: Migration['upgrade']
  readonly downgrade: Migration['downgrade']
  readonly init: string | undefined
  readonly kind: Migration['kind']
  readonly file: string
  readonly path: string
  readonly text: string
  #checksum: string | undefined
  #normalChecksum: string | undefined

  constructor(parsed: ParsedMigration, { kind, path, text }: Pick<Migration, 'kind' | 'path' | 'text'>) {
    this.id = parsed.id
    this.downRevisions = parsed.downRevisions
    this.dependsOn = parsed.dependsOn
    this.labels = parsed.labels
    this.message = parsed.message
    this.created = parsed.created
    this.replaces = parsed.replaces
    this.upgrade = parsed.upgrade
    this.downgrade = parsed.downgrade
    this.init = parsed.init === undefined ? undefined : resolve(dirname(path), parsed.init)
    this.kind = kind
    this.file = basename(path)
    this.path = path
    this.text = text
  }

  /** The text was UTF-8, so it gives the bytes of the file. */
  get checksum(): string {
    return (this.#checksum ??= hash('sha256', this.text))
  }

  get normalChecksum(): string {
    return (this.#normalChecksum ??= hash(
      'sha256',
      this.kind === 'sql' ? meaningOf(this) : normalText(this.text),
    ))
  }
}

/** What a migration does, without what may be edited freely: header, comments, white space, line ends. */
function meaningOf({ upgrade, downgrade }: Pick<Migration, 'upgrade' | 'downgrade'>): string {
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

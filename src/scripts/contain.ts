import { createHash } from 'node:crypto'
import { readlink, realpath, stat } from 'node:fs/promises'
import { dirname, resolve, sep } from 'node:path'
import { PlinthError } from '../errors.ts'
import { fileError } from './file-error.ts'
import type { Hashing } from './hashed-file.ts'
import { isInside, shownIn } from './inside.ts'
import { openScript, readOpened, type OpenedScript } from './open-script.ts'
import { isSameFile, openRegularFile, type OpenFile } from './regular-file.ts'

/** Where an include stands. */
interface IncludedFrom {
  /** The script that includes, as {@link OpenedScript} names it. */
  readonly file: string
  /** `script`: `\ir`, from the folder of that script. `project`: `\i`, from the folder psql would run in, the project's root. */
  readonly relativeTo: 'script' | 'project'
}

/** A script with all it includes, which must lie in the project's folder. */
export interface ContainedScripts {
  /** Opens the script itself, which the project names and which may lie anywhere. Throws as {@link openScript}. */
  open(path: string): Promise<OpenedScript>
  /**
   * Opens an included script. Throws E_SCRIPT when it leads out of the project's folder, by its name or by symbolic links, when the name is
   * none, or at the 1,001st include; E_FILE as {@link openScript}. `this` is not used: it can be handed on.
   */
  readonly openInclude: (name: string, from: IncludedFrom) => Promise<OpenedScript>
  /** Bytes on disk of all scripts opened so far. */
  size(): number
  /** Of them, bytes read so far. */
  bytesRead(): number
  /** {@link OpenedScript.finishHash} of all. */
  finishHash(): Promise<void>
  /** The script's own SHA-256 when it includes nothing; else the SHA-256 of the list of all, a line of hex digits each, in the order opened. */
  sha256(): string
  /** Closes all that is open. */
  close(): Promise<void>
}

const maxIncludes = 1000

/** Opens a script and what it includes. `root`: the project's folder. */
export function contain(root: string, hashing: Hashing = 'sha256'): ContainedScripts {
  const folder = resolve(root)
  const opened: OpenedScript[] = []
  let includes = 0
  const added = (script: OpenedScript): OpenedScript => {
    opened.push(script)
    return script
  }
  return {
    open: async (path) => added(await openScript(path, { root: folder, hashing })),
    openInclude: async (name, from) => {
      if (++includes > maxIncludes) throw tooMany(name, from)
      return added(await openIncluded({ folder, hashing }, name, from))
    },
    size: () => sum(opened.map(({ size }) => size)),
    bytesRead: () => sum(opened.map((script) => script.bytesRead())),
    finishHash: async () => {
      for (const script of opened) await script.finishHash()
    },
    sha256: () => combined(opened.map((script) => script.sha256())),
    close: async () => {
      await Promise.all(opened.map((script) => script.close()))
    },
  }
}

/** Links are resolved, the file is opened, and then it is looked at which one was opened: a link may be changed in between. */
async function openIncluded(
  { folder, hashing }: { readonly folder: string; readonly hashing: Hashing },
  name: string,
  from: IncludedFrom,
): Promise<OpenedScript> {
  refuseName(name, from)
  const path = resolve(from.relativeTo === 'project' ? folder : dirname(resolve(folder, from.file)), name)
  const shown = shownIn(folder, path)
  try {
    const root = await realpath(folder)
    const real = await realpath(path).catch((cause: unknown) => {
      throw isInside(folder, path) || isInside(root, path) ? cause : outside(name, from, path)
    })
    if (!isInside(root, real)) throw outside(name, from, real)
    const file = await openRegularFile(real, shown)
    await refuseSwapped(file, root, () => outside(name, from, 'another place by now'))
    return await readOpened(file, hashing)
  } catch (cause) {
    throw included(fileError(shown, cause), name, from)
  }
}

async function refuseSwapped(file: OpenFile, root: string, error: () => PlinthError): Promise<void> {
  const real = await realPathOf(file).catch(() => undefined)
  if (real !== undefined && isInside(root, real)) return
  await file.handle.close()
  throw error()
}

/** The real path of what is open: Linux knows it; elsewhere the path must still lead to the same file. */
async function realPathOf({ handle, path, stats }: OpenFile): Promise<string | undefined> {
  const known = await readlink(`/proc/self/fd/${handle.fd}`).catch(() => undefined)
  if (known !== undefined) return known
  const real = await realpath(path)
  return isSameFile(stats, await stat(real, { bigint: true })) ? real : undefined
}

function refuseName(name: string, from: IncludedFrom): void {
  const fact = factOfName(name)
  if (fact === undefined) return
  throw new PlinthError('E_SCRIPT', `${from.file} includes ${fact}`, {
    hint: 'Name a file of the project: \\ir <file>',
  })
}

/** Why a name cannot be that of a file. */
function factOfName(name: string): string | undefined {
  if (name === '') return 'a file without a name'
  if (name === '-') return 'the standard input'
  return name.includes('\0') ? 'a file whose name holds a NUL' : undefined
}

function outside(name: string, from: IncludedFrom, real: string): PlinthError {
  return new PlinthError('E_SCRIPT', `${from.file} includes ${name}, which lies outside the project`, {
    detail: `It leads to ${real}.`,
    hint: 'A script may include what lies in the folder of the project. Put a copy of the file there.',
  })
}

function tooMany(name: string, from: IncludedFrom): PlinthError {
  return new PlinthError('E_SCRIPT', `the script includes more than ${maxIncludes} files`, {
    detail: `The next would be ${name}, included by ${from.file}.`,
    hint: 'Does a script include itself?',
  })
}

/** Adds to a file error who asked for the file, and where names start. */
function included(error: PlinthError, name: string, from: IncludedFrom): PlinthError {
  if (error.code !== 'E_FILE') return error
  const detail = [error.detail, `${from.file} includes it as ${name}.`].filter(Boolean).join('\n')
  return error.with({ detail, hint: [error.hint, nameHint(name, from)].filter(Boolean).join('\n') })
}

function nameHint(name: string, { relativeTo }: IncludedFrom): string {
  if (name.startsWith('~')) return 'Plinth does not expand ~.'
  if (sep === '/' && name.includes('\\'))
    return 'On this system a backslash is a character of a name: write /.'
  return relativeTo === 'script'
    ? '\\ir starts from the folder of the script that includes; \\i from the folder of the project.'
    : '\\i starts from the folder of the project; \\ir from the folder of the script that includes.'
}

function combined(sums: readonly string[]): string {
  const [only, ...more] = sums
  if (only !== undefined && more.length === 0) return only
  const list = sums.map((sum) => `${sum}\n`).join('')
  return createHash('sha256').update(list).digest('hex')
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}

import { isAscii } from 'node:buffer'
import { closeSync, constants, openSync, readFileSync, readSync } from 'node:fs'
import { attempt, PlinthError } from '../errors.ts'

/** What files are read into, one behind the other. */
const page = Buffer.allocUnsafe(256 * 1024)

/** Without O_NONBLOCK, opening a pipe waits for a writer. Windows does not have it. */
const readOnly = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)

/** The bytes of a file, as a part of the page, or by themselves. */
type Part = { readonly from: number; readonly to: number } | Buffer

/**
 * The texts of some files, or why one has none: E_FILE when it cannot be read or is not UTF-8. Thousands of small files are read several times as fast one by
 * one as with promises, and faster into one place than each into its own: what is ASCII becomes one string, of which the texts are parts.
 */
export function readTexts(paths: readonly string[]): readonly (string | PlinthError)[] {
  const parts: (Part | PlinthError)[] = []
  let used = 0
  for (const path of paths) {
    const part = readPart(path, used)
    if ('to' in part) used = part.to
    parts.push(part)
  }
  const bytes = page.subarray(0, used)
  const whole = isAscii(bytes) && !bytes.includes(0) ? bytes.toString('latin1') : undefined
  return parts.map((part, i) => {
    if (part instanceof PlinthError) return part
    if ('to' in part && whole !== undefined) return whole.slice(part.from, part.to)
    return attempt(() => decodeText(paths[i]!, 'to' in part ? page.subarray(part.from, part.to) : part))
  })
}

function readPart(path: string, from: number): Part | PlinthError {
  try {
    const file = openSync(path, readOnly)
    try {
      let to = from
      for (let more = -1; more !== 0 && to < page.length; to += more)
        more = readSync(file, page, to, page.length - to, null)
      return to < page.length ? { from, to } : readFileSync(path)
    } finally {
      closeSync(file)
    }
  } catch (cause) {
    return cannotRead(path, cause)
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

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

/** E_FILE. */
export function cannotRead(path: string, cause: unknown): PlinthError {
  return new PlinthError('E_FILE', `${path} cannot be read`, {
    detail: cause instanceof Error ? cause.message : String(cause),
    hint: 'Check that the file exists and that you may read it.',
    cause,
  })
}

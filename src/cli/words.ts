import { relative } from 'node:path'
import { scriptName } from '../revision/script-id.ts'

/** `1 table`, `3 tables`. */
export function count(number: number, noun: string): string {
  const plural = noun.endsWith('y') ? `${noun.slice(0, -1)}ies` : `${noun}s`
  return `${number} ${number === 1 ? noun : plural}`
}

/** `12 ms`, `1.4 s`, `2 m 10 s`. */
export function duration(ms: number): string {
  if (ms < 950) return `${Math.round(ms)} ms`
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`
  return `${Math.floor(ms / 60_000)} m ${Math.round((ms % 60_000) / 1000)} s`
}

/** What a step runs, by name. */
export function stepName(revision: string | undefined): string {
  return revision === undefined ? 'base' : scriptName(revision)
}

/** A labelled line of a report: two spaces, the label in nine characters, the text. */
export function field(label: string, text: string): string {
  return `  ${label.padEnd(8)} ${text}`.trimEnd()
}

/** What is no fault, with what to do about it. */
export function noteLines(
  note: { readonly text: string; readonly next: string } | undefined,
): readonly string[] {
  return note === undefined ? [] : [field('note', `${note.text}: ${note.next}`)]
}

/** A labelled text of several lines: the label stands before the first. */
export function fields(label: string, text: string | undefined): readonly string[] {
  if (!text) return []
  return text.split('\n').map((line, index) => field(index === 0 ? label : '', line))
}

export function bytes(number: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  const power = Math.min(units.length - 1, Math.floor(Math.log(Math.max(1, number)) / Math.log(1024)))
  return `${(number / 1024 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`
}

/** A path as it would be typed here: relative where the file is below the working directory. */
export function asTyped(file: string): string {
  const short = relative(process.cwd(), file)
  return short.startsWith('..') || short === '' ? file : short
}

import { lineFeeds } from './place-frame.ts'

/** A COPY as far as its rows go. */
interface CopyStatement {
  readonly text: string
  readonly at: { readonly line: number }
  /** Where the rows begin. */
  readonly dataAt?: { readonly line: number }
}

/** A line of the rows of a COPY. */
export interface CopyLine {
  /** Of the rows, from 1. */
  readonly ofData: number
  readonly ofFile: number
}

/** The line of the data that a COPY stopped at; undefined when the server does not tell. */
export function copyLineOf(item: CopyStatement, where: string | undefined): CopyLine | undefined {
  const table = where === undefined ? undefined : tableOf(item.text)
  if (where === undefined || table === undefined) return undefined
  // `COPY t, line 3, column b: "x"`: calls that were made for the row stand before it, and the row may have lines that look the same.
  const escaped = table.replace(/[^\w\u0080-\uffff]/g, String.raw`\$&`)
  const numbered = String.raw`${escaped}(?![\w$])[^\d\n]*(\d+)`
  const found =
    new RegExp(`^COPY ${numbered}`, 'm').exec(where) ?? new RegExp(`(?:^|\n).*${numbered}.*$`).exec(where)
  const ofData = Number(found?.[1])
  if (!Number.isSafeInteger(ofData)) return undefined
  const first = item.dataAt?.line ?? item.at.line + lineFeeds(item.text, item.text.length) + 1
  return { ofData, ofFile: first + ofData - 1 }
}

const word = String.raw`(?:"(?:[^"]|"")*"|[\w$\u0080-\uffff]+)`
const copyTable = new RegExp(String.raw`^copy\s+(?:binary\s+)?(?:${word}\s*\.\s*){0,2}(${word})`, 'i')

/** The name of the table of a COPY, without its schema. */
function tableOf(text: string): string | undefined {
  const name = copyTable.exec(text)?.[1]
  return name?.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name?.toLowerCase()
}

import { clip, longestName } from './clip.ts'

const bytesOf = (text: string): number => Buffer.byteLength(text)

/** The names of an index's columns: a second `a` becomes `a1` (`ChooseIndexColumnNames` of indexcmds.c). */
export function distinctColumnNames(names: readonly string[]): readonly string[] {
  const chosen: string[] = []
  for (const name of names) {
    let current = name
    for (let i = 1; chosen.includes(current); i++)
      current = clip(name, longestName - String(i).length) + String(i)
    chosen.push(current)
  }
  return chosen
}

/** The first free name like `table_column_column_idx`, `…_idx1`, … (`ChooseIndexName`, `ChooseRelationName`). */
export function chooseName(
  table: string,
  columns: readonly string[],
  label: 'idx' | 'stat',
  isTaken: (name: string) => boolean,
): string {
  for (let i = 0; ; i++) {
    const name = joinName(table, columns.join('_'), i === 0 ? label : `${label}${String(i)}`)
    if (!isTaken(name)) return name
  }
}

/** `makeObjectName`: what is too long loses bytes at the end of its longer part, but never of the label. */
function joinName(first: string, second: string, label: string): string {
  const room = longestName - bytesOf(label) - 2
  let [firstBytes, secondBytes] = [bytesOf(first), bytesOf(second)]
  while (firstBytes + secondBytes > room) {
    if (firstBytes > secondBytes) firstBytes--
    else secondBytes--
  }
  return `${clip(first, firstBytes)}_${clip(second, secondBytes)}_${label}`
}

/** A name that PostgreSQL keeps is no longer: NAMEDATALEN - 1. */
const mostBytes = 63

/**
 * The name that the server gives to what it makes for a table and a column, as `makeObjectName` of commands/indexcmds.c does: the longer of the two
 * names loses letters until all fits.
 */
export function defaultName(first: string, second: string | undefined, label: string): string {
  const available = mostBytes - Buffer.byteLength(label) - 1 - (second === undefined ? 0 : 1)
  let ones = Buffer.byteLength(first)
  let others = Buffer.byteLength(second ?? '')
  while (ones + others > available) {
    if (ones > others) ones--
    else others--
  }
  return [clip(first, ones), ...(second === undefined ? [] : [clip(second, others)]), label].join('_')
}

/** No more than so many bytes, and no half character. */
function clip(text: string, bytes: number): string {
  const all = Buffer.from(text)
  let end = Math.min(bytes, all.length)
  while (end > 0 && end < all.length && (all[end]! & 0xc0) === 0x80) end--
  return all.toString('utf8', 0, end)
}

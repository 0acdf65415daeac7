/** NAMEDATALEN - 1: what is longer is cut. */
export const longestName = 63

/** At most so many bytes of UTF-8, and no half character: `pg_mbcliplen`. */
export function clip(name: string, bytes: number): string {
  if (name.length * 3 <= bytes) return name
  const encoded = Buffer.from(name)
  if (encoded.length <= bytes) return name
  let end = bytes
  while (end > 0 && (encoded[end]! & 0xc0) === 0x80) end--
  return encoded.toString('utf8', 0, end)
}

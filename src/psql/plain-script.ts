/** Of longer ones the search would need much memory, and a reading is worth its set-up. */
const longest = 16 * 1024

const comment = String.raw`--[^\n]*(?:\n|$)`
/** How a statement begins that is never more than plain (see `classifyStatement`), and changes nothing of how the rest is read. */
const head = [
  'insert|update|delete|comment|grant|revoke',
  String.raw`create\s+(?:or\s+replace\s+)?(?:table|view|sequence|trigger|type|policy)`,
  String.raw`create\s+(?:unique\s+)?index\s+(?!concurrently\b)\w+`,
  String.raw`alter\s+(?:sequence|type|view|default|table(?![^;]*detach))`,
  String.raw`drop\s+(?:table|view|sequence|trigger|type|policy)`,
].join('|')
const quoted = String.raw`(?<![\w$&\x80-\uffff])'[^'\\]*'|"[^"]*"`
/** Each alternative begins with another character, so that there is one way to read a text. */
const outside = String.raw`[^'"\\$:;()/\-]|::|-(?!-)|/(?!\*)|${quoted}`
const nested = [1, 2, 3, 4, 5].reduce((inner) => String.raw`${outside}|\((?:${inner})*\)`, outside)
const plainScript = new RegExp(
  String.raw`^(?:\s|${comment})*(?:(?:${head})\s(?:${nested})*(?:;|$)(?:\s|${comment})*)+$`,
  'i',
)

/**
 * Whether a script has statements, of which none is more than plain, and nothing that needs to be read to tell where they end. One native search
 * instead of a reading: of thousands of migrations most are such. False says nothing.
 */
export function isPlainScript(text: string): boolean {
  return text.length <= longest && plainScript.test(text)
}

/**
 * The first tokens of a statement: unquoted words in lower case, quoted things as the sign they begin with,
 * and single signs. Comments and whitespace are left out.
 */
export function leadingTokens(text: string, count: number): string[] {
  const tokens: string[] = []
  for (let i = skipBlank(text, 0); i < text.length && tokens.length < count;) {
    const end = endOfToken(text, i)
    const token = text.slice(i, end)
    tokens.push(isQuote(token.charAt(0)) ? token.charAt(0) : token.toLowerCase())
    i = skipBlank(text, end)
  }
  return tokens
}

function isQuote(character: string): boolean {
  return character === "'" || character === '"'
}

function endOfToken(text: string, from: number): number {
  const first = text.charAt(from)
  if (!isQuote(first)) {
    let i = from
    while (i < text.length && isWordCharacter(text.charCodeAt(i))) i++
    return Math.max(i, from + 1)
  }
  const close = text.indexOf(first, from + 1)
  return close === -1 ? text.length : close + 1
}

function isWordCharacter(code: number): boolean {
  const lower = code | 0x20
  return (lower >= 0x61 && lower <= 0x7a) || (code >= 0x30 && code <= 0x39) || code === 0x5f || code >= 0x80
}

/** Passes over whitespace, `--` comments and nested comments. */
function skipBlank(text: string, from: number): number {
  let i = from
  for (;;) {
    while (i < text.length && ' \t\n\r\f\v'.includes(text.charAt(i))) i++
    if (text.startsWith('--', i)) i = endOfLine(text, i)
    else if (text.startsWith('/*', i)) i = endOfComment(text, i + 2)
    else return i
  }
}

function endOfLine(text: string, from: number): number {
  let i = from
  while (i < text.length && text[i] !== '\n' && text[i] !== '\r') i++
  return i
}

function endOfComment(text: string, from: number): number {
  let depth = 1
  let i = from
  while (i < text.length && depth > 0) {
    const two = text.slice(i, i + 2)
    if (two === '/*') depth++
    else if (two === '*/') depth--
    i += two === '/*' || two === '*/' ? 2 : 1
  }
  return i
}

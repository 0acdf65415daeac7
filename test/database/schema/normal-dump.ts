/**
 * What `pg_dump -s` says, as a sorted list of blocks, so that two dumps are equal just when the schemas are. Let pass, and nothing else: the order of the columns and of the
 * storage parameters within a CREATE TABLE, of statements about one table, of the privileges within one GRANT's list; and what is about the dump itself (its head, `\restrict`).
 * The order of columns of a view and of attributes of a type counts. So do names that the server made up, of NOT NULL constraints too.
 */
export function normalDump(dump: string): readonly string[] {
  const lines = dump.split('\n').filter((line) => !/^\\(un)?restrict /.test(line))
  const blocks: string[] = []
  let places: Places = { default_tablespace: `''`, default_table_access_method: 'heap' }
  for (const { header, body, places: set } of readBlocks(lines)) {
    const block = [header, ...normalBody(header, body.join('\n')), placeOf(header, places)]
    if (header !== '') blocks.push(block.filter(Boolean).join('\n'))
    // They stand before the head of the block that they are for.
    for (const line of set) places = { ...places, ...placeSet(line) }
  }
  return blocks.sort()
}

/** What is in the one list and not in the other, each way. */
export function dumpDifference(got: readonly string[], wanted: readonly string[]): readonly string[] {
  return [
    ...without(got, wanted).map((block) => mark('+', block)),
    ...without(wanted, got).map((block) => mark('-', block)),
  ]
}

type Places = Readonly<Record<string, string>>

interface Block {
  /** Empty: the head of the dump. */
  readonly header: string
  readonly body: readonly string[]
  /** What it says of where the next ones go. */
  readonly places: readonly string[]
}

const head = /^-- (?:Data for )?Name: .*; Type: /

function readBlocks(lines: readonly string[]): readonly Block[] {
  const starts = lines.flatMap((line, at) => (head.test(line) && lines[at - 1] === '--' ? [at] : []))
  return [-1, ...starts].map((start, nth) => {
    const own = lines.slice(start + 1, starts[nth] ?? lines.length)
    const body = trimmed(own.filter((line) => !isSetPlace(line)))
    return { header: lines[start] ?? '', body, places: own.filter(isSetPlace) }
  })
}

function trimmed(lines: readonly string[]): readonly string[] {
  const kept = lines.filter((line) => line !== '-- PostgreSQL database dump complete')
  while (/^(--)?$/.test(kept.at(-1) ?? 'none')) kept.pop()
  while (/^(--)?$/.test(kept[0] ?? 'none')) kept.shift()
  return kept
}

function isSetPlace(line: string): boolean {
  return /^SET default_(tablespace|table_access_method) = .*;$/.test(line)
}

function placeSet(line: string): Places {
  const [, name = '', value = ''] = /^SET (\w+) = (.*);$/.exec(line) ?? []
  return { [name]: value }
}

function placeOf(header: string, places: Places): string {
  if (!/; Type: (TABLE|INDEX|MATERIALIZED VIEW|CONSTRAINT);/.test(header)) return ''
  return `-- in tablespace ${places['default_tablespace']}, access method ${places['default_table_access_method']}`
}

function normalBody(header: string, body: string): readonly string[] {
  if (/; Type: (TABLE|FOREIGN TABLE);/.test(header))
    return splitAt(body, ';')
      .map((statement) => normalTable(statement.trim()))
      .filter(Boolean)
      .sort()
  if (/; Type: (DEFAULT )?ACL;/.test(header)) return normalRights(body)
  return [body]
}

/** CREATE TABLE with its columns and constraints sorted. */
function normalTable(statement: string): string {
  const open = statement.indexOf('(\n')
  const close = statement.lastIndexOf('\n)')
  if (!/^CREATE (UNLOGGED |FOREIGN )?TABLE /.test(statement) || open === -1 || close < open) return statement
  const items = splitAt(statement.slice(open + 1, close), ',').map((item) => item.trim())
  return `${statement.slice(0, open)}(\n${items.sort().join(',\n')}${withSortedParameters(statement.slice(close))}`
}

/** Those that were set later stand last. */
function withSortedParameters(end: string): string {
  return end.replace(/^WITH \((.*)\)$/m, (_, list: string) => {
    const parameters = splitAt(list, ',').map((one) => one.trim())
    return `WITH (${parameters.sort().join(', ')})`
  })
}

/** Each GRANT and REVOKE with who says it; revokes are said before grants whatever their order. */
function normalRights(body: string): readonly string[] {
  return body
    .replaceAll(
      /^(SET SESSION AUTHORIZATION .*;)\n([^]*?)\n(RESET SESSION AUTHORIZATION;)$/gm,
      (_, set, said: string) => said.replaceAll('\n', ` -- ${String(set)}\n`).concat(` -- ${String(set)}`),
    )
    .split('\n')
    .filter(Boolean)
    .sort()
}

/** At a character outside of quotes and parentheses. */
function splitAt(text: string, mark: string): readonly string[] {
  const parts: string[] = []
  let depth = 0
  let from = 0
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!
    if (character === `'` || character === '"') at = text.indexOf(character, at + 1)
    else if (character === '(') depth++
    else if (character === ')') depth--
    else if (character === mark && depth === 0) {
      parts.push(text.slice(from, at))
      from = at + 1
    }
    if (at === -1) break
  }
  return [...parts, text.slice(from)]
}

function without(some: readonly string[], others: readonly string[]): readonly string[] {
  const counts = new Map<string, number>()
  for (const other of others) counts.set(other, (counts.get(other) ?? 0) + 1)
  return some.filter((one) => {
    const count = counts.get(one) ?? 0
    counts.set(one, count - 1)
    return count <= 0
  })
}

function mark(sign: string, block: string): string {
  return block.replaceAll(/^/gm, `${sign} `)
}

import type { Token } from './tokens.ts'
import { typeName } from './type-name.ts'

/** A token, or what stands between brackets, or between CASE and END. */
type Node =
  | Token
  | {
      readonly kind: 'group'
      readonly open: '(' | '[' | 'case'
      readonly inner: readonly Node[]
      readonly text: ''
    }

/** The name of an expression and how sure it is: a column or function (2), a type or CASE (1), nothing (0). */
interface Figured {
  readonly name: string
  readonly strength: 0 | 1 | 2
}

const nothing: Figured = { name: '', strength: 0 }
const certain = (name: string): Figured => ({ name, strength: 2 })

/** Words that make an expression one without a name, as operators do. */
const operatorWords = new Set(
  'and or not is isnull notnull in like ilike similar between overlaps operator'.split(' '),
)
const constants = new Set(['true', 'false', 'null'])
const trims: Readonly<Record<string, string>> = { leading: 'ltrim', trailing: 'rtrim' }
const tighterSigns = new Set(['::', '.', ','])

/**
 * What a column of an index is called that is this element: a column, a call of a function, or an expression in parentheses,
 * then options. `FigureIndexColname` of parse_target.c, for PostgreSQL 14 to 18; what has no name is `expr`.
 */
export function indexElementName(tokens: readonly Token[]): string {
  const nodes = nest(tokens)
  const [first] = nodes
  if (!first) return 'expr'
  if (first.kind === 'group') return figured(first.inner)
  const call = nodes.findIndex((node) => isGroup(node, '('))
  const isCall =
    call > 0 && nodes.slice(1, call).every((node, i) => (i % 2 === 0 ? node.text === '.' : isName(node)))
  return isCall ? figured(nodes.slice(0, call + 1)) : first.text
}

function figured(nodes: readonly Node[]): string {
  const { name, strength } = figure(nodes)
  return strength === 0 ? 'expr' : name
}

/** From the operator that binds least to the ones that bind most. */
function figure(nodes: readonly Node[]): Figured {
  const [first] = nodes
  if (!first) return nothing
  if (nodes.length === 1 && first.kind === 'group' && first.open === '(')
    return first.inner.some((node) => isSign(node, ',')) ? certain('row') : figure(first.inner)
  if (nodes.some(isOperator)) return nothing
  const at = nodes.findIndex(
    (node, i) => i > 0 && isWord(node, 'at') && isWord(nodes[i + 1], 'time', 'local'),
  )
  if (at > 0) return certain('timezone')
  const collate = nodes.findLastIndex((node) => isWord(node, 'collate'))
  if (collate > 0) return figure(nodes.slice(0, collate))
  const cast = nodes.findLastIndex((node) => isSign(node, '::'))
  if (cast > 0) return castOf(nodes.slice(0, cast), nodes.slice(cast + 1))
  return figurePrimary(nodes)
}

function figurePrimary(nodes: readonly Node[]): Figured {
  const [first, second] = nodes
  if (first?.kind === 'group') {
    if (first.open === 'case') return figureCase(first.inner)
    const field = nodes.findLast((node, i) => i > 0 && isName(node))
    return field ? certain(field.text) : figure([first])
  }
  if (isWord(first, 'array') && second?.kind === 'group') return certain('array')
  const call = nodes.findIndex((node) => isGroup(node, '('))
  const literal = nodes.findIndex((node) => node.kind === 'string')
  if (literal >= 0)
    return literal === 0 ? nothing : { name: typeName(flat(nodes.slice(0, literal))), strength: 1 }
  if (call > 0) return figureCall(nodes.slice(0, call), nodes[call])
  const name = nodes.findLast(isName)
  return name && !(nodes.length === 1 && isWord(name, ...constants)) ? certain(name.text) : nothing
}

function figureCall(before: readonly Node[], group: Node | undefined): Figured {
  const name = before.at(-1)
  const inner = group?.kind === 'group' ? group.inner : []
  if (isWord(name, 'cast')) {
    const as = inner.findLastIndex((node) => isWord(node, 'as'))
    return castOf(inner.slice(0, as), inner.slice(as + 1))
  }
  if (isWord(name, 'trim')) return certain(trims[inner[0]?.text ?? ''] ?? 'btrim')
  if (isWord(name, 'for') && isWord(before[0], 'collation')) return certain('pg_collation_for')
  return certain(name?.text ?? '')
}

function figureCase(inner: readonly Node[]): Figured {
  const otherwise = inner.findLastIndex((node) => isWord(node, 'else'))
  const found = otherwise < 0 ? nothing : figure(inner.slice(otherwise + 1))
  return found.strength === 2 ? found : { name: 'case', strength: 1 }
}

function castOf(expression: readonly Node[], type: readonly Node[]): Figured {
  const found = figure(expression)
  return found.strength === 2 ? found : { name: typeName(flat(type)), strength: 1 }
}

function isOperator(node: Node): boolean {
  if (node.kind === 'word') return operatorWords.has(node.text)
  return node.kind === 'sign' && !tighterSigns.has(node.text)
}

function isName(node: Node): boolean {
  return node.kind === 'word' || node.kind === 'quoted'
}

function isWord(node: Node | undefined, ...words: readonly string[]): boolean {
  return node?.kind === 'word' && words.includes(node.text)
}

function isSign(node: Node, sign: string): boolean {
  return node.kind === 'sign' && node.text === sign
}

function isGroup(node: Node, open: '(' | '['): boolean {
  return node.kind === 'group' && node.open === open
}

/** Types have parentheses and brackets only where their name has ended; a number in them matters for FLOAT. */
function flat(nodes: readonly Node[]): readonly Token[] {
  return nodes.flatMap((node) =>
    node.kind === 'group' ? [{ kind: 'sign', text: '(' } as const, ...flat(node.inner)] : [node],
  )
}

function nest(tokens: readonly Token[]): readonly Node[] {
  const stack: { open: '(' | '[' | 'case'; inner: Node[] }[] = [{ open: '(', inner: [] }]
  for (const token of tokens) {
    const { kind, text } = token
    if (kind === 'sign' && (text === '(' || text === '[')) stack.push({ open: text, inner: [] })
    else if (kind === 'word' && text === 'case') stack.push({ open: 'case', inner: [] })
    else if (stack.length > 1 && isEnd(token)) {
      const { open, inner } = stack.pop()!
      stack.at(-1)!.inner.push({ kind: 'group', open, inner, text: '' })
    } else stack.at(-1)!.inner.push(token)
  }
  return stack[0]!.inner
}

function isEnd({ kind, text }: Token): boolean {
  return (kind === 'sign' && (text === ')' || text === ']')) || (kind === 'word' && text === 'end')
}

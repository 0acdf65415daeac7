import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { example } from '../../support/project.ts'

/** Two schemas, of which each is to become the other. */
export interface SchemaPair {
  readonly id: string
  readonly suite: string
  /** What it is about: `constraints`. */
  readonly category: string
  /** SQL that both begin with; it may make roles. */
  readonly setup: string
  readonly a: string
  readonly b: string
}

const corpus = join(example, '..', 'shared', 'corpora', 'schema-diff-pairs.json')

/** The corpus is not part of the project. */
export const hasPairs = existsSync(corpus)

interface Filter {
  /** Part of the id. */
  readonly id?: string | undefined
  /** Parts of categories, with commas between. */
  readonly category?: string | undefined
  /** Of those that are left each so-many-th, the first among them. */
  readonly each?: number | undefined
}

/** Those of the corpus, without statements that make roles, which a cluster has once: {@link roleStatements} has these. */
export function readPairs({ id = '', category = '', each = 1 }: Filter = {}): readonly SchemaPair[] {
  return readCorpus()
    .filter(
      (pair) => pair.id.includes(id) && category.split(',').some((part) => pair.category.includes(part)),
    )
    .filter((_, place) => place % each === 0)
    .map((pair) => ({
      ...pair,
      setup: withoutRoles(pair.setup),
      a: withoutRoles(pair.a),
      b: withoutRoles(pair.b),
    }))
}

/** The statements of the corpus that make roles, one a role. */
export function roleStatements(): ReadonlyMap<string, string> {
  const texts = readCorpus().flatMap(({ setup, a, b }) => [setup, a, b])
  const found = texts.flatMap((text) => [...text.matchAll(makesRole)])
  const made = found.map(([statement, , name = '']) => [name, statement.trim()] as const)
  // One of the statements for a role may say more of it than the others.
  return new Map(made.sort(([, one], [, other]) => one.length - other.length))
}

const makesRole = /^[ \t]*CREATE (ROLE|USER|GROUP) (?!MAPPING)("(?:[^"]|"")+"|\w+)[^;]*;/gim
const altersRole = /^[ \t]*ALTER ROLE [^;]*;/gim

function withoutRoles(sql: string): string {
  return sql.replaceAll(makesRole, 'SELECT 1;').replaceAll(altersRole, 'SELECT 1;')
}

function readCorpus(): readonly SchemaPair[] {
  const pairs = JSON.parse(readFileSync(corpus, 'utf8')) as readonly (Omit<SchemaPair, 'category'> & {
    readonly cat: string
  })[]
  return pairs.map(({ cat, setup, ...pair }) => ({ ...pair, setup: setup ?? '', category: cat }))
}

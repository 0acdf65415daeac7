import type { AnyFact, Fact, FactKind, Grant } from '../schema.ts'
import { factsOf } from '../schema.ts'
import { roleName } from './object-words.ts'
import type { Site } from './rules.ts'

/** What roles may do: before, as far as it is certain, and as far as it is possible. */
export interface Held {
  readonly certain: readonly Grant[]
  readonly possible: readonly Grant[]
}

/** How a privilege is given to a role and taken from it, where `privileges` is `SELECT, INSERT` or `SELECT (id)`. */
export interface RightsWords {
  /** With ` WITH GRANT OPTION` behind it where needed. */
  grant(privileges: readonly string[], role: string): string
  /** `prefix`: empty, or `GRANT OPTION FOR `. */
  revoke(privileges: readonly string[], role: string, prefix: string): string
}

/** `REVOKE SELECT ON TABLE public.orders FROM reader`. */
export function wordsOn(target: string, columns = ''): RightsWords {
  const list = (privileges: readonly string[]) => privileges.map((one) => `${one}${columns}`).join(', ')
  return {
    grant: (privileges, role) => `GRANT ${list(privileges)} ON ${target} TO ${roleName(role)}`,
    revoke: (privileges, role, prefix) =>
      `REVOKE ${prefix}${list(privileges)} ON ${target} FROM ${roleName(role)}`,
  }
}

/** The statements that make `after` of what was held: what is too much first. */
export function changeRights(
  { certain, possible }: Held,
  after: readonly Grant[],
  words: RightsWords,
): readonly string[] {
  const roles = [...new Set([...possible, ...after].map(({ grantee }) => grantee))].sort()
  const changes = roles.map((role) =>
    changeOfRole(
      { role, certain: of(role, certain), possible: of(role, possible), after: of(role, after) },
      words,
    ),
  )
  return [...changes.flatMap(({ revokes }) => revokes), ...changes.flatMap(({ grants }) => grants)]
}

function of(role: string, grants: readonly Grant[]): Grant {
  return grants.find(({ grantee }) => grantee === role) ?? { grantee: role, privileges: [], grantable: [] }
}

interface RoleChange {
  readonly role: string
  readonly certain: Grant
  readonly possible: Grant
  readonly after: Grant
}

function changeOfRole({ role, certain, possible, after }: RoleChange, words: RightsWords) {
  const lost = without(possible.privileges, after.privileges)
  // Where ALL is more than is left, all is taken, and what is left is given again.
  const fromAll = lost.includes('ALL')
  const stopped = without(possible.grantable, after.grantable).filter((one) => !covers(lost, one))
  const optionFromAll = stopped.includes('ALL')
  const plainBefore = fromAll ? [] : certain.privileges
  const grantableBefore = fromAll || optionFromAll ? [] : certain.grantable
  const grantable = without(after.grantable, grantableBefore)
  const plain = without(without(after.privileges, plainBefore), after.grantable)
  return {
    revokes: [
      ...(lost.length > 0 ? [words.revoke(lost, role, '')] : []),
      ...(stopped.length > 0 ? [words.revoke(stopped, role, 'GRANT OPTION FOR ')] : []),
    ],
    grants: [
      ...(plain.length > 0 ? [words.grant(plain, role)] : []),
      ...(grantable.length > 0 ? [`${words.grant(grantable, role)} WITH GRANT OPTION`] : []),
    ],
  }
}

function covers(some: readonly string[], one: string): boolean {
  return some.includes(one) || some.includes('ALL')
}

function without(some: readonly string[], others: readonly string[]): readonly string[] {
  return some.filter((one) => !covers(others, one))
}

/** What the server gives by itself to a new object: the owner all, and some of it to everybody. */
export function givenByServer(kind: FactKind, owner: string): readonly Grant[] {
  const all = soleRights[kind] ?? 'ALL'
  const everybody = publicRights[kind]
  return [
    { grantee: owner, privileges: [all], grantable: [] },
    ...(everybody === undefined ? [] : [{ grantee: 'PUBLIC', privileges: [everybody], grantable: [] }]),
  ]
}

const typeRights = {
  enum: 'USAGE',
  domain: 'USAGE',
  'composite type': 'USAGE',
  'range type': 'USAGE',
  'base type': 'USAGE',
} as const
const routineRights = { function: 'EXECUTE', procedure: 'EXECUTE', aggregate: 'EXECUTE' } as const

/** Kinds with one privilege, which is written by its name. */
const soleRights: Readonly<Partial<Record<FactKind, string>>> = {
  ...typeRights,
  ...routineRights,
  language: 'USAGE',
  'foreign data wrapper': 'USAGE',
  server: 'USAGE',
}

const publicRights: Readonly<Partial<Record<FactKind, string>>> = {
  ...typeRights,
  ...routineRights,
  language: 'USAGE',
}

/** What ALTER DEFAULT PRIVILEGES calls the kinds that it is for. */
const defaultWords: Readonly<Partial<Record<FactKind, string>>> = {
  table: 'TABLES',
  'foreign table': 'TABLES',
  view: 'TABLES',
  'materialized view': 'TABLES',
  sequence: 'SEQUENCES',
  function: 'FUNCTIONS',
  procedure: 'FUNCTIONS',
  aggregate: 'FUNCTIONS',
  enum: 'TYPES',
  domain: 'TYPES',
  'composite type': 'TYPES',
  'range type': 'TYPES',
  'base type': 'TYPES',
  schema: 'SCHEMAS',
}

type Defaults = Fact<'default privileges'>

/** The default privileges of either schema under which a fact may be made: which role makes it is not known, nor what is set by then. */
export function defaultsFor(fact: AnyFact, { from, to }: Site): readonly Defaults[] {
  const word = defaultWords[fact.kind]
  if (word === undefined) return []
  const [schema] = fact.name
  return [from, to]
    .flatMap((one) => factsOf(one, 'default privileges'))
    .filter(({ name: [, within, kind] }) => kind === word && (within === '' || within === schema))
}

/** What a fact that is made may have then: what the server gives, and what the defaults add or leave out. */
export function heldByNew(fact: AnyFact, owner: string, site: Site): Held {
  const base = givenByServer(fact.kind, owner)
  const lists = defaultsFor(fact, site).map((defaults) => ({
    isWhole: defaults.name[1] === '',
    grants: defaults.facets.defaults.map((grant) =>
      grant.grantee === defaults.name[0] ? { ...grant, grantee: owner } : grant,
    ),
  }))
  const whole = lists.filter(({ isWhole }) => isWhole).map(({ grants }) => grants)
  return {
    possible: lists.map(({ grants }) => grants).reduce(joined, base),
    certain: whole.reduce(shared, base),
  }
}

function joined(one: readonly Grant[], other: readonly Grant[]): readonly Grant[] {
  return merged(one, other, (a, b) => [...a, ...without(b, a)])
}

function shared(one: readonly Grant[], other: readonly Grant[]): readonly Grant[] {
  return merged(one, other, (a, b) => [
    ...a.filter((right) => covers(b, right)),
    ...b.filter((right) => !a.includes(right) && covers(a, right)),
  ])
}

function merged(
  one: readonly Grant[],
  other: readonly Grant[],
  merge: (a: readonly string[], b: readonly string[]) => readonly string[],
): readonly Grant[] {
  const roles = [...new Set([...one, ...other].map(({ grantee }) => grantee))]
  return roles.map((grantee) => ({
    grantee,
    privileges: merge(of(grantee, one).privileges, of(grantee, other).privileges),
    grantable: merge(of(grantee, one).grantable, of(grantee, other).grantable),
  }))
}

/** The grants of an owner are those of the next one when the object becomes its. */
export function passedOn(grants: readonly Grant[], from: string | null, to: string | null): readonly Grant[] {
  if (from === null || to === null || from === to) return grants
  const renamed = grants.map((grant) => (grant.grantee === from ? { ...grant, grantee: to } : grant))
  return renamed.reduce<readonly Grant[]>((list, grant) => joined(list, [grant]), [])
}

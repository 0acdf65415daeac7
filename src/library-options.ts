import * as v from 'valibot'
import { PlinthError } from './errors.ts'

const text = v.optional(v.string('must be a text'))
const flag = v.optional(v.boolean('must be true or false'))
const wanted = v.string('must be given, as a text')
const several = 'must be given, as a text or a list of texts'
const oneOrMore = v.union([v.string(), v.pipe(v.array(v.string()), v.minLength(1, several))], several)
const callback = v.optional(v.function('must be a function'))
const texts = v.optional(v.array(v.string('must be a text'), 'must be a list of texts'))
const choice = <T extends string>(...words: readonly T[]) =>
  v.picklist(words, `must be ${words.map((word) => `'${word}'`).join(' or ')}`)
const mode = v.optional(choice('apply', 'plan', 'script'))
const commit = v.optional(choice('after each step', 'at the end'))

/** The options of each function of the library, as they are checked at run time: JavaScript has no types. */
const options = {
  plinth: {
    url: text,
    env: text,
    config: text,
    init: text,
    migrations: text,
    schema: text,
    model: text,
    shadowUrl: text,
    lockTimeout: text,
    wait: text,
    variables: v.optional(v.record(v.string(), v.string('must be a text'))),
    cwd: text,
    onEvent: callback,
    signal: v.optional(v.instance(AbortSignal, 'must be an AbortSignal')),
  },
  init: {
    adopt: text,
    migrate: v.optional(choice('now', 'later')),
    createDatabase: flag,
    allowNewer: flag,
    transaction: v.optional(choice('one', 'in parts')),
    commit,
    mode,
  },
  upgrade: { target: text, commit, mode },
  downgrade: { target: wanted, commit, mode, confirmed: flag, ask: callback },
  stamp: { target: oneOrMore, purge: flag, mode },
  repair: { revisions: texts, mode: v.optional(choice('apply', 'plan')) },
  create: {
    message: wanted,
    head: texts,
    label: text,
    dependsOn: texts,
    template: text,
    language: v.optional(choice('sql', 'ts')),
    values: v.optional(v.record(v.string(), text)),
    mode: v.optional(choice('apply', 'plan')),
  },
  autogenerate: {
    message: wanted,
    head: texts,
    label: text,
    dependsOn: texts,
    askRename: callback,
    renames: v.optional(v.array(v.strictObject({ from: wanted, to: wanted }))),
    indexes: v.optional(choice('blocking', 'concurrent')),
    mode: v.optional(choice('apply', 'plan')),
  },
  fromDatabase: {
    to: v.optional(choice('init script', 'model')),
    owners: v.optional(choice('written', 'left out')),
    unseen: v.optional(choice('refused', 'left out')),
    mode: v.optional(choice('apply', 'plan')),
  },
  check: { model: v.optional(choice('compared')) },
  merge: {
    revisions: texts,
    message: text,
    label: text,
    dependsOn: texts,
    mode: v.optional(choice('apply', 'plan')),
  },
  verify: {
    lock: v.optional(choice('written')),
    downgrades: v.optional(choice('tried')),
    accept: v.optional(v.strictObject({ why: wanted, by: text, until: text })),
    rights: v.optional(choice('counted')),
  },
  history: { range: text, marks: v.optional(choice('current')) },
  show: { revision: wanted },
  template: { name: wanted },
  reset: { confirm: text, ask: callback },
  server: { action: choice('start', 'stop', 'status') },
} as const

/**
 * Hands the options of a library call through when they are what the function takes. Throws E_USAGE otherwise: an option that is
 * misspelt or of the wrong type must not make a function do more than was asked.
 */
export function checkedOptions<T>(name: keyof typeof options, given: T): T {
  const result = v.safeParse(v.strictObject(options[name] as v.ObjectEntries), given ?? {})
  if (result.success) return given
  const [issue] = result.issues
  throw new PlinthError('E_USAGE', `${name}() ${faultOf(issue, given)}`, {
    hint: `Its options are: ${Object.keys(options[name]).join(', ')}.`,
  })
}

function faultOf(issue: v.BaseIssue<unknown>, given: unknown): string {
  const path = v.getDotPath(issue)
  if (path === null)
    return `takes an object with options, not ${typeof given === 'string' ? `'${given}'` : typeof given}`
  if (issue.type === 'strict_object')
    return issue.expected === 'never' ? `has no option "${path}"` : `needs the option "${path}"`
  return `was called with a wrong option: "${path}" ${issue.message}`
}

/** An option, in the words of yargs. */
export interface Option {
  readonly type: 'string' | 'boolean'
  readonly alias?: string
  readonly requiresArg?: true
  readonly array?: true
  readonly nargs?: 1
}

interface Verb {
  readonly otherNames: readonly string[]
  /** Its own options, beside the global ones. */
  readonly options: Readonly<Record<string, Option>>
}

const text: Option = { type: 'string', requiresArg: true }
const flag: Option = { type: 'boolean' }
const list: Option = { type: 'string', array: true, requiresArg: true, nargs: 1 }

/** The options of every verb: where the database and the project are, and how to answer. */
export const globalOptions: Readonly<Record<string, Option>> = {
  url: { ...text, alias: 'u' },
  env: { ...text, alias: 'e' },
  config: { ...text, alias: 'c' },
  cwd: { ...text, alias: 'C' },
  init: text,
  migrations: text,
  schema: text,
  set: list,
  json: flag,
  quiet: { ...flag, alias: 'q' },
  verbose: { ...flag, alias: 'v' },
  yes: { ...flag, alias: 'y' },
  wait: { type: 'string' },
  'lock-timeout': text,
  color: flag,
  help: { ...flag, alias: 'h' },
  version: flag,
}

const scratch = { 'shadow-url': text } as const
const modelled = { model: { type: 'string' }, ...scratch } as const
const rehearsal = { 'dry-run': { ...flag, alias: 'n' } } as const
const planning = { ...rehearsal, sql: flag } as const
const moving = { ...planning, 'single-transaction': flag } as const

/** The verbs in the order of the help screen. */
export const verbs: Readonly<Record<string, Verb>> = {
  init: {
    otherNames: [],
    options: {
      ...moving,
      adopt: text,
      migrate: flag,
      transaction: flag,
      'create-database': flag,
      'allow-newer': flag,
    },
  },
  status: { otherNames: [], options: {} },
  wait: { otherNames: [], options: {} },
  server: { otherNames: [], options: {} },
  migrate: { otherNames: ['upgrade', 'up'], options: moving },
  downgrade: { otherNames: ['down', 'rollback'], options: moving },
  pending: { otherNames: [], options: {} },
  current: { otherNames: [], options: {} },
  history: {
    otherNames: ['log'],
    options: { recorded: flag, 'indicate-current': { ...flag, alias: 'i' }, graph: flag },
  },
  heads: { otherNames: [], options: {} },
  branches: { otherNames: [], options: {} },
  show: { otherNames: [], options: {} },
  create: {
    otherNames: ['revision', 'generate', 'new'],
    options: {
      ...rehearsal,
      head: list,
      label: text,
      'depends-on': list,
      ts: flag,
      template: text,
      table: text,
      column: text,
      type: text,
      references: text,
      ...modelled,
      auto: flag,
      check: flag,
      concurrently: flag,
      rename: list,
      'from-database': flag,
      owners: flag,
      'leave-out-unseen': flag,
    },
  },
  merge: {
    otherNames: [],
    options: { ...rehearsal, message: { ...text, alias: 'm' }, label: text, 'depends-on': list },
  },
  template: { otherNames: [], options: {} },
  check: { otherNames: [], options: modelled },
  verify: {
    otherNames: ['drift'],
    options: {
      ...scratch,
      update: flag,
      downgrades: flag,
      accept: text,
      by: text,
      until: text,
      rights: flag,
    },
  },
  validate: { otherNames: [], options: {} },
  stamp: { otherNames: [], options: { ...planning, purge: flag } },
  repair: { otherNames: [], options: rehearsal },
  reset: { otherNames: [], options: { ...rehearsal, confirm: text } },
  explain: { otherNames: [], options: {} },
  help: { otherNames: [], options: {} },
}

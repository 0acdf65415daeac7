import { PlinthError } from '../errors.ts'
import type { RevisionId } from '../revision/revision.ts'
import type { AppliedRevision } from './applied.ts'
import type { ObjectName } from './facts.ts'
import type { SchemaProof } from './proof.ts'
import { knownWay, refuseUnproven } from './refuse-unproven.ts'
import type { DatabaseState } from './state.ts'

const unchanged = 'Nothing was changed.'

/** What a refusal of `init` says beside the state. */
interface RefusalFacts {
  /** As dropdb and createdb want it. */
  readonly database?: string
  readonly proof?: SchemaProof | undefined
  /** Of the files. */
  readonly heads?: readonly RevisionId[]
}

/** The refusal of `init` for a state it must not act on: what was found, and the ways on. */
export function refuseInit(
  state: DatabaseState,
  baseline: RevisionId | undefined,
  { database = '<database>', proof, heads = [] }: RefusalFacts = {},
): PlinthError {
  switch (state.kind) {
    case 'existing':
      return refuseUnproven(proof, heads) ?? refuseExisting(state, baseline)
    case 'partial':
      return refusePartial(state, baseline, database)
    case 'foreign':
      return refuseForeign(state)
    case 'ahead':
      return refuseAhead(state)
    case 'ambiguous':
      return refuseAmbiguous(state)
    case 'unfinished':
      return refuseUnfinished(state, database)
    case 'empty':
    case 'initialised':
      return new PlinthError('E_INTERNAL', `init has no reason to refuse the state ${state.kind}`)
  }
}

type StateOf<K extends DatabaseState['kind']> = Extract<DatabaseState, { readonly kind: K }>

function refusePartial(
  { present, missing }: StateOf<'partial'>,
  baseline = '<revision>',
  database: string,
): PlinthError {
  const all = present + missing.length
  return new PlinthError(
    'E_PARTIAL',
    `the database holds ${present} of the ${all} objects that the init script makes`,
    {
      detail: `missing: ${listOf(missing)}\nAn earlier load of the init script probably died half-way.`,
      hint: [
        `Without data of value, drop the database and create it: ${renew(database)}; then: plinth init`,
        `Else complete it by hand, and say that it is complete (it is recorded as unverified): plinth init --adopt ${baseline}`,
      ].join('\n'),
      result: unchanged,
    },
  )
}

function renew(database: string): string {
  return `dropdb ${database} && createdb ${database}`
}

function refuseExisting(
  { missing, extra }: StateOf<'existing'>,
  baseline: RevisionId | undefined,
): PlinthError {
  const lines = [
    missing.length > 0 ? `only in the init script: ${listOf(missing)}` : '',
    extra.length > 0 ? `only in the database: ${listOf(extra)}` : '',
  ].filter(Boolean)
  if (baseline === undefined) return refuseUncompared()
  return new PlinthError(
    'E_EXISTING',
    'the database is not empty, and it is not what the init script makes',
    {
      detail: lines.join('\n'),
      hint: [toProve, knownWay('<revision>')].join('\n'),
      result: unchanged,
    },
  )
}

/** By names alone a database is recognised only where it is what the init script makes, and its statements name all of that. */
const toProve =
  'No revision has a fingerprint in plinth.lock. To write those by which a database is recognised: plinth verify --update; then: plinth init'

function refuseUncompared(): PlinthError {
  return new PlinthError(
    'E_EXISTING',
    'the database is not empty, and no migration is the baseline to compare it with',
    {
      hint: [
        toProve,
        knownWay('<revision>'),
        'If an init script makes what is there, name it in the header of the first migration: -- init: ../sql/init.sql',
      ].join('\n'),
      result: unchanged,
    },
  )
}

function refuseForeign({ tools, present }: StateOf<'foreign'>): PlinthError {
  const [first] = tools
  const tool = first?.tool ?? 'the other tool'
  const all = tools.map(
    (one) => `${one.tool}: ${one.table}${one.revision === undefined ? '' : `, at ${one.revision}`}`,
  )
  const adopt = 'say which (it is recorded as unverified): plinth init --adopt <revision>'
  const notOurs = [
    `Go on with ${tool}, and give Plinth a database of its own: plinth init --create-database --url <url>`,
    `If ${first?.table ?? 'the table'} is a leftover, drop it; then: plinth init`,
    `To take over from ${tool}, bring the schema to a revision of these files first, and then ${adopt}`,
  ]
  const perhapsOurs = [`Go on with ${tool}; or, if the schema is at a revision of these files, ${adopt}`]
  return new PlinthError('E_FOREIGN', `this database is tracked by ${tool}`, {
    detail: [...all, ...(present === 0 ? ['It holds nothing of what the init script makes.'] : [])].join(
      '\n',
    ),
    hint: (present === 0 ? notOurs : perhapsOurs).join('\n'),
    result: unchanged,
  })
}

/** What the journal knows of a revision, in a line. */
export function recordText({ revision, message, how, finished, by }: AppliedRevision): string {
  return `${revision}  ${message}   (${how} ${finished.slice(0, 10)} by ${by})`
}

/** So many of the unknown revisions are told. */
const toldRecords = 5

function refuseAhead({ unknown, recorded = [] }: StateOf<'ahead'>): PlinthError {
  const told = recorded.slice(-toldRecords).map(recordText)
  const more = recorded.length > told.length ? [`and ${recorded.length - told.length} before these`] : []
  return new PlinthError(
    'E_AHEAD',
    `the database is at ${unknown.join(', ')}, which these migrations do not have`,
    {
      detail: [
        `It was migrated by a newer checkout or image than this one, or by one of another branch${told.length > 0 ? ':' : '.'}`,
        ...told,
        ...more,
      ].join('\n'),
      hint: [
        `Update the checkout. What was applied: plinth show ${unknown[0] ?? '<revision>'}`,
        'To take the database as it is, and change nothing: plinth init --allow-newer',
        'If those migrations were removed on purpose, record where it really is: plinth stamp <revision>',
      ].join('\n'),
      result: unchanged,
    },
  )
}

function refuseAmbiguous({ why, tracking }: StateOf<'ambiguous'>): PlinthError {
  const look = 'Look at it with psql: \\dt+ plinth.* (or the schema that you gave as --schema)'
  const unusable = [
    'When you know which revision the database is at: plinth stamp <revision>',
    'To have it looked at as if it had never been tracked: DROP SCHEMA plinth CASCADE; then: plinth init',
  ]
  const untrusted = [
    'If it is yours, connect as the role that owns it; else keep the tracking in a schema of its own: --schema <name>',
  ]
  return new PlinthError('E_AMBIGUOUS', `the tracking of this database cannot be trusted: ${why}`, {
    hint: [look, ...(tracking === 'unusable' ? unusable : untrusted)].join('\n'),
    result: unchanged,
  })
}

/** The first objects by name, and how many more. */
function listOf(objects: readonly ObjectName[], most = 12): string {
  const names = objects.slice(0, most).map(({ kind, name }) => `${kind} ${name}`)
  const more = objects.length - names.length
  return names.join(', ') + (more > 0 ? ` and ${more} more` : '')
}

function refuseUnfinished({ progress }: StateOf<'unfinished'>, database: string): PlinthError {
  const { statements, where } = progress
  return new PlinthError(
    'E_UNFINISHED',
    `the init script was loaded up to statement ${statements}, and no further`,
    {
      detail:
        where === 'in a statement'
          ? `Statement ${statements + 1} runs outside of transactions and was begun: look whether it did its work. Perhaps a load is running right now.`
          : 'An init without a transaction was stopped. Perhaps it is running right now.',
      hint: `Go on with it: plinth init --no-transaction\nOr start over with a new database: ${renew(database)}; then: plinth init`,
      result: unchanged,
    },
  )
}

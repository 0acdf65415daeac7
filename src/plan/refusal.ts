import { PlinthError } from '../errors.ts'
import type { RevisionId } from '../revision/revision.ts'
import type { ObjectName } from './facts.ts'
import type { DatabaseState } from './state.ts'

const unchanged = 'Nothing was changed.'

/** The refusal of `init` for a state it must not act on: what was found, and the ways on. */
export function refuseInit(state: DatabaseState, baseline: RevisionId | undefined): PlinthError {
  switch (state.kind) {
    case 'existing':
      return refuseExisting(state.missing, state.extra, baseline)
    case 'partial':
      return new PlinthError(
        'E_PARTIAL',
        `the database holds ${state.present} of the ${state.present + state.missing.length} objects that the init script makes`,
        {
          detail: `missing: ${listOf(state.missing)}\nAn earlier load of the init script probably died half-way.`,
          hint: 'On a database without data of value: plinth reset. If what is there is right: plinth init --adopt <revision>',
          result: unchanged,
        },
      )
    case 'foreign':
      return refuseForeign(state)
    case 'ahead':
      return new PlinthError(
        'E_AHEAD',
        `the database is at ${state.unknown.join(', ')}, which these migrations do not have`,
        {
          detail: 'It was migrated by a newer checkout or image than this one.',
          hint: 'Update the checkout; to go on with what is here: plinth init --allow-newer. What was applied: plinth history --recorded',
          result: unchanged,
        },
      )
    case 'ambiguous':
      return new PlinthError('E_AMBIGUOUS', `the tracking of this database cannot be trusted: ${state.why}`, {
        hint:
          state.tracking === 'unusable'
            ? 'Look at it with psql: \\dt+ plinth.*; when you know which revision the database is at: plinth stamp <revision>'
            : 'Look at it with psql: \\dt+ plinth.*; keep the tracking in a schema of its own: --schema <name>',
        result: unchanged,
      })
    case 'empty':
    case 'initialised':
      return new PlinthError('E_INTERNAL', `init has no reason to refuse the state ${state.kind}`)
  }
}

function refuseExisting(
  missing: readonly ObjectName[],
  extra: readonly ObjectName[],
  baseline: RevisionId | undefined,
): PlinthError {
  const lines = [
    missing.length > 0 ? `only in the init script: ${listOf(missing)}` : '',
    extra.length > 0 ? `only in the database: ${listOf(extra)}` : '',
  ]
  const revision = baseline ?? '<revision>'
  return new PlinthError(
    'E_EXISTING',
    'the database is not empty, and it is not what the init script makes',
    {
      detail: lines.filter(Boolean).join('\n'),
      hint: `If it is at a known revision, say which (it is recorded as unverified): plinth init --adopt ${revision}. Otherwise bring the difference into a migration: plinth create "adopt what is there"`,
      result: unchanged,
    },
  )
}

function refuseForeign(state: Extract<DatabaseState, { kind: 'foreign' }>): PlinthError {
  const [first] = state.tools
  const all = state.tools.map(
    ({ tool, table, revision }) => `${tool}: ${table}${revision === undefined ? '' : `, at ${revision}`}`,
  )
  return new PlinthError('E_FOREIGN', `this database is tracked by ${first?.tool ?? 'another tool'}`, {
    detail: all.join('\n'),
    hint: `Go on with that tool, or hand the database over to Plinth at a revision you know: plinth init --adopt <revision>`,
    result: unchanged,
  })
}

/** The first objects by name, and how many more. */
function listOf(objects: readonly ObjectName[], most = 12): string {
  const names = objects.slice(0, most).map(({ kind, name }) => `${kind} ${name}`)
  const more = objects.length - names.length
  return names.join(', ') + (more > 0 ? ` and ${more} more` : '')
}

import { PlinthError } from '../errors.ts'
import { nextDirective } from '../migrations/section-text.ts'
import type { ChangeStatement } from '../schema/change/plan-change.ts'
import { titleOfKey } from '../schema/fact-title.ts'

type Statement = Pick<ChangeStatement, 'sql' | 'facts'>

/** Refuses what would be read as something else where it stands in a migration file. Throws E_MIGRATION_FORMAT. */
export function refuseUnwritable(statements: readonly Statement[]): void {
  const found = statements.flatMap(trouble)
  if (found.length === 0) return
  throw new PlinthError(
    'E_MIGRATION_FORMAT',
    'the migration cannot be written, for it would be read otherwise',
    {
      detail: [...new Set(found.map(({ what }) => what))].join('\n'),
      hint: [...new Set(found.map(({ hint }) => hint))].join(' '),
      result: 'Nothing was written.',
    },
  )
}

interface Trouble {
  readonly what: string
  readonly hint: string
}

function trouble({ sql, facts }: Statement): readonly Trouble[] {
  const where = facts[0] === undefined ? '' : titleOfKey(facts[0])
  const at = nextDirective(sql, 0)
  const directive = at < 0 ? undefined : sql.slice(at).split('\n', 1)[0]
  return [
    ...(directive === undefined
      ? []
      : [
          {
            what: `${where}: the line "${directive}" in its text is a directive of migration files`,
            hint: 'Indent that line, or word it otherwise, in the model and where the migrations make it.',
          },
        ]),
    // A file may be checked out with either line end, and means the same.
    ...(sql.includes('\r\n')
      ? [
          {
            what: `${where}: its text has line ends of Windows (CR LF), which in a migration mean LF`,
            hint: 'Save the model with LF. Where an older script made them: plinth create "<message>" --ts, for a TypeScript migration can hold them.',
          },
        ]
      : []),
  ]
}

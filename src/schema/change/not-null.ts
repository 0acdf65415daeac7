import type { Fact } from '../schema.ts'
import { actionOf, alteration, unplanned, type Planned } from './action.ts'
import { lastName, nameOf, sqlName } from './names.ts'
import { alterParent, isFrom } from './relations.ts'
import type { Site } from './rules.ts'

/** The statements that make a column refuse nulls. */
export function setNotNull(to: Fact<'column'>, site: Site): readonly Planned[] {
  const constraint = to.facets.notNullConstraint
  const alter = alterParent(to)
  const hazards = [
    { kind: 'may fail', text: `${nameOf(to)} may hold nulls` },
    { kind: 'lock', text: `the rows of ${nameOf({ name: to.name.slice(0, 2) })} are looked through` },
  ] as const
  if (constraint !== null && (constraint.name !== null || constraint.noInherit || !constraint.validated))
    return [
      alteration(to, `${alter} ADD ${notNullConstraint(to, constraint)}`, {
        hazards: constraint.validated ? hazards : [],
      }),
    ]
  const set = `${alter} ALTER COLUMN ${lastName(to)} SET NOT NULL`
  if (site.options.validation === 'at once') return [alteration(to, set, { hazards })]
  // A validated CHECK spares SET NOT NULL the look at the rows under its lock.
  const check = sqlName(`${to.name[2]}_not_null_check`.slice(-60))
  return [
    actionOf(to, `${alter} ADD CONSTRAINT ${check} CHECK (${lastName(to)} IS NOT NULL) NOT VALID`),
    actionOf(to, `${alter} VALIDATE CONSTRAINT ${check}`, { hazards: hazards.slice(0, 1) }),
    alteration(to, set),
    actionOf(to, `${alter} DROP CONSTRAINT ${check}`),
  ]
}

type NotNull = NonNullable<Fact<'column'>['facets']['notNullConstraint']>

function notNullConstraint(to: Fact<'column'>, { name, noInherit, validated }: NotNull): string {
  const words = [name === null ? '' : `CONSTRAINT ${sqlName(name)} `, `NOT NULL ${lastName(to)}`]
  return `${words.join('')}${noInherit ? ' NO INHERIT' : ''}${validated ? '' : ' NOT VALID'}`
}

export function dropNotNull(to: Fact<'column'>): readonly Planned[] {
  return [alteration(to, `${alterParent(to)} ALTER COLUMN ${lastName(to)} DROP NOT NULL`)]
}

/** From PostgreSQL 18 on: another name, validation or inheritance of a NOT NULL that stays. */
export function alterNotNull(from: Fact<'column'>, to: Fact<'column'>, site: Site): readonly Planned[] {
  const [before, after] = [from, to].map((fact) => {
    const { name, noInherit, validated } = fact.facets.notNullConstraint ?? usual
    return { name: name ?? `${fact.name[1]}_${fact.name[2]}_not_null`, noInherit, validated }
  }) as [Plain, Plain]
  if (!isFrom(18, site)) return [unplanned(to, ['notNullConstraint'], 'the server has no such constraint')]
  const alter = alterParent(to)
  return [
    ...(before.name === after.name
      ? []
      : [actionOf(to, `${alter} RENAME CONSTRAINT ${sqlName(before.name)} TO ${sqlName(after.name)}`)]),
    ...(before.noInherit === after.noInherit
      ? []
      : [
          actionOf(
            to,
            `${alter} ALTER CONSTRAINT ${sqlName(after.name)} ${after.noInherit ? 'NO INHERIT' : 'INHERIT'}`,
          ),
        ]),
    ...validation(before, after, to),
  ]
}

interface Plain {
  readonly name: string
  readonly noInherit: boolean
  readonly validated: boolean
}

const usual = { name: null, noInherit: false, validated: true }

function validation(before: Plain, after: Plain, to: Fact<'column'>): readonly Planned[] {
  if (before.validated === after.validated) return []
  const alter = alterParent(to)
  if (after.validated) return [alteration(to, `${alter} VALIDATE CONSTRAINT ${sqlName(after.name)}`)]
  return [
    actionOf(to, `${alter} DROP CONSTRAINT ${sqlName(after.name)}`),
    actionOf(to, `${alter} ADD ${notNullConstraint(to, { ...after, comment: null })}`),
  ]
}

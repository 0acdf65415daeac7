import type { Action, Hazard } from './action.ts'

/** Neighbours that each go through all rows of one table become one statement, which does so once. */
export function mergePasses(actions: readonly Action[]): readonly Action[] {
  const groups: Action[][] = []
  for (const action of actions) {
    const last = groups.at(-1)
    if (action.pass !== undefined && last?.[0]?.pass === action.pass) last.push(action)
    else groups.push([action])
  }
  return groups.map((group) => (group.length === 1 ? group[0]! : merged(group, group[0]!)))
}

function merged(group: readonly Action[], first: Action): Action {
  const pass = first.pass ?? ''
  const clauses = group.map(({ sql }) => `\n    ${sql.slice(pass.length).trim()}`)
  return {
    ...first,
    sql: `${pass}${clauses.join(',')}`,
    produces: group.flatMap(({ fact, produces }) => [fact, ...produces]),
    hazards: hazardsOf(group),
  }
}

/** What is rewritten is looked through by the way. */
function hazardsOf(group: readonly Action[]): readonly Hazard[] {
  const all = group.flatMap(({ hazards }) => hazards)
  const isCost = ({ kind }: Hazard) => kind === 'rewrite' || kind === 'lock'
  const cost = all.find(({ kind }) => kind === 'rewrite') ?? all.find(isCost)
  return [...(cost === undefined ? [] : [cost]), ...all.filter((hazard) => !isCost(hazard))]
}

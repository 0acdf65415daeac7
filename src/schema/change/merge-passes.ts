import type { Action, Hazard } from './action.ts'

/** Where several neighbours go through all rows of one table, they become one statement, which does so once; what stands between them comes with them. */
export function mergePasses(actions: readonly Action[]): readonly Action[] {
  const groups: Action[][] = []
  for (const action of actions) {
    const last = groups.at(-1)
    if (action.pass !== undefined && last?.[0]?.pass === action.pass) last.push(action)
    else groups.push([action])
  }
  return groups.flatMap((group) => (group.filter(isCostly).length < 2 ? group : [merged(group, group[0]!)]))
}

function isCostly({ hazards }: Action): boolean {
  return hazards.some(isCost)
}

function isCost({ kind }: Hazard): boolean {
  return kind === 'rewrite' || kind === 'lock'
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
  const cost = all.find(({ kind }) => kind === 'rewrite') ?? all.find(isCost)
  return [...(cost === undefined ? [] : [cost]), ...all.filter((hazard) => !isCost(hazard))]
}

// Plans the change of large schemas of which 1 % differs, made by hand, in two sizes: the time of the processor must grow as the size does. Then both snapshots and the plan of
// databases of these sizes, beside pg-delta where it is installed. --smoke: few tables, one round, no verdict.
import { createRequire } from 'node:module'
import { median } from './programs.mjs'
import { compareWithPgDelta } from './snapshots-and-plan.mjs'

const isSmoke = process.argv.includes('--smoke')
const rounds = isSmoke ? 1 : 9
const sizes = isSmoke ? [20, 60] : [1000, 3000]
const goalMs = 500
/** Three times as much may take so many times as long. */
const goalGrowth = 4.5

// The sources themselves: nothing that is built offers the planner alone.
const load = createRequire(import.meta.url)('jiti').createJiti(import.meta.url)
const { planChange } = await load.import('../src/schema/change/plan-change.ts')
const { keyOf } = await load.import('../src/schema/schema.ts')

const plainTable = {
  persistence: 'permanent',
  partitionKey: null,
  partitionOf: null,
  inherits: [],
  ofType: null,
  options: [],
  accessMethod: null,
  tablespace: null,
  replicaIdentity: 'default',
  rowSecurity: 'off',
}
const plainColumn = {
  collation: null,
  notNull: false,
  notNullConstraint: null,
  identity: null,
  generated: null,
  storage: null,
  compression: null,
  statistics: null,
  options: [],
  foreignOptions: [],
  inherited: false,
}

const times = sizes.map(timeOf)
const growth = times.at(-1) / times[0]
console.log(
  `${growth.toFixed(1)} times as long for ${sizes[1] / sizes[0]} times as much, goal ${goalGrowth}; goal ${goalMs} ms`,
)
if (!isSmoke && (growth > goalGrowth || times.at(-1) > goalMs)) process.exitCode = 1
const isFast = await compareWithPgDelta({ sizes, rounds: isSmoke ? 1 : 5, goalRatio: 0.5, goalGrowth })
if (!isSmoke && !isFast) process.exitCode = 1

function timeOf(tables) {
  const [from, to] = [schema(tables, 'before'), schema(tables, 'after')]
  const all = []
  let statements = 0
  for (let round = isSmoke ? 0 : -2; round < rounds; round++) {
    // Copies, as what is remembered by schema would not count else.
    const [old, now] = [{ ...from }, { ...to }]
    const began = process.cpuUsage()
    const plan = planChange(old, now)
    const { user, system } = process.cpuUsage(began)
    const ms = (user + system) / 1000
    if (plan.unplanned.length > 0) throw new Error(JSON.stringify(plan.unplanned[0]))
    statements = plan.statements.length
    if (round >= 0) all.push(ms)
  }
  const ms = median(all)
  console.log(`${tables} tables, ${to.facts.size} facts, ${statements} statements: ${ms.toFixed(1)} ms`)
  return ms
}

/** Ten columns, a key, a foreign key to the table before, an index; a view and a function for each tenth. Each hundredth table differs. */
function schema(tables, version) {
  const facts = [fact('schema', ['public'], {})]
  for (let i = 0; i < tables; i++) facts.push(...tableFacts(i, version === 'after' && i % 100 === 50))
  const sorted = facts.sort((a, b) => (a.key < b.key ? -1 : 1))
  return { serverVersion: 180000, facts: new Map(sorted.map((one) => [one.key, one])), unseen: [] }
}

function tableFacts(i, isChanged) {
  const table = keyOf('table', ['public', `t${i}`])
  const names = Array.from({ length: isChanged ? 11 : 10 }, (_, nth) => `c${nth}`)
  const type = (name) => (isChanged && name === 'c3' ? 'bigint' : 'integer')
  const column = (name, of = i) => keyOf('column', ['public', `t${of}`, name])
  const part = (kind, name, facets, needs = []) =>
    fact(kind, ['public', `t${i}`, name], facets, { parent: table, needs: [table, ...needs] })
  return [
    fact('table', ['public', `t${i}`], { ...plainTable, columns: names }, { needs: [publicSchema()] }),
    ...names.map((name) =>
      part('column', name, { ...plainColumn, type: type(name), notNull: name === 'c0' }),
    ),
    fact(
      'default',
      ['public', `t${i}`, 'c1'],
      { expression: isChanged ? '2' : '1' },
      { parent: column('c1'), needs: [column('c1')] },
    ),
    part('constraint', `t${i}_pkey`, constraint('primary key', 'PRIMARY KEY (c0)', ['c0']), [column('c0')]),
    ...(i === 0
      ? []
      : [
          part(
            'constraint',
            `t${i}_fk`,
            constraint('foreign key', `FOREIGN KEY (c2) REFERENCES public.t${i - 1}(c0)`, ['c2']),
            [
              column('c2'),
              column('c0', i - 1),
              keyOf('constraint', ['public', `t${i - 1}`, `t${i - 1}_pkey`]),
            ],
          ),
        ]),
    fact('index', ['public', `t${i}_c3`], indexOf(i), { parent: table, needs: [table, column('c3')] }),
    ...(i % 10 === 0 ? [...viewFacts(i, isChanged), routine(i)] : []),
  ]
}

function viewFacts(i, isChanged) {
  const of = ['c0', 'c3']
  const view = keyOf('view', ['public', `v${i}`])
  const definition = ` SELECT c0,\n    c3\n   FROM public.t${i}\n  WHERE (c0 > ${isChanged ? 1 : 0})`
  const needs = [
    publicSchema(),
    keyOf('table', ['public', `t${i}`]),
    ...of.map((name) => keyOf('column', ['public', `t${i}`, name])),
  ]
  return [
    fact('view', ['public', `v${i}`], { definition, columns: of, options: [] }, { needs }),
    ...of.map((name) =>
      fact(
        'column',
        ['public', `v${i}`, name],
        { ...plainColumn, type: isChanged && name === 'c3' ? 'bigint' : 'integer' },
        { parent: view, needs: [view] },
      ),
    ),
  ]
}

function routine(i) {
  const body = `select count(*) from public.t${i} where c0 > a`
  const definition = `CREATE OR REPLACE FUNCTION public.f${i}(a integer)\n RETURNS bigint\n LANGUAGE sql\nAS $function$${body}$function$\n`
  const facets = { definition, signature: 'bigint (a integer)', defaults: 0, language: 'sql', body }
  return fact('function', ['public', `f${i}(integer)`], facets, { needs: [publicSchema()] })
}

function publicSchema() {
  return keyOf('schema', ['public'])
}

function fact(kind, name, facets, { parent, needs = [] } = {}) {
  const common = { comment: null, owner: 'joe', grants: null }
  return { kind, key: keyOf(kind, name), name, parent, facets: { ...common, ...facets }, needs }
}

function constraint(type, definition, columns) {
  const index =
    type === 'primary key'
      ? { options: [], tablespace: null, clustered: false, replicaIdentity: false }
      : null
  return { type, definition, validated: true, enforced: true, columns, index, attachedTo: null }
}

function indexOf(i) {
  return {
    definition: `CREATE INDEX t${i}_c3 ON public.t${i} USING btree (c3)`,
    method: 'btree',
    unique: false,
    valid: true,
    attachedTo: null,
    statistics: [],
    options: [],
    tablespace: null,
    clustered: false,
    replicaIdentity: false,
  }
}

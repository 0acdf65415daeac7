// Compares `plinth init` with psql -1 and with the whole file sent as one query, which is the server's own floor, in interleaved
// rounds over TCP; with dbmate too where it is installed. --smoke: small files, one round, no verdict.
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { plinth } from '../dist/index.js'
import { openServer } from './databases.mjs'
import { findPgDump, writeDump } from './dump.mjs'
import { has, median, ratioOf, run } from './programs.mjs'
import { withoutRestrict } from './restrict.mjs'

const here = dirname(fileURLToPath(import.meta.url))
const isSmoke = process.argv.includes('--smoke')
const only = process.argv.slice(2).filter((word) => !word.startsWith('--'))
const rounds = isSmoke ? 1 : 5

const folder = mkdtempSync(join(tmpdir(), 'plinth-load-'))
const server = await openServer(folder)
try {
  let missed = 0
  for (const file of files(findPgDump(await server.major()))) {
    if (only.length > 0 && !only.includes(file.name)) continue
    if (file.leftOut !== undefined) {
      console.log(`${file.name} is left out: ${file.leftOut}`)
      continue
    }
    missed += report(file, await measure(file))
  }
  if (!isSmoke && missed > 0) process.exitCode = 1
} finally {
  await server.close()
  rmSync(folder, { recursive: true, force: true })
}

/** What is loaded, how its file is written, and how many times as long as each peer it may take. */
function files(pgDump) {
  const small = isSmoke ? 0.01 : 1
  return [
    { name: 'schema', write: lines(schema(1000 * small)), goals: { 'one query': 1.1, psql: 0.8 } },
    { name: 'inserts', write: lines(inserts(430_000 * small)), goals: { psql: 0.65 } },
    { name: 'copy', write: lines(copyRows(1_800_000 * small, 1)), goals: { psql: 1.05 } },
    { name: 'copies', write: lines(copyRows(1_800_000 * small, 1500 * small)), goals: { psql: 1.05 } },
    {
      name: 'dump',
      write: dumpOf(pgDump, isSmoke ? 2 : 26),
      goals: { 'one query': 1.1, psql: 0.8 },
      leftOut: pgDump ? undefined : 'no pg_dump here fits the server; PLINTH_BENCH_PG_DUMP may name one.',
    },
  ]
}

/** The example of this repository has 41 tables. */
function dumpOf(pgDump, count) {
  return async (path) => {
    const workshop = join(folder, 'dump-of')
    mkdirSync(workshop)
    await writeDump(path, { pgDump, url: await server.create(), count, folder: workshop })
  }
}

/** Ten statements a table, as pg_dump writes them. */
function schema(tables) {
  return (line) => {
    for (let i = 0; i < tables; i++) {
      line(`--\n-- Name: t${i}; Type: TABLE; Schema: public\n--\n`)
      line(
        `CREATE TABLE public.t${i} (\n    id bigint NOT NULL,\n    name text DEFAULT 'x'::text,\n    at timestamp with time zone DEFAULT now()\n);`,
      )
      line(`CREATE SEQUENCE public.t${i}_id_seq START WITH 1;`)
      line(
        `ALTER TABLE ONLY public.t${i} ALTER COLUMN id SET DEFAULT nextval('public.t${i}_id_seq'::regclass);`,
      )
      line(
        `COMMENT ON TABLE public.t${i} IS 'table ${i}';\nCOMMENT ON COLUMN public.t${i}.name IS 'the name; of it';`,
      )
      line(`ALTER TABLE ONLY public.t${i} ADD CONSTRAINT t${i}_pkey PRIMARY KEY (id);`)
      line(`CREATE INDEX t${i}_name ON public.t${i} USING btree (name);`)
      line(`ALTER TABLE public.t${i} ADD CONSTRAINT t${i}_check CHECK (id > 0);`)
      line(
        `CREATE VIEW public.v${i} AS SELECT id, name FROM public.t${i};\nGRANT SELECT ON TABLE public.t${i} TO PUBLIC;`,
      )
    }
  }
}

function inserts(rows) {
  return (line) => {
    line('CREATE TABLE public.big (id integer, a text, b text, at timestamp with time zone);')
    for (let i = 0; i < rows; i++)
      line(
        `INSERT INTO public.big VALUES (${i}, 'some text number ${i}; which is a bit longer', 'it''s', '2026-01-01 00:00:00+00');`,
      )
  }
}

/** Tables, their rows, and behind all rows what pg_dump puts there. */
function copyRows(rows, blocks) {
  return (line) => {
    for (let block = 0; block < blocks; block++) {
      line(
        `CREATE TABLE public.c${block} (id integer NOT NULL, a text, b text, at timestamp with time zone);`,
      )
      line(`COPY public.c${block} (id, a, b, at) FROM stdin;`)
      for (let i = 0; i < rows / blocks; i++)
        line(
          `${i}\tsome text number ${i} which is a bit longer, so that a row has a hundred bytes\tanother\t2026-01-01 00:00:00+00`,
        )
      line('\\.\n')
    }
    for (let block = 0; block < blocks; block++) {
      line(`ALTER TABLE ONLY public.c${block} ADD CONSTRAINT c${block}_pkey PRIMARY KEY (id);`)
      line(`CREATE INDEX c${block}_a_idx ON public.c${block} USING btree (a);`)
    }
  }
}

async function measure(file) {
  const project = join(folder, file.name)
  mkdirSync(join(project, 'sql'), { recursive: true })
  const path = join(project, 'sql/init.sql')
  await file.write(path)
  const bytes = statSync(path).size
  // The baseline is written beforehand: it is not what is measured.
  await plinth({ cwd: project }).create({ message: 'nothing' })
  const results = new Map()
  for (let round = isSmoke ? 0 : -1; round < rounds; round++) {
    for (const way of ways(project, path, bytes)) {
      const done = await load(way, await server.create(), project)
      if (round >= 0) results.set(way.name, [...(results.get(way.name) ?? []), done])
    }
  }
  rmSync(project, { recursive: true, force: true })
  return { bytes, results }
}

/** Writes a file of the lines that `write` hands out. */
function lines(write) {
  return (path) => {
    const file = openSync(path, 'w')
    let waiting = []
    const flush = () => {
      writeSync(file, waiting.join('\n') + '\n')
      waiting = []
    }
    write((line) => {
      if (waiting.push(line) >= 1000) flush()
    })
    flush()
    closeSync(file)
  }
}

/** The ways to load a file that this machine has. One query holds no COPY data, and no text above half a gigabyte. */
function ways(project, path, bytes) {
  const plain = !/^COPY /m.test(readStart(path)) && bytes < 400e6
  return [
    {
      name: 'plinth',
      command: process.execPath,
      args: [join(here, '../dist/cli/main.cjs'), 'init', '--no-migrate', '-q'],
    },
    ...(has('psql')
      ? [
          {
            name: 'psql',
            command: 'psql',
            args: ['-X', '-q', '-1', '-o', '/dev/null', '-v', 'ON_ERROR_STOP=1', '-f', path],
            isPsql: true,
          },
        ]
      : []),
    ...(plain
      ? [{ name: 'one query', command: process.execPath, args: [join(here, 'one-query.mjs'), path] }]
      : []),
    ...(plain && has('dbmate') ? [dbmate(project, path)] : []),
  ]
}

function dbmate(project, path) {
  const migrations = join(project, 'dbmate')
  mkdirSync(migrations, { recursive: true })
  writeFileSync(
    join(migrations, '20260101000000_init.sql'),
    `-- migrate:up\n${withoutRestrict(readFileSync(path, 'utf8'))}\n-- migrate:down\n`,
  )
  return { name: 'dbmate', command: 'dbmate', args: ['-d', migrations, '--no-dump-schema', 'up'] }
}

function readStart(path) {
  const file = openSync(path, 'r')
  const start = Buffer.alloc(10_000)
  const length = readSync(file, start)
  closeSync(file)
  return start.toString('latin1', 0, length)
}

function load({ command, args, isPsql }, url, cwd) {
  const env = { ...process.env, DATABASE_URL: command === 'dbmate' ? `${url}?sslmode=disable` : url }
  return run(command, isPsql ? [...args, url] : args, { cwd, env })
}

/** Prints a table; the result is the number of goals that were missed. */
function report({ name, goals }, { bytes, results }) {
  const ms = (way) => median(results.get(way).map((one) => one.ms))
  const ratioTo = (way) => ratioOf(results.get('plinth'), results.get(way))
  console.log(`${name}: ${(bytes / 1e6).toFixed(1)} MB, ${rounds} rounds, medians`)
  let missed = 0
  for (const [way, runs] of results) {
    const goal = goals[way]
    const ratio = ratioTo(way)
    const isMissed = goal !== undefined && ratio > goal
    if (isMissed) missed++
    const peak = Math.max(...runs.map((one) => one.peak))
    console.log(
      `  ${way.padEnd(10)}${ms(way).toFixed(0).padStart(7)} ms${peak > 0 ? `${peak.toFixed(0).padStart(6)} MB` : ''}` +
        (way === 'plinth'
          ? ''
          : `   plinth ${ratio.toFixed(2)}×${goal === undefined ? '' : `, goal ${goal}×`}`) +
        (isMissed && !isSmoke ? ', MISSED' : ''),
    )
  }
  return missed
}

/** Texts that a loader could take for something else. `random` gives a number in [0, 1). */
export function hardTexts(random: () => number): readonly string[] {
  const characters = Array.from({ length: 255 }, (_, i) => String.fromCodePoint(i + 1))
  const random_ = Array.from({ length: 300 }, () =>
    Array.from({ length: Math.floor(random() * 12) }, () => parts[Math.floor(random() * parts.length)]).join(
      '',
    ),
  )
  return [
    ...parts,
    ...characters,
    ...random_,
    'x'.repeat(1_000_000),
    '\\\n\t'.repeat(100_000),
    '\\.\n'.repeat(1000),
  ]
}

const parts: readonly string[] = [
  '',
  ' ',
  'a',
  'é',
  '日本',
  '😀',
  '\u00a0',
  '\u2028',
  '\ufeff',
  '\u0085',
  '\uffff',
  '\u{10ffff}',
  'e\u0301',
  '\n',
  '\r',
  '\r\n',
  '\t',
  '\b',
  '\f',
  '\v',
  '\u0001',
  '\u001a',
  '\u007f',
  '\\',
  '\\.',
  '\\N',
  '\\n',
  '\\\\',
  '\\x41',
  '\\101',
  '\\b',
  '\n\\.\n',
  '\\.\r\n',
  '\\',
  '\\;',
  '\\gexec',
  '\\restrict x',
  "'",
  "''",
  '"',
  '$$',
  '$a$',
  ';',
  '--',
  '/*',
  '*/',
  '(',
  ')',
  '{',
  '}',
  ',',
  ':x',
  ":'x'",
  ':"x"',
  '::',
  'NULL',
  'null',
  'COPY x FROM stdin;',
  'begin',
  'end;',
  "E'\\''",
  '\\i /etc/passwd',
  '\\! id',
  '%',
  '?',
  '$1',
  '`id`',
]

/** Statements that fill the rich schema, with standard_conforming_strings on. */
export function richData(texts: readonly string[]): string {
  const rows = texts.map(
    (text, i) =>
      `(${i}, ${literal(text)}, array[${literal(text)}, null, ''], ${i % 7 === 0 ? 'null' : literal(text)})`,
  )
  return `
create table app.texts (id int primary key, t text, list text[], maybe text);
insert into app.texts values ${rows.join(',\n')};
insert into app.texts select 10000 + i, null, null, null from generate_series(1, 20) i;
create table app.one_column (t text); insert into app.one_column select t from app.texts where length(t) < 1000; insert into app.one_column values (null), ('');
create table app.csv ("t;" text, b bytea, j jsonb, js json, x xml, c char(5), v "char", n name);
insert into app.csv values (E'a\\tb', decode('${allBytes}', 'hex'), '{"a\\\\u0001": ["\\\\\\\\", 1e5, null]}', '{"b" :  1, "b": "\\\\n"}', '<a b="c">&lt;;</a>', 'ab', '\\', 'n;');
insert into app.csv (c) values (''), ('  x');
create table app.numbers (n numeric, f4 float4, f8 float8, m money, i int8, b bit(3), vb varbit, bo bool, iv interval, ts timestamp, d date, tt timetz, ip inet, mac macaddr8, u uuid, p point, pa path, po polygon, ci circle, l pg_lsn, r int4range, tr tstzrange, o oid, re regclass, tv tsvector, tq tsquery);
insert into app.numbers values ('NaN', 'NaN', '-Infinity', '-1234.5', -9223372036854775808, '101', '0', true, '-1 year 2 mons -3 days 04:05:06.789', 'infinity', '4713-01-01 BC', '23:59:60+15:59', '::ffff:1.2.3.4/96', '08:00:2b:01:02:03:04:05', '00000000-0000-0000-0000-000000000001', '(1e300,-0)', '[(0,0),(1,1)]', '((0,0),(1,1),(2,0))', '<(0,0),5>', 'FFFFFFFF/FFFFFFFF', 'empty', '["2020-01-01 00:00Z",infinity)', 4294967295, 'app.people', '''a;b'':1A ''\\\\'':2', '''x'' & !y:*AB <2> z'),
  (1e-1000, 1e-45, 4.9e-324, 0, 9223372036854775807, '000', '', null, '178000000 years', '294276-12-31 23:59:59.999999', '5874897-12-31', '00:00:00-15:59', '0.0.0.0/0', '00:00:00:00:00:00:00:00', 'ffffffff-ffff-ffff-ffff-ffffffffffff', '(NaN,Infinity)', '((0,0))', '((0,0))', '<(0,0),0>', '0/0', '[1,)', '(,)', 0, null, '', '');
insert into app.people (name, nick, mood, pair, slug, prices, data) values (E'a''b\\\\;', 'n"', E'\\\\n', row(1, E'q"\\\\,( ', array['ü', 'sad']::app.mood[])::app.pair, 'a;b', array['[1.5,2.25)', 'empty']::app.price[], 'null'), (E'x\\n\\\\.\\ny', null, 'sad', null, E'a\\\\', '{}', '[]');
insert into app.refs select id, id, null, null from app.people; insert into app.refs select id + 1, null, id, null from app.refs;
insert into app.no_columns default values; insert into app.no_columns default values; insert into app.no_columns default values;
insert into app.dropped values (1, 3), (null, null); insert into app.parent values (1, 'a'); insert into app.child values (2, 'b', 3); insert into app.unlogged values (1);
insert into app.typed values (1, 'x', '{sad}'); insert into app.other_heap values (1);
insert into app.events select timestamptz '2024-06-01 00:00Z' + i * interval '1 month', case i % 4 when 0 then 'a' when 1 then 'c;d' when 2 then 'zz' else 'a''b' end, i, repeat(E'\\\\;', i) from generate_series(1, 24) i;
insert into app.hashed select i, 'v' || i from generate_series(1, 50) i;
insert into "Odd ""Schema"""."a;b--c/*d$$e'f\\g" values (1, ';', default, default, '😀');
insert into app.documents select t, to_tsvector('app.conf', t) from app.texts where length(t) < 100;
refresh materialized view app.summary; refresh materialized view app.layered;
`
}

/** Statements that make large objects. pg_dump writes them with BEGIN and COMMIT around. */
export function largeObjects(): string {
  return `
select lo_from_bytea(50000, decode('${allBytes}', 'hex')); select lo_from_bytea(50001, ''); select lo_from_bytea(50002, decode(repeat('00ff5c2e0a', 20000), 'hex'));
comment on large object 50000 is 'large; ''object''';
`
}

const allBytes = Buffer.from(Array.from({ length: 256 }, (_, i) => i)).toString('hex')

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

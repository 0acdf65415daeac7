create table people (id integer primary key, name text);

create view gone as select id, name from people;
create function gone_rows() returns setof gone language sql as 'select id, name from people';
create or replace view gone as select id, name from gone_rows();

create view kept as select id, name from people;

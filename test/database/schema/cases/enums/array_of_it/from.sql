create type mood as enum ('sad', 'happy');
create table t (m text[] default '{sad}');
insert into t values ('{happy}');
